#include <algorithm>

#include "base/suggest.h"
#include "dsl/checker.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

void Checker::check_keys(std::vector<Key>& keys, const std::string& left,
                         const std::string& right) {
  for (Key& key : keys) {
    Scope scope;
    scope.fields_only = true;
    scope.row = &program_.relation(left);
    check_expr(key.left, scope);
    scope.row = &program_.relation(right);
    check_expr(key.right, scope);
    const Type& a = key.left.type;
    const Type& b = key.right.type;
    if (!comparable(a, b) || a.is(Kind::set) || b.is(Kind::set) || a.is(Kind::nothing) ||
        b.is(Kind::nothing)) {
      report("W0221", cover(key.left.span, key.right.span),
             "cannot match " + describe(a) + " with " + describe(b), "compare fields of one type");
    }
  }
}

void Checker::add_links() {
  std::set<std::string> seen;
  for (File& file : program_.files) {
    for (Declaration& declaration : file.declarations) {
      auto* link = std::get_if<Link>(&declaration.node);
      if (link == nullptr) {
        continue;
      }
      const Relation* from = find_table(link->from);
      const Relation* to = find_table(link->to);
      if (from == nullptr || to == nullptr) {
        continue;
      }
      const std::string name = from->name + "." + link->field.text;
      Relation& relation = program_.relations[from->name];
      if (const int index = relation.find(link->field.text); index >= 0) {
        const FieldInfo& other = relation.fields[static_cast<std::size_t>(index)];
        const bool same = other.origin == FieldOrigin::link &&
                          program_.links[static_cast<std::size_t>(other.link)].keys == link->keys &&
                          other.type.relation == to->name;
        if (!same) {
          report("W0209", link->field.span,
                 "`" + from->name + "` has a field `" + link->field.text + "` already",
                 "give the link another name");
        }
        continue;
      }
      FieldInfo field;
      field.name = link->field.text;
      field.type = Type::row_of(to->name).as_optional();
      field.origin = FieldOrigin::link;
      field.link = static_cast<int>(program_.links.size());
      field.span = link->field.span;
      program_.links.push_back({name, from->name, to->name, link->keys});
      check_keys(program_.links.back().keys, from->name, to->name);
      relation.fields.push_back(std::move(field));
    }
  }
}

void Checker::add_identity() {
  Declaration* first = nullptr;
  for (File& file : program_.files) {
    for (Declaration& declaration : file.declarations) {
      auto* identity = std::get_if<Identity>(&declaration.node);
      if (identity == nullptr) {
        continue;
      }
      if (first != nullptr) {
        if (!(first->node == declaration.node)) {
          report("W0209", declaration.span, "a second `identity`, different from the first",
                 "put all rules into one `identity person = … { … }`")
              .labels.push_back({first->span, "the first is here"});
        }
        continue;
      }
      first = &declaration;
      const Relation* person = find_table(identity->person);
      if (person == nullptr) {
        continue;
      }
      IdentityInfo info{.person = person->name, .rules = {}};
      std::set<std::string> accounts;
      for (IdentityRule& rule : identity->rules) {
        const Relation* relation = nullptr;
        if (rule.table) {
          relation = find_table(*rule.table);
        } else if (const auto view = program_.relations.find(rule.view->text);
                   view != program_.relations.end() && view->second.kind == Relation::Kind::view) {
          relation = &view->second;
        } else if (!broken(rule.view->text)) {
          report("W0208", rule.view->span, "there is no view `" + rule.view->text + "`",
                 did_you_mean(rule.view->text, relation_names()));
        }
        if (relation == nullptr) {
          continue;
        }
        IdentityRuleInfo built{
            .relation = relation->name, .keys = rule.keys, .text = relation->name + " by "};
        check_keys(built.keys, relation->name, person->name);
        for (std::size_t i = 0; i < built.keys.size(); ++i) {
          built.text += (i == 0 ? "" : ", ") + print(built.keys[i]);
        }
        info.rules.push_back(std::move(built));
        accounts.insert(relation->name);
      }
      // `person` is on the accounts, on the tables behind them, and on what a rule names.
      accounts.insert("account");
      for (const auto& [table, as] : mappings_["account"]) {
        accounts.insert(table);
      }
      for (const std::string& name : accounts) {
        const auto relation = program_.relations.find(name);
        if (relation == program_.relations.end() || name == person->name ||
            relation->second.find("person") >= 0) {
          continue;
        }
        FieldInfo field;
        field.name = "person";
        field.type = Type::row_of(info.person).as_optional();
        field.origin = FieldOrigin::person;
        relation->second.fields.push_back(std::move(field));
      }
      if (program_.relations.count("account") != 0 && person->find("accounts") < 0) {
        FieldInfo field;
        field.name = "accounts";
        field.type = Type::set_of(Type::row_of("account"));
        field.origin = FieldOrigin::accounts;
        program_.relations[info.person].fields.push_back(std::move(field));
      }
      program_.identity = std::move(info);
    }
  }
}

