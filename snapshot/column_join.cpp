#include "snapshot/column_join.h"

#include <algorithm>

#include "base/parallel.h"
#include "snapshot/raw_run.h"

namespace writ {

namespace {

constexpr std::size_t rows_a_task = 1 << 16;

// Joins the arrays of one column, stretch by stretch of the rows.
class Join {
 public:
  Join(const std::vector<PartCells>& parts, std::span<const RowPlace> order, std::size_t threads)
      : parts_(parts), order_(order), threads_(threads) {}

  std::size_t stretches() const { return (order_.size() + rows_a_task - 1) / rows_a_task; }

  // work(stretch, first row, behind the last row)
  template <class Work>
  void each_stretch(Work work) const {
    parallel_ranges(threads_, order_.size(), rows_a_task, work);
  }

  template <class T>
  Array<T> gather(RawRun<T> ColumnPart::*array) const {
    std::vector<const T*> values;
    for (const PartCells& part : parts_) {
      values.push_back((part.cells->*array).data());
    }
    RawRun<T> out(order_.size());
    each_stretch([&, from = values.data()](std::size_t, std::size_t begin, std::size_t end) {
      T* to = out.data();
      const RowPlace* order = order_.data();
      for (std::size_t i = begin; i < end; ++i) {
        to[i] = from[order[i].part][order[i].row];
      }
    });
    return std::move(out).finish();
  }

  Array<TextId> texts(RawRun<TextBatch::Index> ColumnPart::*indexes) const {
    struct Source {
      const TextBatch::Index* indexes;
      const TextId* ids;
      const CellState* state;  // nullptr: only values
    };
    std::vector<Source> sources;
    for (const PartCells& part : parts_) {
      sources.push_back({(part.cells->*indexes).data(), part.ids,
                         part.cells->only_values ? nullptr : part.cells->state.data()});
    }
    RawRun<TextId> out(order_.size());
    each_stretch([&, from = sources.data()](std::size_t, std::size_t begin, std::size_t end) {
      TextId* to = out.data();
      const RowPlace* order = order_.data();
      for (std::size_t i = begin; i < end; ++i) {
        const Source& source = from[order[i].part];
        const std::uint32_t row = order[i].row;
        const bool value = source.state == nullptr || source.state[row] == CellState::value;
        to[i] = value ? source.ids[source.indexes[row]] : TextId{0};
      }
    });
    return std::move(out).finish();
  }

  void states(ColumnData& data, std::optional<TextId> why_missing) const;
  void set(ColumnData& data, const Type& type) const;

 private:
  const std::vector<PartCells>& parts_;
  std::span<const RowPlace> order_;
  std::size_t threads_;
};

void Join::states(ColumnData& data, std::optional<TextId> why_missing) const {
  const bool only_values = std::all_of(
      parts_.begin(), parts_.end(), [](const PartCells& part) { return part.cells->only_values; });
  if (only_values) {
    return;
  }
  const CellState missing = why_missing ? CellState::unknown : CellState::absent;
  std::vector<const CellState*> states;
  for (const PartCells& part : parts_) {
    states.push_back(part.cells->state.data());
  }
  RawRun<CellState> out(order_.size());
  std::vector<std::uint8_t> has_unknown(stretches());
  each_stretch([&](std::size_t stretch, std::size_t begin, std::size_t end) {
    bool unknown = false;
    for (std::size_t i = begin; i < end; ++i) {
      const CellState state = states[order_[i].part][order_[i].row];
      out[i] = state == missing_key ? missing : state;
      unknown = unknown || out[i] == CellState::unknown;
    }
    has_unknown[stretch] = unknown ? 1 : 0;
  });
  data.state = std::move(out).finish();
  // Where in unknown_why the reason of an unknown row stands.
  std::vector<std::vector<std::uint32_t>> reasons(parts_.size());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const ColumnPart& cells = *parts_[i].cells;
    if (!cells.unknown_why.empty()) {
      for (std::uint32_t row = 0; row < cells.size(); ++row) {
        if (cells.state[row] == CellState::unknown) {
          reasons[i].push_back(row);
        }
      }
    }
  }
  std::vector<std::uint32_t> rows;
  std::vector<TextId> why;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (i % rows_a_task == 0 && has_unknown[i / rows_a_task] == 0) {
      i += rows_a_task - 1;
      continue;
    }
    if (data.state[i] != CellState::unknown) {
      continue;
    }
    const PartCells& part = parts_[order_[i].part];
    const std::uint32_t row = order_[i].row;
    rows.push_back(static_cast<std::uint32_t>(i));
    if (part.cells->state[row] == missing_key) {
      why.push_back(*why_missing);
      continue;
    }
    const std::vector<std::uint32_t>& known = reasons[order_[i].part];
    const auto at = std::lower_bound(known.begin(), known.end(), row) - known.begin();
    why.push_back(part.ids[part.cells->unknown_why[static_cast<std::size_t>(at)]]);
  }
  if (!rows.empty()) {
    data.unknown_rows = std::move(rows);
    data.unknown_why = std::move(why);
  }
}

