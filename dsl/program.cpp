#include "dsl/program.h"

#include <algorithm>

#include "base/ensure.h"

namespace writ {

int Relation::find(std::string_view field) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const FieldInfo& f) { return f.name == field; });
  return found == fields.end() ? -1 : static_cast<int>(found - fields.begin());
}

const Relation& Program::relation(const std::string& name) const {
  const auto found = relations.find(name);
  ENSURE(found != relations.end());
  return found->second;
}

const PolicyInfo* Program::find_policy(const std::string& name) const {
  const auto found = std::find_if(policies.begin(), policies.end(),
                                  [&](const PolicyInfo& p) { return p.policy->name.text == name; });
  return found == policies.end() ? nullptr : &*found;
}

}  // namespace writ
