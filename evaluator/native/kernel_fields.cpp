// The fields of rows: cells of columns, through views and refs.
#include "evaluator/native/columns.h"
#include "evaluator/native/kernel_maker.h"

namespace writ::native {

namespace {

Mark mark_of(CellState state, bool optional) {
  return state == CellState::value                 ? Mark::known
         : state == CellState::absent && optional ? Mark::absent
                                                  : Mark::beyond;
}

// Cells as they lie in a column.
template <class T>
class ColumnNumbers final : public NumberKernel {
 public:
  ColumnNumbers(NumberClass the_class, const RowLane& row, const T* cells,
                const ColumnData& column, bool optional)
      : NumberKernel(the_class),
        lane_(row.lane),
        cells_(cells),
        states_(column.state.empty() ? nullptr : column.state.data()),
        optional_(optional) {}

  void read(const Batch& batch, Numbers& out) const override {
    const std::uint32_t* rows = batch.lanes[lane_];
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.value[i] = static_cast<std::int64_t>(cells_[rows[i]]);
    }
    for (std::size_t i = 0; states_ != nullptr && i < batch.n; ++i) {
      out.mark[i] = mark_of(states_[rows[i]], optional_);
    }
  }

 private:
  std::size_t lane_;
  const T* cells_;
  const CellState* states_;
  bool optional_;
};

// The rows that refs name; a ref to nowhere is beyond.
class ColumnRefs final : public NumberKernel {
 public:
  ColumnRefs(NumberClass the_class, const RowLane& row, const std::vector<std::uint32_t>& targets,
             const ColumnData& column, bool optional)
      : NumberKernel(the_class),
        lane_(row.lane),
        targets_(targets),
        column_(column),
        optional_(optional) {}

  void read(const Batch& batch, Numbers& out) const override {
    const std::uint32_t* rows = batch.lanes[lane_];
    for (std::size_t i = 0; i < batch.n; ++i) {
      const std::uint32_t target = targets_[rows[i]];
      const Mark mark = column_.state.empty() ? Mark::known
                                              : mark_of(column_.state.data()[rows[i]], optional_);
      out.mark[i] = mark == Mark::known && target == nowhere ? Mark::beyond : mark;
      out.value[i] = target == nowhere ? 0 : target;
    }
  }

 private:
  std::size_t lane_;
  const std::vector<std::uint32_t>& targets_;
  const ColumnData& column_;
  bool optional_;
};

class ColumnSets final : public SetKernel {
 public:
  // `targets` instead of the elements' texts, where they are refs.
  ColumnSets(NumberClass the_class, const RowLane& row, const ColumnData& column, bool optional,
             const std::vector<std::uint32_t>* targets)
      : SetKernel(the_class),
        lane_(row.lane),
        column_(column),
        optional_(optional),
        elements_(targets != nullptr                  ? targets->data()
                  : the_class.tag == Tag::email ? column.elements->canonical.data()
                                                      : column.elements->texts.data()) {}

  void read(const Batch& batch, Lists& out) const override {
    out.start(batch.n);
    for (std::size_t i = 0; i < batch.n; ++i) {
      const std::uint32_t row = batch.lanes[lane_][i];
      const CellState state = column_.at(row);
      out.beyond[i] = mark_of(state, optional_) == Mark::beyond ? 1 : 0;
      const std::uint64_t end = state == CellState::value ? column_.offsets[row + 1] : 0;
      for (std::uint64_t k = column_.offsets[row]; k < end; ++k) {
        if (elements_[k] == nowhere) {
          out.beyond[i] = 1;
        } else {
          out.members.push_back(elements_[k]);
        }
      }
      out.finish_one();
    }
  }

 private:
  std::size_t lane_;
  const ColumnData& column_;
  bool optional_;
  const std::uint32_t* elements_;
};

// Cells of a column whose presence a condition decides.
class GuardedNumbers final : public NumberKernel {
 public:
  GuardedNumbers(TruthRef present, NumberRef cells)
      : NumberKernel(cells->of), present_(std::move(present)), cells_(std::move(cells)) {}

  void read(const Batch& batch, Numbers& out) const override {
    cells_->read(batch, out);
    Pooled<std::uint8_t> present(batch.n);
    present_->test(batch, present.data());
    for (std::size_t i = 0; i < batch.n; ++i) {
      if (present[i] != may_hold) {
        out.mark[i] = present[i] == may_fail ? Mark::absent : Mark::beyond;
      } else if (out.mark[i] == Mark::absent) {
        out.mark[i] = Mark::beyond;
      }
    }
  }

 private:
  TruthRef present_;
  NumberRef cells_;
};

// A field of the rows that another expression gives; they stand in `lane`.
class ThroughRows {
 public:
  ThroughRows(NumberRef rows, std::size_t lane, bool optional_step)
      : rows_(std::move(rows)), lane_(lane), optional_step_(optional_step) {}

