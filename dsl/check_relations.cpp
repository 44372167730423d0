#include <algorithm>

#include "base/suggest.h"
#include "dsl/checker.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

namespace {

const std::map<std::string, Kind> base_types = {
    {"bool", Kind::boolean},      {"int", Kind::integer}, {"decimal", Kind::decimal},
    {"string", Kind::text},       {"email", Kind::email}, {"timestamp", Kind::timestamp},
    {"duration", Kind::duration}, {"date", Kind::date},
};

std::vector<std::string> base_type_names() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : base_types) {
    names.push_back(name);
  }
  return names;
}

}  // namespace

Type Checker::resolve_type(const TypeExpr& type, const std::string& source) {
  Type result;
  if (!type.one_of.empty()) {
    std::vector<std::string> values;
    for (const String& value : type.one_of) {
      if (std::find(values.begin(), values.end(), value.text) != values.end()) {
        report("W0209", value.span, "the value \"" + value.text + "\" is listed twice",
               "remove one of them");
      }
      values.push_back(value.text);
    }
    result = Type::one_of(std::move(values), type.open);
  } else if (type.ref) {
    const std::string target = source + "." + type.ref->text;
    if (source.empty() || program_.relations.count(target) == 0) {
      std::vector<std::string> tables;
      for (const std::string& name : relation_names()) {
        if (name.rfind(source + ".", 0) == 0) {
          tables.push_back(name.substr(source.size() + 1));
        }
      }
      report("W0203", type.ref->span, "the schema has no table `" + type.ref->text + "`",
             did_you_mean(type.ref->text, tables));
      return Type::of(Kind::error);
    }
    result = Type::row_of(target);
  } else if (type.row) {
    const Relation* table = find_table(*type.row);
    result = table != nullptr ? Type::row_of(table->name) : Type::of(Kind::error);
  } else if (const auto base = base_types.find(type.base); base != base_types.end()) {
    result = Type::of(base->second);
  } else if (program_.relations.count(type.base) != 0 && source.empty()) {
    result = Type::row_of(type.base);
  } else {
    auto names = base_type_names();
    if (source.empty()) {
      const auto more = relation_names();
      names.insert(names.end(), more.begin(), more.end());
    }
    if (broken(type.base)) {
      return Type::of(Kind::error);
    }
    report("W0213", type.span, "there is no type `" + type.base + "`",
           did_you_mean(type.base, names));
    return Type::of(Kind::error);
  }
  if (type.set) {
    return Type::set_of(std::move(result));
  }
  result.optional = type.optional;
  return result;
}

const Relation* Checker::find_table(const TablePath& path) {
  const auto found = program_.relations.find(path.text());
  if (found != program_.relations.end()) {
    note_read(found->first);
    return &found->second;
  }
  if (program_.sources.count(path.source.text) == 0) {
    std::vector<std::string> names;
    for (const auto& [name, schema] : program_.sources) {
      names.push_back(name);
    }
    if (uses_.count(path.source.text) == 0 &&
        !broken(path.source.text)) {  // else its schema is missing, which was said already
      std::string help = did_you_mean(path.source.text, names);
      report("W0201", path.source.span, "there is no source `" + path.source.text + "`",
             help.empty() ? "declare it: `use " + path.source.text + " : <schema>`" : help);
    }
    return nullptr;
  }
  std::vector<std::string> tables;
  for (const std::string& name : relation_names()) {
    if (name.rfind(path.source.text + ".", 0) == 0) {
      tables.push_back(name.substr(path.source.text.size() + 1));
    }
  }
  report("W0203", path.table.span,
         "`" + path.source.text + "` has no table `" + path.table.text + "`",
         did_you_mean(path.table.text, tables));
  return nullptr;
}

FieldInfo Checker::make_field(const Field& field, const std::string& source) {
  FieldInfo info;
  info.name = field.name.text;
  info.type = resolve_type(field.type, source);
  info.span = field.name.span;
  info.present_when = field.present_when;
  if (field.unobservable) {
    info.unobservable = field.unobservable->text;
  }
  if (field.present_when && !info.type.optional && !info.type.is(Kind::error)) {
    report("W0231", field.type.span,
           "`" + field.name.text + "` has a `present when` but is never absent",
           "write `" + to_string(info.type) + "?`");
  }
  return info;
}

