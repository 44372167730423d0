#include "connectors/rest/page_facts.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>

#include "base/text.h"

namespace writ {

std::vector<std::string> key_pointers(const TableSchema& schema, const TableMap& map) {
  std::vector<std::string> out;
  for (const std::string& column : schema.key) {
    const auto mapped = map.columns.find(column);
    if (mapped == map.columns.end() || mapped->second.from.empty()) {
      if (mapped == map.columns.end()) {
        out.push_back("/" + column);
      }
      continue;
    }
    const std::string& from = mapped->second.from.front();
    const bool plain = from.find_first_of("[*") == std::string::npos;
    if (plain) {
      out.push_back(from.starts_with('/') ? from : "/" + from);
    }
  }
  return out;
}

namespace dom = simdjson::dom;

struct PageReader::Parser {
  dom::parser dom;
};

std::optional<std::uint64_t> count_in(const std::string& text) {
  std::uint64_t out = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, out);
  return fault == std::errc() && stop == end ? std::optional(out) : std::nullopt;
}

PageReader::PageReader() : parser_(std::make_unique<Parser>()) {}
PageReader::~PageReader() = default;

namespace {

std::optional<dom::element> at(const dom::element& root, const std::string& pointer) {
  if (pointer.empty()) {
    return root;
  }
  dom::element found;
  return root.at_pointer(pointer).get(found) == simdjson::SUCCESS ? std::optional(found)
                                                                  : std::nullopt;
}

// A scalar as text; nothing for null and for what is none.
std::optional<std::string> scalar(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::STRING:
      return std::string(std::string_view(element));
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
    case dom::element_type::BOOL:
      return simdjson::minify(element);
    default:
      return std::nullopt;
  }
}

std::optional<bool> flag(const dom::element& root, const std::string& pointer) {
  const auto found = at(root, pointer);
  bool value = false;
  if (found && found->get(value) == simdjson::SUCCESS) {
    return value;
  }
  std::string_view text;
  if (found && found->get(text) == simdjson::SUCCESS && (text == "true" || text == "false")) {
    return text == "true";
  }
  return std::nullopt;
}

std::optional<dom::array> items_of(const dom::element& root, const FetchedTable& table) {
  const std::vector<std::string> whole = {""};
  for (const std::string& pointer : table.items.empty() ? whole : table.items) {
    const auto found = at(root, pointer);
    dom::array list;
    if (found && found->get(list) == simdjson::SUCCESS) {
      return list;
    }
  }
  return std::nullopt;
}

std::string key_of(const dom::element& record, const std::vector<std::string>& pointers) {
  std::string out;
  for (const std::string& pointer : pointers) {
    const auto found = at(record, pointer);
    const std::optional<std::string> text = found ? scalar(*found) : std::nullopt;
    if (!text) {
      return {};
    }
    out += *text;
    out += '\n';
  }
  return out;
}

// The values that a request below this record needs; nothing where one is missing.
std::optional<Values> values_of(const dom::element& record,
                                const std::map<std::string, std::string>& each) {
  Values out;
  for (const auto& [name, pointer] : each) {
    const auto found = at(record, pointer);
    std::optional<std::string> text = found ? scalar(*found) : std::nullopt;
    if (!text) {
      return std::nullopt;
    }
    out[name] = std::move(*text);
  }
  return out;
}

void read_signals(const dom::element& root, const Paging& paging, PageFacts& facts) {
  if (paging.next.starts_with('/')) {
    const auto next = at(root, paging.next);
    facts.next = next ? scalar(*next) : std::nullopt;
    if (facts.next && facts.next->empty()) {
      facts.next.reset();
    }
  }
  if (!paging.more.empty()) {
    facts.more = flag(root, paging.more);
  } else if (!paging.last.empty()) {
    const std::optional<bool> last = flag(root, paging.last);
    facts.more = last ? std::optional(!*last) : std::nullopt;
  }
}

Result<bool> read_records(const dom::array& items, const PageQuestions& questions,
                          PageFacts& facts) {
  std::optional<dom::element> last;
  for (const dom::element record : items) {
    last = record;
    if (facts.records == 0) {
      facts.first_key = key_of(record, questions.table->keys);
    }
    ++facts.records;
    for (const auto* each : questions.children) {
      std::optional<Values> values = values_of(record, *each);
      if (!values) {
        return Error{
            fmt::format("record {} lacks what its own listings are asked with", facts.records)};
      }
      facts.children.push_back(std::move(*values));
    }
  }
  if (last) {
    facts.last_key = key_of(*last, questions.table->keys);
  }
  return true;
}

}  // namespace

Result<PageFacts> PageReader::read(const std::string& body, const PageQuestions& questions) {
  dom::element root;
  const auto fault = parser_->dom.parse(body.data(), body.size()).get(root);
  if (fault != simdjson::SUCCESS) {
    return Error{fmt::format("it is no JSON: {}", ascii_lower(simdjson::error_message(fault)))};
  }
  PageFacts facts;
  for (const Paging& paging : *questions.alternatives) {
    facts.has.push_back(paging.when.empty() || at(root, paging.when).has_value());
  }
  const auto total = questions.total.empty() ? std::nullopt : at(root, questions.total);
  const auto stated = total ? scalar(*total) : std::nullopt;
  facts.total = stated ? count_in(*stated) : std::nullopt;
  if (questions.paging != nullptr) {
    read_signals(root, *questions.paging, facts);
  }
  const auto items = items_of(root, *questions.table);
  if (!items && questions.table->no_items_is_empty && root.is_object()) {
    return facts;
  }
  if (!items) {
    return Error{fmt::format("it has no list of records at {}",
                             questions.table->items.empty()
                                 ? "its top"
                                 : fmt::format("{}", fmt::join(questions.table->items, " or ")))};
  }
  if (const Result<bool> read = read_records(*items, questions, facts); !read) {
    return read.error();
  }
  return facts;
}

}  // namespace writ
