// RowKeys: the keys of a table's rows, as Row::key is written, without a text of each part. Made once
// for a table and asked for many rows; safe for several threads.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/columns.h"

namespace writ {

class RowKeys {
 public:
  // Both must outlive this.
  RowKeys(const ColumnTable& table, const Texts& texts);

  // Valid until `buffer` or the dictionary changes.
  std::string_view at(std::size_t row, std::string& buffer) const;
  // The texts that are the keys, but for what join_key() writes otherwise; none where keys have
  // several parts or are no texts.
  std::span<const TextId> texts() const;

 private:
  struct Part {
    const ColumnData* data;
    const Type* type;
    const TextId* texts;  // null where the part is no text
  };

  const Texts& texts_;
  std::size_t rows_;
  std::vector<Part> parts_;
};

}  // namespace writ
