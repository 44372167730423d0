// The fields of rows, through views and refs.
#include "evaluator/native/kernel_maker.h"

namespace writ::native {

namespace {

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

}  // namespace

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
