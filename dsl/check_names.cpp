#include <algorithm>

#include "dsl/checker.h"

namespace writ {

using namespace ast;

template <class T>
bool Checker::first_of_its_kind(std::map<std::string, const Declaration*>& seen,
                                const Declaration& declaration, const T& node, const Name& name,
                                const char* what) {
  const auto [place, fresh] = seen.emplace(name.text, &declaration);
  if (fresh) {
    return true;
  }
  const auto* first = std::get_if<T>(&place->second->node);
  if (first == nullptr || !(*first == node)) {
    auto& diagnostic =
        report("W0209", name.span, std::string(what) + " `" + name.text + "` is declared twice",
               "rename one of them, or make both say the same");
    diagnostic.labels.push_back({place->second->span, "first declared here, differently"});
  }
  return false;
}

void Checker::collect_names() {
  std::map<std::string, const Declaration*> schemas, views, params, defines, policies, tests, uses;
  for (File& file : program_.files) {
    broken_.insert(file.broken.begin(), file.broken.end());
    for (Declaration& declaration : file.declarations) {
      if (auto* use = std::get_if<Use>(&declaration.node)) {
        if (first_of_its_kind(uses, declaration, *use, use->source, "source")) {
          uses_[use->source.text] = {use->schema.text, use->schema.span};
        }
      } else if (auto* schema = std::get_if<Schema>(&declaration.node)) {
        if (first_of_its_kind(schemas, declaration, *schema, schema->name, "schema")) {
          schemas_[schema->name.text] = schema;
        }
      } else if (auto* view = std::get_if<View>(&declaration.node)) {
        if (first_of_its_kind(views, declaration, *view, view->name, "view")) {
          program_.relations[view->name.text].kind = Relation::Kind::view;
        }
      } else if (auto* param = std::get_if<Param>(&declaration.node)) {
        if (first_of_its_kind(params, declaration, *param, param->name, "param")) {
          params_[param->name.text] = {param, declaration.span};
        }
      } else if (auto* define = std::get_if<Define>(&declaration.node)) {
        if (first_of_its_kind(defines, declaration, *define, define->name, "define")) {
          defines_[define->name.text].define = define;
          defines_[define->name.text].span = define->name.span;
        }
      } else if (auto* policy = std::get_if<Policy>(&declaration.node)) {
        if (first_of_its_kind(policies, declaration, *policy, policy->name, "policy")) {
          policies_[policy->name.text] = policy;
        }
      } else if (auto* test = std::get_if<TestCase>(&declaration.node)) {
        first_of_its_kind(tests, declaration, *test, Name{test->name.text, test->name.span},
                          "test");
      }
    }
  }
  // A param, a define and a view share the place where a name may stand in an expression.
  const auto clash = [&](const std::string& name, Span span, const char* what, const char* other,
                         bool taken) {
    if (taken) {
      report("W0209", span, std::string(what) + " `" + name + "` has the name of a " + other,
             "rename one of them");
    }
  };
  for (const auto& [name, define] : defines_) {
    clash(name, define.span, "define", "param", params_.count(name) != 0);
    clash(name, define.span, "define", "view", views.count(name) != 0);
    clash(name, define.span, "define", "source", uses_.count(name) != 0);
  }
  for (const auto& [name, param] : params_) {
    clash(name, param.first->name.span, "param", "view", views.count(name) != 0);
    clash(name, param.first->name.span, "param", "source", uses_.count(name) != 0);
  }
  for (const auto& [name, view] : views) {
    clash(name, std::get<View>(view->node).name.span, "view", "source", uses_.count(name) != 0);
  }
}

void Checker::resume() {
  Diagnostics said_before;
  Checker again(program_, sources_, said_before);
  again.collect_names();
  schemas_ = std::move(again.schemas_);
  uses_ = std::move(again.uses_);
  params_ = std::move(again.params_);
  policies_ = std::move(again.policies_);
  defines_ = std::move(again.defines_);
  for (auto& [name, state] : defines_) {
    state.progress = DefineState::Progress::done;
    const auto known = program_.defines.find(name);
    state.became = known != program_.defines.end() && known->second.became;
  }
}

const Local* Scope::find(const std::string& name) const {
  const auto found =
      std::find_if(locals.rbegin(), locals.rend(), [&](const Local& l) { return l.name == name; });
  return found == locals.rend() ? nullptr : &*found;
}

std::string Checker::hidden_by(const std::string& name) const {
  if (program_.sources.count(name) != 0) {
    return "source";
  }
  if (params_.count(name) != 0) {
    return "param";
  }
  if (defines_.count(name) != 0) {
    return "define";
  }
  return program_.relations.count(name) != 0 ? "view" : "";
}

void Checker::bind(Scope& scope, const Name& name, Type type) {
  static const std::set<std::string> reserved = {"true", "false", "absent", "not", "_"};
  // Bound in any case, so that nothing is said about its uses.
  if (reserved.count(name.text) != 0) {
    report("W0215", name.span, "`" + name.text + "` cannot be a name here", "choose another name");
  } else if (const std::string other = hidden_by(name.text); !other.empty()) {
    report("W0210", name.span, "`" + name.text + "` would hide the " + other + " of that name",
           "choose another name");
  } else if (const Local* first = scope.find(name.text)) {
    const Span where = first->span;
    report("W0210", name.span, "`" + name.text + "` is already bound here", "choose another name")
        .labels.push_back({where, "first bound here"});
  }
  scope.locals.push_back({name.text, std::move(type), name.span});
}

std::vector<std::string> Checker::relation_names() const {
  std::vector<std::string> names;
  for (const auto& [name, relation] : program_.relations) {
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> Checker::visible_names(const Scope& scope) const {
  std::vector<std::string> names;
  for (const Local& local : scope.locals) {
    names.push_back(local.name);
  }
  if (scope.row != nullptr) {
    for (const FieldInfo& field : scope.row->fields) {
      names.push_back(field.name);
    }
  }
  if (!scope.fields_only) {
    for (const auto& [name, param] : params_) {
      names.push_back(name);
    }
    for (const auto& [name, define] : defines_) {
      names.push_back(name);
    }
    for (const auto& [name, schema] : program_.sources) {
      names.push_back(name);
    }
    for (const auto& [name, relation] : program_.relations) {
      if (relation.kind == Relation::Kind::view) {
        names.push_back(name);
      }
    }
  }
  return names;
}

}  // namespace writ