  struct Step {
    explicit Step(std::size_t n) : rows(n), numbers(n) {}
    Numbers rows;
    Pooled<std::uint32_t> numbers;
    Batch batch;
  };
  void go(const Batch& batch, Step& step) const {
    rows_->read(batch, step.rows);
    for (std::size_t i = 0; i < batch.n; ++i) {
      const bool known = step.rows.mark[i] == Mark::known;
      step.numbers[i] = known ? static_cast<std::uint32_t>(step.rows.value[i]) : 0;
    }
    step.batch = batch;
    step.batch.lanes[lane_] = step.numbers.data();
  }
  Mark mark_of(Mark row, Mark field) const {
    return row == Mark::known                    ? field
           : row == Mark::absent && optional_step_ ? Mark::absent
                                                   : Mark::beyond;
  }

 private:
  NumberRef rows_;
  std::size_t lane_;
  bool optional_step_;
};

class NumbersThrough final : public NumberKernel {
 public:
  NumbersThrough(ThroughRows through, NumberRef field)
      : NumberKernel(field->of), through_(std::move(through)), field_(std::move(field)) {}
  void read(const Batch& batch, Numbers& out) const override {
    ThroughRows::Step step(batch.n);
    through_.go(batch, step);
    field_->read(step.batch, out);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.mark[i] = through_.mark_of(step.rows.mark[i], out.mark[i]);
    }
  }

 private:
  ThroughRows through_;
  NumberRef field_;
};

class TruthsThrough final : public TruthKernel {
 public:
  TruthsThrough(ThroughRows through, TruthRef field)
      : through_(std::move(through)), field_(std::move(field)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    ThroughRows::Step step(batch.n);
    through_.go(batch, step);
    field_->test(step.batch, out);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out[i] = step.rows.mark[i] == Mark::known ? out[i] : may_both;
    }
  }

 private:
  ThroughRows through_;
  TruthRef field_;
};

class SetsThrough final : public SetKernel {
 public:
  SetsThrough(ThroughRows through, SetRef field)
      : SetKernel(field->of), through_(std::move(through)), field_(std::move(field)) {}
  void read(const Batch& batch, Lists& out) const override {
    ThroughRows::Step step(batch.n);
    through_.go(batch, step);
    field_->read(step.batch, out);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.beyond[i] = step.rows.mark[i] == Mark::known ? out.beyond[i] : std::uint8_t{1};
    }
  }

 private:
  ThroughRows through_;
  SetRef field_;
};

NumberRef through(ThroughRows rows, NumberRef field) {
  return std::make_unique<NumbersThrough>(std::move(rows), std::move(field));
}
TruthRef through(ThroughRows rows, TruthRef field) {
  return std::make_unique<TruthsThrough>(std::move(rows), std::move(field));
}
SetRef through(ThroughRows rows, SetRef field) {
  return std::make_unique<SetsThrough>(std::move(rows), std::move(field));
}

Tag tag_of(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return Tag::boolean;
    case Kind::integer:
      return Tag::integer;
    case Kind::decimal:
      return Tag::decimal;
    case Kind::duration:
      return Tag::duration;
    case Kind::timestamp:
      return Tag::instant;
    case Kind::email:
      return Tag::email;
    case Kind::text:
    case Kind::enumeration:
      return Tag::text;
    case Kind::row:
      return Tag::row;
    default:
      return Tag::absent;
  }
}

}  // namespace

NumberRef KernelMaker::column(const RowLane& row, std::size_t field, const ColumnData& data) {
  const Type& type = ctx_.world.relations[row.relation].relation->fields[field].type;
  const NumberClass plain{tag_of(type)};
  const auto numbers = [&](const auto* cells) -> NumberRef {
    using T = std::remove_cv_t<std::remove_pointer_t<decltype(cells)>>;
    return std::make_unique<ColumnNumbers<T>>(plain, row, cells, data, type.optional);
  };
  switch (plain.tag) {
    case Tag::boolean:
      return numbers(data.flags.data());
    case Tag::integer:
    case Tag::decimal:
    case Tag::duration:
    case Tag::instant:
      return numbers(data.numbers.data());
    case Tag::email:
      return numbers(data.canonical.data());
    case Tag::text:
      return numbers(data.texts.data());
    case Tag::row:
      return std::make_unique<ColumnRefs>(
          NumberClass{Tag::row, ctx_.world.relation_id(type.relation), 0}, row,
          refs_of(ctx_.world, row.relation, static_cast<int>(field)), data, type.optional);
    default:
      return nullptr;
  }
}

