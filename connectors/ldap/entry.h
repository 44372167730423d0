// LdapEntry: one entry of a directory as a search shows it, and the line of NDJSON that is kept of
// it:
//
//   {"dn": "CN=Dana,DC=x", "dn.normal": "cn=dana,dc=x", "mail": ["d@x.example"], …}
//
// Names of attributes are in lower case, values are lists of texts. Bytes that are no text (no
// UTF-8, or with a NUL) go below the name with ";base64" behind it, but for what Active Directory
// identifies its objects by: objectGUID is a UUID, objectSid and sIDHistory "S-1-5-…". What the
// connector worked out has a `.` in its key, which no name of an attribute has, and is one value
// where it is not a list by nature.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace writ {

struct LdapEntry {
  std::string dn;                                              // as the server writes it
  std::map<std::string, std::vector<std::string>> attributes;  // bytes, by name in lower case

  // The values of the attribute, or none.
  const std::vector<std::string>& all(const std::string& name) const;
  // Its first value, or nullptr.
  const std::string* first(const std::string& name) const;
};

// What the connector says of an entry beside its attributes. Keys have a `.`.
struct WorkedOut {
  std::map<std::string, std::string> texts;
  std::map<std::string, bool> flags;
  std::map<std::string, std::vector<std::string>> lists;
};

// Without a line break.
std::string entry_line(const LdapEntry& entry, const WorkedOut& worked_out);

// The canonical UUID of objectGUID: 16 bytes, the first three fields little-endian (MS-DTYP
// 2.3.4.2). Nothing where there are not 16.
std::optional<std::string> guid_text(const std::string& bytes);

// "S-1-5-21-…" of objectSid (MS-DTYP 2.4.2.2). Nothing where the bytes are no SID.
std::optional<std::string> sid_text(const std::string& bytes);

// A name as Active Directory writes it where it shows a part of the values:
// "member;range=0-1499" (MS-ADTS 3.1.1.3.1.3.3); the last part ends in `*`.
struct ValueRange {
  std::string name;         // "member"
  std::uint64_t first = 0;  // of its values, counted from 0
  std::uint64_t next = 0;   // the first value that is not in this part
  bool last = false;        // there is none
};
std::optional<ValueRange> value_range(const std::string& name);

// The number in the attribute, as userAccountControl and primaryGroupID have it.
std::optional<std::int64_t> number_in(const LdapEntry& entry, const std::string& name);

}  // namespace writ
