// Distinguished names, made comparable: two spellings of one name become the same text.
#pragma once

#include <string>

namespace writ {

// The normal form of `dn` (RFC 4514): one way to escape, no optional spaces, the parts of a
// multi-valued name in order, all in lower case. Servers compare most names without case; the few
// attributes that they compare with case (none of those that name people and groups) are folded
// too. What is no DN is only put in lower case.
std::string normal_dn(const std::string& dn);

// `value` of attribute uniqueMember (RFC 4517, 3.3.21): a DN, behind which `#'0101'B` may stand.
std::string without_unique_id(const std::string& value);

}  // namespace writ
