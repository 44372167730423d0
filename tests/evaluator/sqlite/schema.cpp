#include "evaluator/sqlite/schema.h"

#include "base/ensure.h"
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

std::string collected_table(const std::string& table) {
  return quoted("collected " + table);
}

std::string collected_members(const std::string& table, const std::string& column) {
  return field_table("collected " + table, column);
}

namespace {

class SchemaWriter {
 public:
  explicit SchemaWriter(const Program& program) : program_(program), translator_(program) {}

  SqlSchema write() {
    schema_.create.push_back("CREATE TABLE now(at)");
    schema_.create.push_back("CREATE TABLE incomplete(relation, open)");
    for (const auto& [name, relation] : program_.relations) {
      create(relation);
    }
    for (const auto& [name, relation] : program_.relations) {
      if (relation.kind == Relation::Kind::table) {
        read_cells(relation);
      }
    }
    for (const auto& [name, relation] : program_.relations) {
      for (const ViewMapping& mapping : relation.mappings) {
        map_rows(relation, mapping);
      }
    }
    derive_links(program_, schema_.derive);
    if (program_.identity) {
      derive_persons(program_, schema_.derive);
    }
    return std::move(schema_);
  }

 private:
  void create(const Relation& relation) {
    std::string columns = "key PRIMARY KEY";
    for (const FieldInfo& field : relation.fields) {
      columns += ", " + quoted(field.name) + ", " + present_column(field.name);
      if (field.type.is(Kind::set)) {
        const std::string members = field_table(relation.name, field.name);
        schema_.create.push_back("CREATE TABLE " + members + "(owner, v, c)");
        schema_.clear.push_back("DELETE FROM " + members);
      }
    }
    schema_.create.push_back("CREATE TABLE " + quoted(relation.name) + "(" + columns + ")");
    if (relation.kind == Relation::Kind::rows) {
      for (const auto& cells : relation.constants) {
        create_constant(relation, cells);
      }
      return;
    }
    schema_.clear.push_back("DELETE FROM " + quoted(relation.name));
    if (relation.kind == Relation::Kind::table) {
      create_collected(program_.schemas.at(relation.name));
    }
  }

  void create_constant(const Relation& relation, const std::vector<Cell>& cells) {
    std::vector<std::string> key;
    std::string values;
    for (const Cell& cell : cells) {
      key.push_back(to_string(cell));
      const auto* number = std::get_if<std::int64_t>(&cell.value);
      const auto* text = std::get_if<std::string>(&cell.value);
      ENSURE(number != nullptr || text != nullptr);
      values += ", " + (number != nullptr ? std::to_string(*number) : sql_text(*text)) + ", 1";
    }
    schema_.create.push_back("INSERT INTO " + quoted(relation.name) + " VALUES (" +
                             sql_text(join_key(key)) + values + ")");
  }

  void create_collected(const TableSchema& table) {
    std::string columns = "key PRIMARY KEY";
    for (const Column& column : table.columns) {
      columns += ", " + quoted(column.name) + ", " + present_column(column.name);
      if (column.type.is(Kind::set)) {
        const std::string members = collected_members(table.name, column.name);
        schema_.create.push_back("CREATE TABLE " + members + "(owner, v)");
        schema_.clear.push_back("DELETE FROM " + members);
      }
    }
    schema_.create.push_back("CREATE TABLE " + collected_table(table.name) + "(" + columns + ")");
    schema_.clear.push_back("DELETE FROM " + collected_table(table.name));
  }

  // ---- columns