SetRef KernelMaker::set_column(const RowLane& row, std::size_t field, const ColumnData& data) {
  const Type& type = ctx_.world.relations[row.relation].relation->fields[field].type;
  NumberClass members{tag_of(*type.element)};
  const bool readable =
      members.tag == Tag::text || members.tag == Tag::email || members.tag == Tag::row;
  if (!readable || data.elements == nullptr || !data.elements->state.empty()) {
    return nullptr;
  }
  const std::vector<std::uint32_t>* targets = nullptr;
  if (members.tag == Tag::row) {
    members.relation = ctx_.world.relation_id(type.element->relation);
    targets = &refs_of(ctx_.world, row.relation, static_cast<int>(field));
  }
  return std::make_unique<ColumnSets>(members, row, data, false, targets);
}

template <class Kernel>
std::unique_ptr<const Kernel> KernelMaker::mapped(const RowLane& row, std::size_t field) {
  const RelState& view = ctx_.world.relations[row.relation];
  const FieldInfo& info = view.relation->fields[field];
  const auto& mapping =
      ctx_.engine().plan->relations[row.relation].mappings[row.part][field];
  if (mapping) {
    KernelMaker inner = on_row({view.parts[row.part], 0, row.lane});
    auto kernel = inner.make<Kernel>(mapping->body);
    if constexpr (!std::is_same_v<Kernel, TruthKernel>) {
      if (kernel != nullptr && kernel->of.tag != tag_of(scalar_type(info.type))) {
        return nullptr;  // it would be converted
      }
    }
    return kernel;
  }
  if constexpr (std::is_same_v<Kernel, NumberKernel>) {
    if (info.name == "app" && view.relation->name == "account") {
      const std::string& source = ctx_.world.relations[view.parts[row.part]].relation->source;
      return constant_number({Tag::text}, ctx_.engine().texts.add(source));
    }
  }
  return nullptr;
}

template <class Kernel>
std::unique_ptr<const Kernel> KernelMaker::cells(const RowLane& row, int field,
                                                 const std::string& name) {
  const RelState& state = ctx_.world.relations[row.relation];
  const auto& fields = state.relation->fields;
  const bool resolved = field >= 0 && static_cast<std::size_t>(field) < fields.size() &&
                        fields[static_cast<std::size_t>(field)].name == name;
  const int index = resolved ? field : state.relation->find(name);
  if (index < 0) {
    return nullptr;
  }
  const auto at = static_cast<std::size_t>(index);
  const FieldInfo& info = fields[at];
  if (info.origin == FieldOrigin::mapped) {
    return mapped<Kernel>(row, at);
  }
  if (info.origin != FieldOrigin::column || state.table == nullptr || state.columns[at] < 0 ||
      info.unobservable || state.rows() == 0) {
    return nullptr;
  }
  const FieldPlan& plan = ctx_.engine().plan->relations[row.relation].fields[at];
  const ColumnData& data = state.table->columns[static_cast<std::size_t>(state.columns[at])];
  if constexpr (std::is_same_v<Kernel, SetKernel>) {
    return info.type.is(Kind::set) && !plan.present_when ? set_column(row, at, data) : nullptr;
  } else {
    NumberRef numbers = info.type.is(Kind::set) || plan.recursive ? nullptr : column(row, at, data);
    if (numbers != nullptr && plan.present_when) {
      KernelMaker inner = on_row(row);
      TruthRef present = inner.truth(plan.present_when->body);
      numbers = present != nullptr ? std::make_unique<GuardedNumbers>(std::move(present),
                                                                      std::move(numbers))
                                   : nullptr;
    }
    if constexpr (std::is_same_v<Kernel, NumberKernel>) {
      return numbers;
    } else {
      return truth_of(std::move(numbers));
    }
  }
}

template <class Kernel>
std::unique_ptr<const Kernel> KernelMaker::field(NodeRef node) {
  NodeRef object = node->kids.front();
  if (const RowLane* row = row_of(object)) {
    return cells<Kernel>(*row, node->field, node->name);
  }
  NumberRef rows = number(object);
  if (rows == nullptr || rows->of.tag != Tag::row || !room()) {
    return nullptr;
  }
  const std::vector<std::size_t>& offsets = ctx_.world.relations[rows->of.relation].offsets;
  if (offsets[rows->of.part] == offsets[rows->of.part + 1]) {
    return nullptr;  // there is not even a row to read instead of those that are unknown
  }
  KernelMaker inner(ctx_);
  inner.lanes_ = lanes_ + 1;
  inner.depth_ = depth_;
  auto kernel =
      inner.cells<Kernel>({rows->of.relation, rows->of.part, lanes_}, node->field, node->name);
  return kernel == nullptr
             ? nullptr
             : through(ThroughRows(std::move(rows), lanes_, node->optional_step), std::move(kernel));
}

NumberRef KernelMaker::number_field(NodeRef node) {
  return field<NumberKernel>(node);
}
TruthRef KernelMaker::truth_field(NodeRef node) {
  return field<TruthKernel>(node);
}
SetRef KernelMaker::set_field(NodeRef node) {
  return field<SetKernel>(node);
}

}  // namespace writ::native
