// Checks a JSON document against one of the schemas in docs/schemas/. Knows the words that those
// use and fails on any other, so that a schema cannot say something that is never checked.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

namespace writ {

class JsonSchema {
 public:
  explicit JsonSchema(nlohmann::json schema) : root_(std::move(schema)) {}

  // One line for each fault: "/policies/0/line: is no integer".
  std::vector<std::string> faults(const nlohmann::json& document) const {
    std::vector<std::string> found;
    check(root_, document, "", found);
    return found;
  }

 private:
  using Json = nlohmann::json;
  using Faults = std::vector<std::string>;

  static bool is_type(const Json& value, const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "integer" && value.is_number_integer()) || (type == "null" && value.is_null());
  }

  static bool fits_type(const Json& value, const Json& type) {
    if (type.is_string()) {
      return is_type(value, type);
    }
    return std::any_of(type.begin(), type.end(),
                       [&](const Json& one) { return is_type(value, one.get<std::string>()); });
  }

  void check(const Json& schema, const Json& value, const std::string& at, Faults& found) const {
    for (const auto& [word, rule] : schema.items()) {
      if (word == "$ref") {
        check(root_.at("$defs").at(rule.get<std::string>().substr(8)), value, at, found);
      } else if (word == "type") {
        if (!fits_type(value, rule)) {
          found.push_back(at + ": is no " + rule.dump());
        }
      } else if (word == "const"
                     ? value != rule
                     : word == "enum" && std::find(rule.begin(), rule.end(), value) == rule.end()) {
        found.push_back(at + ": " + value.dump() + " is not allowed");
      } else if (word == "pattern") {
        if (value.is_string() &&
            !std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>()))) {
          found.push_back(at + ": " + value.dump() + " does not match");
        }
      } else if (word == "minimum") {
        if (value.is_number() && value < rule) {
          found.push_back(at + ": is too small");
        }
      } else if (word == "anyOf") {
        check_any(rule, value, at, found);
      } else if (word == "items") {
        for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
          check(rule, value[i], at + "/" + std::to_string(i), found);
        }
      } else if (word == "properties" || word == "required" || word == "additionalProperties") {
        continue;  // below
      } else if (!is_comment(word)) {
        found.push_back("the schema word `" + word + "` is not known to this test");
      }
    }
    if (value.is_object()) {
      check_object(schema, value, at, found);
    }
  }

  static bool is_comment(const std::string& word) {
    return word == "$schema" || word == "title" || word == "description" || word == "$defs" ||
           word == "const" || word == "enum" || word == "examples";
  }

  void check_any(const Json& options, const Json& value, const std::string& at,
                 Faults& found) const {
    for (const Json& option : options) {
      Faults faults;
      check(option, value, at, faults);
      if (faults.empty()) {
        return;
      }
    }
    found.push_back(at + ": fits no alternative");
  }

  void check_object(const Json& schema, const Json& value, const std::string& at,
                    Faults& found) const {
    for (const Json& key : schema.value("required", Json::array())) {
      if (!value.contains(key.get<std::string>())) {
        found.push_back(at + ": lacks " + key.dump());
      }
    }
    const Json properties = schema.value("properties", Json::object());
    const Json others = schema.value("additionalProperties", Json(true));
    for (const auto& [key, member] : value.items()) {
      if (properties.contains(key)) {
        check(properties[key], member, at + "/" + key, found);
      } else if (others.is_object()) {
        check(others, member, at + "/" + key, found);
      } else if (others == false) {
        found.push_back(at + ": has the further key " + key);
      }
    }
  }

  Json root_;
};

}  // namespace writ