void Checker::add_views() {
  std::set<std::string> done;
  for (File& file : program_.files) {
    for (Declaration& declaration : file.declarations) {
      if (auto* view = std::get_if<View>(&declaration.node);
          view != nullptr && done.insert(view->name.text).second) {
        Relation& relation = program_.relations[view->name.text];
        relation.name = view->name.text;
        for (const Field& field : view->fields) {
          if (relation.find(field.name.text) >= 0) {
            report("W0209", field.name.span, "field `" + field.name.text + "` is declared twice",
                   "rename one of them");
            continue;
          }
          relation.fields.push_back(make_field(field, ""));
          relation.fields.back().origin = FieldOrigin::mapped;
        }
      }
    }
  }
  for (File& file : program_.files) {
    for (Declaration& declaration : file.declarations) {
      if (auto* extend = std::get_if<ExtendView>(&declaration.node)) {
        const auto view = program_.relations.find(extend->view.text);
        if (view == program_.relations.end() || view->second.kind != Relation::Kind::view) {
          if (!broken(extend->view.text)) {
            report("W0208", extend->view.span, "there is no view `" + extend->view.text + "`",
                   did_you_mean(extend->view.text, relation_names()));
          }
          continue;
        }
        for (const Field& field : extend->fields) {
          if (const int index = view->second.find(field.name.text); index >= 0) {
            const FieldInfo known = view->second.fields[static_cast<std::size_t>(index)];
            const FieldInfo again = make_field(field, "");
            if (!(again.type == known.type)) {
              report("W0209", field.name.span,
                     "`" + extend->view.text + "` has a field `" + field.name.text +
                         "` already, of another type",
                     "give the new field another name");
            }
            continue;
          }
          view->second.fields.push_back(make_field(field, ""));
          view->second.fields.back().origin = FieldOrigin::mapped;
        }
      } else if (auto* as = std::get_if<ExtendAs>(&declaration.node)) {
        if (const Relation* table = find_table(as->table)) {
          auto& parts = mappings_[as->as.view.text][table->name];
          if (std::find(parts.begin(), parts.end(), as->as) == parts.end()) {
            parts.push_back(as->as);
          }
        }
      }
    }
  }
}

void Checker::check_mappings() {
  for (auto& [view_name, tables] : mappings_) {
    const auto view = program_.relations.find(view_name);
    if (view == program_.relations.end() || view->second.kind != Relation::Kind::view) {
      for (auto& [table, parts] : tables) {
        for (const As& as : parts) {
          if (broken(view_name)) {
            break;
          }
          report("W0208", as.view.span, "there is no view `" + view_name + "`",
                 did_you_mean(view_name, relation_names()));
        }
      }
      continue;
    }
    for (auto& [table, parts] : tables) {
      std::vector<As*> blocks;
      for (As& as : parts) {
        blocks.push_back(&as);
      }
      std::set<std::string> reads{table};
      auto* outer = swap_reads(&reads);
      check_mapping(view->second, table, blocks, parts.front().span);
      swap_reads(outer);
      view_reads_[view_name].insert(reads.begin(), reads.end());
    }
  }
}

void Checker::check_mapping(Relation& view, const std::string& table, std::vector<As*> parts,
                            Span) {
  std::size_t mapped = 0;
  std::vector<std::string> names;
  for (const FieldInfo& field : view.fields) {
    if (field.origin == FieldOrigin::mapped) {
      ++mapped;
      names.push_back(field.name);
    }
  }
  ViewMapping mapping{.table = table, .values = std::vector<std::optional<Expr>>(mapped)};
  for (As* as : parts) {
    for (AsEntry& entry : as->entries) {
      const int index = view.find(entry.name.text);
      if (index < 0 || view.fields[static_cast<std::size_t>(index)].origin != FieldOrigin::mapped) {
        report("W0202", entry.name.span,
               "view `" + view.name + "` has no field `" + entry.name.text + "`",
               did_you_mean(entry.name.text, names));
        continue;
      }
      auto& value = mapping.values[static_cast<std::size_t>(index)];
      if (value) {
        if (!(*value == entry.value)) {
          report("W0209", entry.name.span, "`" + entry.name.text + "` is mapped already",
                 "remove one of the two");
        }
        continue;
      }
      Scope scope;
      scope.row = &program_.relation(table);
      scope.fields_only = true;
      value = entry.value;
      check_expr(*value, scope);
      assignable(*value, view.fields[static_cast<std::size_t>(index)].type,
                 "`" + entry.name.text + "`");
    }
  }
  view.mappings.push_back(std::move(mapping));
}

}  // namespace writ
