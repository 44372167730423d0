#include "connectors/ldap/dn.h"

#include <ldap.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace writ {
namespace {

// As servers compare (RFC 4518, 2.6.1): of several spaces in a value one counts.
std::string one_space(const berval& value) {
  std::string out;
  for (ber_len_t i = 0; i < value.bv_len; ++i) {
    if (value.bv_val[i] != ' ' || (!out.empty() && out.back() != ' ')) {
      out += value.bv_val[i];
    }
  }
  while (out.ends_with(' ')) {
    out.pop_back();
  }
  return out;
}

// One `type=value`, escaped by the library, which frees nothing that is ours.
std::string ava_text(const LDAPAVA& ava) {
  std::string type = ascii_lower({ava.la_attr.bv_val, ava.la_attr.bv_len});
  std::string value = ava.la_flags & LDAP_AVA_BINARY
                          ? std::string(ava.la_value.bv_val, ava.la_value.bv_len)
                          : unicode_lower(one_space(ava.la_value));
  LDAPAVA plain = ava;
  plain.la_attr = {type.size(), type.data()};
  plain.la_value = {value.size(), value.data()};
  LDAPAVA* avas[] = {&plain, nullptr};
  LDAPRDN rdn = avas;
  char* text = nullptr;
  if (ldap_rdn2str(rdn, &text, LDAP_DN_FORMAT_LDAPV3 | LDAP_DN_PRETTY) != LDAP_SUCCESS) {
    return type + "=" + value;
  }
  std::string out = text;
  ldap_memfree(text);
  return out;
}

}  // namespace

std::string normal_dn(const std::string& dn) {
  LDAPDN parsed = nullptr;
  if (ldap_str2dn(dn.c_str(), &parsed, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) {
    return unicode_lower(dn);
  }
  std::string out;
  for (LDAPDN rdn = parsed; rdn != nullptr && *rdn != nullptr; ++rdn) {
    std::vector<std::string> parts;
    for (LDAPRDN ava = *rdn; *ava != nullptr; ++ava) {
      parts.push_back(ava_text(**ava));
    }
    std::sort(parts.begin(), parts.end());
    const char* before = out.empty() ? "" : ",";
    for (const std::string& part : parts) {
      out += before + part;
      before = "+";
    }
  }
  ldap_dnfree(parsed);
  return out;
}

std::string without_unique_id(const std::string& value) {
  const std::size_t hash = value.rfind("#'");
  return hash != std::string::npos && value.ends_with("'B") &&
                 value.find_first_not_of("01", hash + 2) == value.size() - 2
             ? value.substr(0, hash)
             : value;
}

}  // namespace writ