void Checker::build_tables(const std::string& source, const Schema& schema) {
  for (const SchemaTable& table : schema.tables) {  // names first: refs may look ahead
    const std::string name = source + "." + table.name.text;
    if (program_.relations.count(name) != 0) {
      report("W0209", table.name.span, "table `" + table.name.text + "` is declared twice",
             "rename one of them");
    }
    program_.relations[name].name = name;
  }
  for (const SchemaTable& table : schema.tables) {
    Relation& relation = program_.relations[source + "." + table.name.text];
    if (!relation.fields.empty()) {
      continue;
    }
    relation.source = source;
    TableSchema columns{.name = relation.name, .key = {}, .columns = {}};
    for (const Field& field : table.fields) {
      if (relation.find(field.name.text) >= 0) {
        report("W0209", field.name.span, "field `" + field.name.text + "` is declared twice",
               "rename one of them");
        continue;
      }
      relation.fields.push_back(make_field(field, source));
      const FieldInfo& info = relation.fields.back();
      columns.columns.push_back({info.name, info.type, info.unobservable});
    }
    for (const Name& key : table.key) {
      const int index = relation.find(key.text);
      std::vector<std::string> names;
      for (const FieldInfo& field : relation.fields) {
        names.push_back(field.name);
      }
      if (index < 0) {
        report("W0202", key.span, "table `" + table.name.text + "` has no field `" + key.text + "`",
               did_you_mean(key.text, names));
        continue;
      }
      const Type& type = relation.fields[static_cast<std::size_t>(index)].type;
      if (type.optional || type.is(Kind::set)) {
        report("W0403", key.span, "the key `" + key.text + "` is " + describe(type),
               "a key holds one value in every row");
      }
      relation.key.push_back(key.text);
    }
    columns.key = relation.key;
    program_.schemas[relation.name] = std::move(columns);
    for (const As& as : table.as) {
      mappings_[as.view.text][relation.name].push_back(as);
    }
  }
}

void Checker::build_relations() {
  std::set<std::string> used;
  for (const auto& [source, use] : uses_) {
    const auto schema = schemas_.find(use.first);
    if (schema == schemas_.end()) {
      if (broken(use.first)) {
        continue;
      }
      std::vector<std::string> names;
      for (const auto& [name, known] : schemas_) {
        names.push_back(name);
      }
      report("W0206", use.second, "there is no schema `" + use.first + "`",
             did_you_mean(use.first, names));
      continue;
    }
    used.insert(use.first);
    program_.sources[source] = use.first;
  }
  for (const auto& [source, schema] : program_.sources) {
    build_tables(source, *schemas_.at(schema));
  }
  // A schema that nothing uses is checked all the same, under a name that no source can have, and
  // then forgotten.
  std::vector<std::string> scratch;
  for (const auto& [name, schema] : schemas_) {
    if (used.count(name) == 0) {
      build_tables("schema " + name, *schema);
      scratch.push_back("schema " + name + ".");
    }
  }
  extend_enumerations();
  add_views();
  add_links();
  add_identity();
  check_present_when();
  check_mappings();
  for (const std::string& prefix : scratch) {
    for (auto& [name, relation] : program_.relations) {
      if (relation.kind == Relation::Kind::view) {
        std::erase_if(relation.mappings,
                      [&](const ViewMapping& m) { return m.table.rfind(prefix, 0) == 0; });
      }
    }
    std::erase_if(program_.relations,
                  [&](const auto& item) { return item.first.rfind(prefix, 0) == 0; });
    std::erase_if(program_.schemas,
                  [&](const auto& item) { return item.first.rfind(prefix, 0) == 0; });
  }
}

void Checker::extend_enumerations() {
  for (const File& file : program_.files) {
    for (const Declaration& declaration : file.declarations) {
      const auto* extend = std::get_if<ExtendEnum>(&declaration.node);
      const Relation* table = extend != nullptr ? find_table(extend->table) : nullptr;
      if (table == nullptr) {
        continue;
      }
      const int index = table->find(extend->field.text);
      std::vector<std::string> names;
      for (const FieldInfo& field : table->fields) {
        names.push_back(field.name);
      }
      if (index < 0) {
        report("W0202", extend->field.span,
               "`" + table->name + "` has no field `" + extend->field.text + "`",
               did_you_mean(extend->field.text, names));
        continue;
      }
      Type& type = program_.relations[table->name].fields[static_cast<std::size_t>(index)].type;
      if (!type.is(Kind::enumeration)) {
        report("W0230", extend->field.span,
               "`" + extend->field.text + "` is " + describe(type) + ", not an enumeration",
               "only the values of an enumeration can be extended");
        continue;
      }
      for (const String& value : extend->values) {
        if (std::find(type.values.begin(), type.values.end(), value.text) == type.values.end()) {
          type.values.push_back(value.text);
        }
      }
      program_.schemas[table->name].columns[static_cast<std::size_t>(index)].type = type;
    }
  }
}

void Checker::check_present_when() {
  for (auto& [name, relation] : program_.relations) {
    for (FieldInfo& field : relation.fields) {
      if (field.present_when) {
        Scope scope;
        scope.row = &relation;
        scope.fields_only = true;
        check_condition(*field.present_when, scope, "`present when`");
      }
    }
  }
}

}  // namespace writ
