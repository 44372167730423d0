#include "evaluator/native/lookups.h"

#include <algorithm>
#include <set>

namespace writ::native {

namespace {

// Values of one class are equal only if their keys (row_index.h) are.
enum class KeyClass { none, text, email, number, duration, instant, boolean, row };

KeyClass key_class(const Type& type) {
  switch (type.kind) {
    case Kind::text:
    case Kind::enumeration:
      return KeyClass::text;
    case Kind::email:
      return KeyClass::email;
    case Kind::integer:
    case Kind::decimal:
      return KeyClass::number;
    case Kind::duration:
      return KeyClass::duration;
    case Kind::timestamp:
      return KeyClass::instant;
    case Kind::boolean:
      return KeyClass::boolean;
    case Kind::row:
      return KeyClass::row;
    default:
      return KeyClass::none;
  }
}

}  // namespace

bool have_common_keys(const Type& a, const Type& b) {
  const KeyClass x = key_class(a);
  const KeyClass y = key_class(b);
  if (x == KeyClass::none || y == KeyClass::none) {
    return false;
  }
  return x == y || (x == KeyClass::text && y == KeyClass::email) ||
         (x == KeyClass::email && y == KeyClass::text);
}

namespace {

bool reads(NodeRef node, int slot) {
  return std::find(node->free.begin(), node->free.end(), slot) != node->free.end();
}

bool reads_only(NodeRef node, int slot) {
  return node->free.size() == 1 && node->free.front() == slot;
}

std::optional<Lookup> as_lookup(NodeRef node, int slot) {
  if (node->op != Op::chain || node->steps.size() != 1 ||
      node->steps.front().op != ast::BinaryOp::equal) {
    return std::nullopt;
  }
  NodeRef left = node->kids.front();
  NodeRef right = node->steps.front().right;
  if (!have_common_keys(left->type, right->type)) {
    return std::nullopt;
  }
  if (left->free.empty() || right->free.empty()) {  // it selects rows, the same for all
    return std::nullopt;
  }
  const bool canonical = left->type.is(Kind::email) || right->type.is(Kind::email);
  if (reads_only(left, slot) && !reads(right, slot)) {
    return Lookup{left, right, canonical};
  }
  return reads_only(right, slot) && !reads(left, slot)
             ? std::optional(Lookup{right, left, canonical})
             : std::nullopt;
}

// How well a key tells rows apart: what names somebody or something does best, a choice of few
// values worst.
int distinction(const Lookup& lookup) {
  const Type& type = lookup.inner->type;
  if (type.is(Kind::row) || lookup.canonical) {
    return 3;
  }
  return type.is(Kind::enumeration) || type.is(Kind::boolean) ? 1 : 2;
}

}  // namespace

std::optional<Lookup> find_lookup(const std::vector<NodeRef>& where, int slot) {
  std::optional<Lookup> best;
  for (std::size_t i = 0; i < where.size() && !where[i]->faults; ++i) {
    auto lookup = as_lookup(where[i], slot);
    if (lookup && (!best || distinction(*lookup) > distinction(*best))) {
      lookup->at = i;
      lookup->exact = key_class(lookup->inner->type) != KeyClass::number;
      best = lookup;
    }
  }
  return best;
}

std::vector<bool> find_inner(const std::vector<NodeRef>& where, int slot) {
  std::vector<bool> inner(where.size(), false);
  for (std::size_t i = 0; i < where.size() && !where[i]->faults; ++i) {
    inner[i] = reads_only(where[i], slot);
  }
  return inner;
}

namespace {

std::string number(std::int64_t value) {
  return std::to_string(value);
}

bool spell(NodeRef node, int slot, std::string& out) {
  out += "(" + number(static_cast<int>(node->op));
  switch (node->op) {
    case Op::literal:
      out += " " + number(static_cast<int>(node->value.tag)) + " " + number(node->value.a) + " " +
             number(node->value.b);
      break;
    case Op::local:
      if (node->slot != slot) {
        return false;
      }
      break;
    case Op::param:
    case Op::define:
      out += " memo " + number(node->memo);
      return true;
    case Op::field:
      out += " " + node->name + (node->optional_step ? "?" : "");
      break;
    case Op::test:
      out += " " + number(static_cast<int>(node->test));
      break;
    case Op::chain:
    case Op::set_literal:
      break;
    default:
      return false;
  }
  for (NodeRef kid : node->kids) {
    if (!spell(kid, slot, out)) {
      return false;
    }
  }
  for (const Step& step : node->steps) {
    out += " " + number(static_cast<int>(step.op));
    if (!spell(step.right, slot, out)) {
      return false;
    }
  }
  out += ")";
  return true;
}

}  // namespace

std::string signature(NodeRef node, int slot) {
  std::string text;
  return spell(node, slot, text) ? text
                                 : "@" + number(reinterpret_cast<std::intptr_t>(node));
}

namespace {

using FieldName = std::pair<std::uint32_t, int>;

// The fields that an expression reads, in what it calls too.
class FieldsRead {
 public:
  explicit FieldsRead(const std::map<std::string, std::uint32_t>& ids) : ids_(ids) {}

  void visit(NodeRef node) {
    if (node == nullptr || !seen_.insert(node).second) {
      return;
    }
    if ((node->op == Op::field || node->op == Op::closure) && !node->kids.empty()) {
      const auto id = ids_.find(scalar_type(node->kids.front()->type).relation);
      if (id != ids_.end()) {
        fields.insert({id->second, node->field});
      }
    }
    for (NodeRef kid : node->kids) {
      visit(kid);
    }
    for (const Step& step : node->steps) {
      visit(step.right);
    }
    for (NodeRef part : node->where) {
      visit(part);
    }
    visit(node->satisfies);
    visit(node->result);
    if (node->routine != nullptr) {
      visit(node->routine->body);
    }
  }

  std::set<FieldName> fields;

 private:
  const std::map<std::string, std::uint32_t>& ids_;
  std::set<NodeRef> seen_;
};

}  // namespace

void mark_recursive_fields(Plan& plan, const std::map<std::string, std::uint32_t>& relation_ids) {
  std::map<FieldName, std::set<FieldName>> reads;
  for (std::uint32_t id = 0; id < plan.relations.size(); ++id) {
    const RelationPlan& relation = plan.relations[id];
    for (std::size_t f = 0; f < relation.fields.size(); ++f) {
      FieldsRead found(relation_ids);
      if (relation.fields[f].present_when) {
        found.visit(relation.fields[f].present_when->body);
      }
      for (const auto& mapping : relation.mappings) {
        if (f < mapping.size() && mapping[f]) {
          found.visit(mapping[f]->body);
        }
      }
      reads[{id, static_cast<int>(f)}] = std::move(found.fields);
    }
  }
  for (auto& [start, first] : reads) {
    std::set<FieldName> reached = first;
    std::vector<FieldName> stack(first.begin(), first.end());
    while (!stack.empty()) {
      const FieldName next = stack.back();
      stack.pop_back();
      for (const FieldName& further : reads[next]) {
        if (reached.insert(further).second) {
          stack.push_back(further);
        }
      }
    }
    FieldPlan& field = plan.relations[start.first].fields[static_cast<std::size_t>(start.second)];
    field.recursive = field.present_when && reached.contains(start);
  }
}

}  // namespace writ::native
