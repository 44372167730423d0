// Links, and the persons that the identity rules find: by the keys that fit surely, and by those
// that may.
#include "evaluator/sqlite/schema.h"
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

class Matcher {
 public:
  Matcher(const Program& program, std::vector<std::string>& derive)
      : program_(program), translator_(program), derive_(derive) {}

  void link_rows(const LinkInfo& link) {
    const std::string fit = fits(link.keys, link.from, "t", link.to);
    const std::string from = " FROM " + quoted(link.to) + " o WHERE " + fit;
    std::string absent = "0";
    for (const ast::Key& key : link.keys) {
      const auto left = std::get<SqlValue>(translator_.over_row(key.left, link.from, "t"));
      absent += left.present.empty() ? "" : " OR " + left.present + " = 0";
    }
    const std::string sure = "(SELECT count(*)" + from + ")";
    const std::string field = link.name.substr(link.from.size() + 1);
    derive_.push_back("UPDATE " + quoted(link.from) + " AS t SET " + quoted(field) + " = CASE " +
                      sure + " WHEN 1 THEN (SELECT o.key" + from + ") END, " +
                      present_column(field) + " = CASE WHEN " + sure + " = 1 THEN 1 WHEN " + sure +
                      " > 1 THEN NULL WHEN " + absent + " THEN 0 WHEN EXISTS (SELECT 1" + from +
                      " IS NULL) OR " + incomplete(link.to) + " THEN NULL ELSE 0 END");
  }

  // The first rule under which somebody surely fits decides; where it is several, nobody knows who.
  void find_persons() {
    for (const auto& [name, relation] : program_.relations) {
      if (relation.kind != Relation::Kind::table || relation.find("person") < 0) {
        continue;
      }
      set_persons(name);
      for (const auto& [view_name, view] : program_.relations) {
        for (const ViewMapping& mapping : view.mappings) {
          if (mapping.table == name) {
            persons_of_view(view, name);
          }
        }
      }
    }
  }

 private:
  void set_persons(const std::string& table) {
    std::string key = "CASE", present = "CASE", open = incomplete(program_.identity->person);
    for (const Rule& rule : rules_of(table)) {
      key += rule.decides(rule.sure("o.key"));
      present += rule.decides("1");
      open += rule.or_open();
    }
    derive_.push_back("UPDATE " + quoted(table) + " AS t SET person = " + key +
                      " ELSE NULL END, \"person?\" = " + present + " WHEN " + open +
                      " THEN NULL ELSE 0 END");
  }

  // Whether the keys of the row `left` of a relation fit the row `o` of another.
  std::string fits(const std::vector<ast::Key>& keys, const std::string& relation,
                   const std::string& left, const std::string& other) {
    std::string all;
    for (const ast::Key& key : keys) {
      const auto a = std::get<SqlValue>(translator_.over_row(key.left, relation, left));
      const auto b = std::get<SqlValue>(translator_.over_row(key.right, other, "o"));
      all += (all.empty() ? "" : " AND ") + translator_.equality(a, b);
    }
    return "(" + all + ")";
  }

  // The rules that speak of the table itself or of a view of it, as the FROM and the condition
  // under which a person `o` fits the row `t`.
  struct Rule {
    std::string from;
    std::string fits;
    std::string sure(const std::string& what) const {
      return "(SELECT " + what + " FROM " + from + " WHERE " + fits + ")";
    }
    // `what`, where one fits.
    std::string decides(const std::string& what) const {
      const std::string number = sure("count(*)");
      return " WHEN " + number + " > 0 THEN CASE " + number + " WHEN 1 THEN " + what + " END";
    }
    std::string or_open() const {
      return " OR EXISTS (SELECT 1 FROM " + from + " WHERE " + fits + " IS NULL)";
    }
  };

  std::vector<Rule> rules_of(const std::string& table) {
    const std::string persons = program_.identity->person;
    std::vector<Rule> rules;
    for (const IdentityRuleInfo& rule : program_.identity->rules) {
      const Relation& relation = program_.relation(rule.relation);
      if (rule.relation == table) {
        rules.push_back({quoted(persons) + " o", fits(rule.keys, table, "t", persons)});
      }
      for (const ViewMapping& mapping : relation.mappings) {
        if (mapping.table == table) {
          rules.push_back({quoted(persons) + " o JOIN " + quoted(relation.name) +
                               " a ON a.key = " + sql_text(table + "/") + " || t.key",
                           fits(rule.keys, relation.name, "a", persons)});
        }
      }
    }
    return rules;
  }

  // A row of the view has the person of the row behind it; the person has, as `accounts`, the rows
  // of `account` that are surely or possibly hers.
  void persons_of_view(const Relation& view, const std::string& table) {
    const std::string behind =
        " FROM " + quoted(table) + " b WHERE " + sql_text(table + "/") + " || b.key = v.key";
    derive_.push_back("UPDATE " + quoted(view.name) + " AS v SET person = (SELECT b.person" +
                      behind + "), \"person?\" = (SELECT b.\"person?\"" + behind +
                      ") WHERE EXISTS (SELECT 1" + behind + ")");
    if (view.name != "account") {
      return;
    }
    std::string candidate = "CASE", possible = "0";
    for (const Rule& rule : rules_of(table)) {
      const std::string of_person =
          "EXISTS (SELECT 1 FROM " + rule.from + " WHERE o.key = p.key AND " + rule.fits;
      candidate += " WHEN " + rule.sure("count(*)") + " > 0 THEN " + of_person + ")";
      possible += " OR " + of_person + " IS NULL)";
    }
    const std::string members = field_table(program_.identity->person, "accounts");
    derive_.push_back("INSERT INTO " + members + "(owner, v, c) SELECT p.key, " +
                      sql_text(table + "/") +
                      " || t.key, CASE WHEN t.\"person?\" = 1 THEN 1 END FROM " +
                      quoted(program_.identity->person) + " p, " + quoted(table) + " t WHERE " +
                      candidate + " ELSE " + possible + " END");
    derive_.push_back("UPDATE " + quoted(program_.identity->person) +
                      " SET \"accounts?\" = " + incomplete("account"));
  }

  const Program& program_;
  SqlTranslator translator_;
  std::vector<std::string>& derive_;
};

}  // namespace

void derive_links(const Program& program, std::vector<std::string>& derive) {
  Matcher matcher(program, derive);
  for (const LinkInfo& link : program.links) {
    matcher.link_rows(link);
  }
}

void derive_persons(const Program& program, std::vector<std::string>& derive) {
  Matcher(program, derive).find_persons();
}

}  // namespace writ::testing
