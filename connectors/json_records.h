// Cuts a JSON document into its records before any of them is parsed: one bad record is refused
// alone, and a large document never becomes one large tree.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/pointer.h"

namespace writ {

// The elements of the list that the first pointer to lead anywhere leads to (with no pointers: the
// document), as slices of `document`. Everything around them has been checked to be valid JSON; the
// `none_is_empty`: a document in which none leads anywhere, or to null, has no records. The
// elements themselves are only known to have their brackets and quotes closed.
Result<std::vector<std::string_view>> json_records(std::string_view document,
                                                   const std::vector<Pointer>& pointers,
                                                   bool none_is_empty = false);

// The slice of one value of a document (pointers of plain names and indexes), empty where it is not
// there.
std::string_view json_slice(std::string_view document, const Pointer& pointer);

}  // namespace writ