  void read_cells(const Relation& table) {
    std::string columns = "key";
    std::string values = "c.key";
    for (const FieldInfo& field : table.fields) {
      if (field.origin != FieldOrigin::column || field.unobservable) {
        continue;
      }
      columns += ", " + quoted(field.name) + ", " + present_column(field.name);
      values += ", " + (field.type.is(Kind::set) ? read_set(table, field) : read_scalar(field));
    }
    schema_.derive.push_back("INSERT INTO " + quoted(table.name) + "(" + columns + ") SELECT " +
                             values + " FROM " + collected_table(table.name) + " c");
    for (const FieldInfo& field : table.fields) {
      if (field.present_when && !field.unobservable) {
        present_when(table, field);
      } else if (field.unobservable && field.type.is(Kind::set)) {
        schema_.derive.push_back("UPDATE " + quoted(table.name) + " SET " +
                                 present_column(field.name) + " = 1");
      }
    }
  }

  // A ref that leads to no row is unknown.
  static std::string read_scalar(const FieldInfo& field) {
    const std::string value = "c." + quoted(field.name);
    const std::string present = "c." + present_column(field.name);
    if (!field.type.is(Kind::row)) {
      return value + ", " + present;
    }
    const std::string row = "(SELECT o.key FROM " + collected_table(field.type.relation) +
                            " o WHERE o.key = " + value + ")";
    return row + ", CASE " + present + " WHEN 0 THEN 0 WHEN 1 THEN CASE WHEN " + row +
           " IS NOT NULL THEN 1 END END";
  }

  std::string read_set(const Relation& table, const FieldInfo& field) {
    const Type& element = *field.type.element;
    const std::string from = " FROM " + collected_members(table.name, field.name) + " m WHERE ";
    const std::string good =
        element.is(Kind::row)
            ? "EXISTS (SELECT 1 FROM " + collected_table(element.relation) + " o WHERE o.key = m.v)"
            : "m.v IS NOT NULL";
    schema_.derive.push_back("INSERT INTO " + field_table(table.name, field.name) +
                             "(owner, v, c) SELECT DISTINCT m.owner, m.v, 1" + from + good);
    return "NULL, c." + present_column(field.name) + " OR EXISTS (SELECT 1" + from +
           "m.owner = c.key AND NOT " + good + ")";
  }

  void present_when(const Relation& table, const FieldInfo& field) {
    const auto when =
        std::get<SqlValue>(translator_.over_row(*field.present_when, table.name, "t"));
    const std::string value = quoted(field.name);
    const std::string present = present_column(field.name);
    schema_.derive.push_back("UPDATE " + quoted(table.name) + " AS t SET " + value + " = CASE " +
                             when.low + " WHEN 1 THEN " + value + " END, " + present + " = CASE " +
                             when.low + " WHEN 1 THEN CASE WHEN " + present +
                             " = 1 THEN 1 END WHEN 0 THEN 0 END");
  }

  // ---- views

  void map_rows(const Relation& view, const ViewMapping& mapping) {
    std::string columns = "key";
    std::string values = sql_text(mapping.table + "/") + " || t.key";
    for (std::size_t i = 0; i < view.fields.size(); ++i) {
      const FieldInfo& field = view.fields[i];
      ENSURE(field.origin != FieldOrigin::mapped || !field.type.is(Kind::set));
      if (field.origin != FieldOrigin::mapped) {
        continue;
      }
      const bool named = !mapping.values[i] && field.name == "app" && view.name == "account";
      if (!mapping.values[i] && !named) {
        continue;  // not observable there: unknown
      }
      SqlValue value{.kind = Kind::text, .low = sql_text(program_.relation(mapping.table).source)};
      if (mapping.values[i]) {
        value = as_type(
            std::get<SqlValue>(translator_.over_row(*mapping.values[i], mapping.table, "t")),
            field.type);
      }
      columns += ", " + quoted(field.name) + ", " + present_column(field.name);
      values += ", " + value.low + ", " + presence(value);
    }
    schema_.derive.push_back("INSERT INTO " + quoted(view.name) + "(" + columns + ") SELECT " +
                             values + " FROM " + quoted(mapping.table) + " t");
  }

  const Program& program_;
  SqlTranslator translator_;
  SqlSchema schema_;
};

}  // namespace

SqlSchema sql_schema(const Program& program) {
  return SchemaWriter(program).write();
}

}  // namespace writ::testing
