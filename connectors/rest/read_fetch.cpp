#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/pointer.h"
#include "connectors/rest/manifest_reader.h"
#include "connectors/yaml_expect.h"

namespace writ {
namespace {

const std::vector<std::string> strategies = {"none",     "offset",      "page", "cursor",
                                             "next_url", "link_header", "scim"};
const std::vector<std::string> end_words = {"empty_page", "short_page", "no_content", "total"};

bool by_position(const Paging& paging) {
  return paging.strategy == Paging::Strategy::offset || paging.strategy == Paging::Strategy::page;
}

// Whether a listing that is paged so can ever be known to be at its end.
void check_end(const Paging& paging, const YamlNode& node, ManifestKeys& keys) {
  if (by_position(paging) && paging.ends.empty() && !paging.flagged()) {
    keys.add(
        "W0613", node, "nothing says where the pages end",
        "say `more` or `last`, a pointer to the API's own signal, `end: [total]` where it says "
        "how many there are, or `end: [empty_page]`");
  }
  if (paging.strategy == Paging::Strategy::page && node.find("first") == nullptr) {
    keys.add("W0613", node, "nothing says which page is the first",
             "say `first: 1`, or `first: 0` where the API counts from 0");
  }
  const bool follows =
      paging.strategy == Paging::Strategy::cursor || paging.strategy == Paging::Strategy::next_url;
  if (follows && paging.next.empty()) {
    keys.add("W0613", node, "nothing says what leads to the next page",
             "say `next`, a pointer such as /nextPageToken");
  }
  const bool sends = by_position(paging) || paging.strategy == Paging::Strategy::cursor;
  if (sends && paging.param.empty()) {
    keys.add("W0613", node, "nothing says where the position goes",
             "say `param`, the name of the query parameter");
  }
  if (paging.ends_by(Paging::End::short_page) && paging.size == 0) {
    keys.add("W0613", node, "a page is short only where `size` says how long one is");
  }
}

Paging read_one_paging(const YamlNode& node, const std::set<std::string>& names,
                       Diagnostics& diagnostics) {
  Paging paging;
  ManifestKeys keys(node, "`paging`", names, diagnostics);
  if (!keys.is_mapping()) {
    return paging;
  }
  keys.needs("strategy");
  paging.strategy = static_cast<Paging::Strategy>(keys.choice("strategy", strategies).value_or(0));
  const bool scim = paging.strategy == Paging::Strategy::scim;
  paging.when = keys.pointer("when");
  paging.in_body = keys.choice("param_in", {"query", "body"}).value_or(0) == 1;
  paging.param =
      paging.in_body ? keys.pointer("param") : keys.text("param", scim ? "startIndex" : "");
  paging.first =
      keys.number("first", paging.strategy == Paging::Strategy::page || scim ? 1 : 0, 0, 1'000'000);
  paging.size = keys.number("size", 0, 1, 100'000);
  paging.size_param = keys.text("size_param", scim ? "count" : "");
  const YamlNode* next = keys.node("next");
  paging.next =
      next != nullptr && next->text.starts_with("header:") ? next->text : keys.pointer("next");
  if (scim && paging.next.empty()) {
    paging.next = "/nextCursor";  // RFC 9865
  }
  paging.more = keys.pointer("more");
  paging.last = keys.pointer("last");
  paging.overlap = keys.flag("overlap", true);
  for (const std::string& word : keys.texts("end")) {
    const auto place = std::find(end_words.begin(), end_words.end(), word);
    if (place == end_words.end()) {
      keys.add("W0612", node, fmt::format("{} is no end of a list", in_backticks(word)),
               fmt::format("there are: {}", fmt::join(end_words, ", ")));
      continue;
    }
    paging.ends.push_back(static_cast<Paging::End>(place - end_words.begin()));
  }
  check_end(paging, node, keys);
  return paging;
}

std::vector<Paging> read_paging(ManifestKeys& keys) {
  std::vector<Paging> out;
  const YamlNode* node = keys.node("paging");
  if (node == nullptr) {
    return {Paging{}};
  }
  if (!node->is(YamlNode::Kind::sequence)) {
    return {read_one_paging(*node, keys.names(), keys.diagnostics())};
  }
  for (const YamlNode& item : node->items) {
    out.push_back(read_one_paging(item, keys.names(), keys.diagnostics()));
  }
  if (out.empty()) {
    keys.add("W0611", *node, "`paging` is an empty list");
    out.emplace_back();
  }
  return out;
}

// What the record of another table gives to the request; its names may be holes as well.
void read_for_each(const YamlNode& node, Fetch& fetch, std::set<std::string>& names,
                   Diagnostics& diagnostics) {
  ManifestKeys keys(node, "`for_each`", names, diagnostics);
  keys.needs("table");
  keys.needs("values");
  fetch.for_each = keys.text("table");
  fetch.each = keys.plain_texts("values");
  for (const auto& [name, pointer] : fetch.each) {
    if (!pointer.starts_with('/') || !parse_pointer(pointer)) {
      keys.add("W0615", node, fmt::format("{} is no pointer", in_backticks(pointer)));
    }
    names.insert(name);
  }
}

Fetch read_one_fetch(const YamlNode& node, const std::string& table, const YamlNode& map,
                     std::set<std::string> names, Diagnostics& diagnostics) {
  Fetch fetch;
  fetch.span = node.span;
  if (const YamlNode* each = node.find("for_each")) {
    read_for_each(*each, fetch, names, diagnostics);
  }
  if (const YamlNode* values = node.find("values")) {
    for (const YamlEntry& entry : values->entries) {
      names.insert(entry.key);
    }
  }
  ManifestKeys keys(node, "`fetch` of " + in_backticks(table), names, diagnostics);
  if (!keys.is_mapping()) {
    return fetch;
  }
  keys.node("for_each");
  fetch.values = keys.plain_texts("values");
  keys.needs("path");
  fetch.path = keys.hole_text("path");
  const bool post = keys.choice("method", {"GET", "POST"}).value_or(0) == 1;
  if (post && !keys.flag("read_only", false)) {
    keys.add("W0613", node, "a POST may change things",
             "where the endpoint only reads, say so: `read_only: true`");
  } else if (post) {
    fetch.method = HttpMethod::post_to_read;
  } else {
    keys.flag("read_only", true);
  }
  fetch.query = keys.hole_texts("query");
  fetch.headers = keys.hole_texts("headers");
  fetch.body = keys.hole_text("body");
  fetch.paging = read_paging(keys);
  fetch.errors = read_errors(keys);
  fetch.needs = keys.texts("needs");
  for (const std::string& name : fetch.needs) {
    if (!names.contains(name)) {
      keys.add("W0660", node, fmt::format("`needs` names no setting: {}", in_backticks(name)));
    }
  }
  fetch.total = keys.pointer("total");
  fetch.total_header = ascii_lower(keys.text("total_header"));
  const YamlNode* total = map.find("total");
  if (fetch.total.empty() && total != nullptr) {
    fetch.total = expect_text(*total, "`total`", diagnostics).value_or("");
  }
  const bool counted = !fetch.total.empty() || !fetch.total_header.empty();
  if (!counted && std::any_of(fetch.paging.begin(), fetch.paging.end(), [](const Paging& paging) {
        return paging.ends_by(Paging::End::total);
      })) {
    keys.add("W0613", node, "the pages end with the total, and nothing says where that is",
             "say `total`, a pointer such as /meta/total, or `total_header`");
  }
  return fetch;
}

}  // namespace

std::vector<Fetch> read_fetches(const YamlNode& node, const std::string& table, const YamlNode& map,
                                const std::set<std::string>& names, Diagnostics& diagnostics) {
  std::vector<Fetch> out;
  if (!node.is(YamlNode::Kind::sequence)) {
    out.push_back(read_one_fetch(node, table, map, names, diagnostics));
    return out;
  }
  for (const YamlNode& item : node.items) {
    out.push_back(read_one_fetch(item, table, map, names, diagnostics));
  }
  return out;
}

}  // namespace writ