void Join::set(ColumnData& data, const Type& type) const {
  const auto begin_of = [](const ColumnPart& cells, std::uint32_t row) {
    return row == 0 ? 0 : cells.ends[row - 1];
  };
  RawRun<std::uint64_t> offsets(order_.size() + 1);
  std::vector<std::uint64_t> sums(stretches() + 1);
  each_stretch([&](std::size_t stretch, std::size_t begin, std::size_t end) {
    std::uint64_t sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const ColumnPart& cells = *parts_[order_[i].part].cells;
      offsets[i] = sum;
      sum += cells.ends[order_[i].row] - begin_of(cells, order_[i].row);
    }
    sums[stretch + 1] = sum;
  });
  for (std::size_t i = 1; i < sums.size(); ++i) {
    sums[i] += sums[i - 1];
  }
  RawRun<RowPlace> elements(sums.back());
  each_stretch([&](std::size_t stretch, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const ColumnPart& cells = *parts_[order_[i].part].cells;
      offsets[i] += sums[stretch];
      std::uint64_t at = offsets[i];
      const std::uint32_t last = cells.ends[order_[i].row];
      for (std::uint32_t e = begin_of(cells, order_[i].row); e < last; ++e) {
        elements[at++] = {order_[i].part, e};
      }
    }
  });
  offsets[order_.size()] = sums.back();
  data.offsets = std::move(offsets).finish();
  std::vector<PartCells> inner;
  for (const PartCells& part : parts_) {
    inner.push_back({part.cells->elements.get(), part.ids});
  }
  data.elements = std::make_shared<const ColumnData>(join_column(
      inner, *type.element, {elements.data(), elements.size()}, std::nullopt, threads_));
}

}  // namespace

ColumnData join_column(const std::vector<PartCells>& parts, const Type& type,
                       std::span<const RowPlace> order, std::optional<TextId> why_missing,
                       std::size_t threads) {
  ColumnData data;
  data.size = order.size();
  const Join join(parts, order, threads);
  join.states(data, why_missing);
  switch (type.kind) {
    case Kind::boolean:
      data.flags = join.gather(&ColumnPart::flags);
      break;
    case Kind::integer:
    case Kind::decimal:
    case Kind::duration:
    case Kind::timestamp:
      data.numbers = join.gather(&ColumnPart::numbers);
      break;
    case Kind::date:
      data.days = join.gather(&ColumnPart::days);
      break;
    case Kind::email:
      data.texts = join.texts(&ColumnPart::texts);
      data.canonical = join.texts(&ColumnPart::canonical);
      break;
    case Kind::set:
      join.set(data, type);
      break;
    default:
      data.texts = join.texts(&ColumnPart::texts);
  }
  return data;
}

}  // namespace writ
