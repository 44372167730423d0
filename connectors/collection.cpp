#include "connectors/collection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace writ {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json page_json(const CollectedPage& page) {
  Json out;
  out["name"] = page.name;
  out["request"] = page.request;
  out["status"] = page.status == 0 ? Json(nullptr) : Json(page.status);
  out["asked_at"] = to_string(page.asked_at);
  out["answered_at"] = to_string(page.answered_at);
  out["server_date"] = page.server_date ? Json(to_string(*page.server_date)) : Json(nullptr);
  out["etag"] = text_or_null(page.etag);
  out["bytes"] = page.bytes;
  out["sha256"] = page.sha256;
  out["records"] = page.records;
  out["total"] = or_null(page.total);
  out["tries"] = page.tries;
  return out;
}

}  // namespace

std::optional<std::int64_t> clock_difference(const Collection& collection) {
  std::vector<std::int64_t> differences;
  for (const CollectedPage& page : collection.pages) {
    if (page.server_date) {
      const std::int64_t middle = page.asked_at.micros / 2 + page.answered_at.micros / 2;
      differences.push_back((page.server_date->micros - middle) / 1000);
    }
  }
  if (differences.empty()) {
    return std::nullopt;
  }
  const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  return *middle;
}

std::string to_json(const Collection& collection) {
  Json out;
  out["schema"] = "writ.collection/1";
  out["table"] = collection.table;
  out["connector"] = collection.connector;
  out["system"] = collection.system;
  out["definition"] = collection.definition;
  out["tool"] = "writ " WRIT_VERSION;
  out["address"] = collection.address;
  out["server_key"] = text_or_null(collection.server_key);
  out["principal"] = text_or_null(collection.principal);
  out["scopes"] = text_or_null(collection.scopes);
  out["requests"] = collection.requests;
  out["filter"] = collection.filter;
  out["started"] = to_string(collection.started);
  out["ended"] = to_string(collection.ended);
  out["clock_difference_ms"] = or_null(clock_difference(collection));
  out["total"] = or_null(collection.total);
  std::uint64_t records = 0;
  out["pages"] = Json::array();
  for (const CollectedPage& page : collection.pages) {
    records += page.records;
    out["pages"].push_back(page_json(page));
  }
  out["records"] = records;
  out["overlaps"] = collection.overlaps;
  out["notes"] = collection.notes;
  out["complete"] = collection.incomplete.empty();
  out["incomplete"] = collection.incomplete;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace writ
