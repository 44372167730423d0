// The four systems of the example company as servers that hold what its exports hold.
#pragma once

#include <fstream>
#include <map>
#include <memory>

#include "peer.h"

namespace writ {

using Json = nlohmann::json;

inline Json acme_export(const std::string& name) {
  std::ifstream in(std::string(WRIT_ROOT) + "/examples/acme/exports/" + name + ".json");
  return Json::parse(in);
}

inline std::string acme_secret(const std::string& source) {
  return "c4nary-" + source + "-s3cret";
}

inline Json activecampaign_peer() {
  const Json pages = {
      {"style", "offset"}, {"param", "offset"}, {"default_limit", 20}, {"max_limit", 30}};
  Json users = pages;
  users.update({{"path", "/api/3/users"},
                {"rows", acme_export("activecampaign/users")["users"]},
                {"envelope", {{"users", "$rows"}, {"meta", {{"total", "$total_text"}}}}}});
  Json groups = pages;
  groups.update({{"path", "/api/3/groups"},
                 {"rows", acme_export("activecampaign/groups")["groups"]},
                 {"envelope", {{"groups", "$rows"}}}});
  Json members = pages;
  members.update({{"path", "/api/3/groups/*/userGroups"}, {"envelope", {{"userGroups", "$rows"}}}});
  const Json memberships = acme_export("activecampaign/user_groups");
  for (const Json& row : memberships["userGroups"]) {
    members["rows_by"][row["groupid"].get<std::string>()].push_back(row);
  }
  const Json me = {{"path", "/api/3/users/me"},
                   {"style", "plain"},
                   {"rows", Json::array()},
                   {"no_faults", true},
                   {"envelope", {{"user", {{"username", "auditor"}}}}}};
  return {{"auth", {{"header", "Api-Token"}, {"value", acme_secret("crm")}}},
          {"lists", {me, users, groups, members}}};
}

inline Json thought_industries_peer() {
  const Json info = {
      {"perPage", "$size"}, {"currentPage", "$page"}, {"total", "$total"}, {"hasMore", "$more"}};
  const Json users = {
      {"path", "/incoming/v2/users"},
      {"style", "page"},
      {"param", "page"},
      {"size", 50},
      {"rows", acme_export("thought_industries/users")["data"]["APIUsers"]["users"]},
      {"envelope", {{"data", {{"APIUsers", {{"pageInfo", info}, {"users", "$rows"}}}}}}}};
  const Json clients = {
      {"path", "/incoming/v2/clients"},
      {"style", "cursor"},
      {"param", "cursor"},
      {"size", 4},
      {"rows", acme_export("thought_industries/clients")["clients"]},
      {"envelope",
       {{"clients", "$rows"}, {"pageInfo", {{"cursor", "$next"}, {"hasMore", "$more"}}}}}};
  const Json ping = {{"path", "/incoming/v2/ping"},
                     {"style", "plain"},
                     {"rows", Json::array()},
                     {"no_faults", true},
                     {"envelope", {{"valid", true}}}};
  return {{"auth", {{"header", "Authorization"}, {"value", "Bearer " + acme_secret("lms")}}},
          {"lists", {ping, users, clients}}};
}

inline Json adp_peer() {
  return {{"token",
           {{"path", "/auth/oauth/v2/token"},
            {"client_id", "acme-auditor"},
            {"client_secret", acme_secret("hr")},
            {"prefix", "c4nary-token-"}}},
          {"lists",
           {{{"path", "/hr/v2/workers"},
             {"style", "offset"},
             {"param", "$skip"},
             {"limit_param", "$top"},
             {"end", 204},
             {"max_limit", 60},
             {"rows", acme_export("adp/workers")["workers"]},
             {"envelope", {{"workers", "$rows"}}}}}}};
}

inline Json abnormal_peer() {
  Json lists = Json::array();
  for (const char* name : {"users", "roles"}) {
    lists.push_back({{"path", std::string("/v1/") + name},
                     {"style", "plain"},
                     {"rows", acme_export(std::string("abnormal/") + name)["data"]},
                     {"envelope", {{"status", "success"}, {"data", "$rows"}}}});
  }
  lists.push_back({{"path", "/v1/soar/tokens"},
                   {"style", "offset"},
                   {"param", "offset"},
                   {"max_limit", 2},
                   {"rows", acme_export("abnormal/tokens")["tokens"]},
                   {"envelope", {{"tokens", "$rows"}, {"pagination", {{"total", "$total"}}}}}});
  return {{"auth", {{"header", "Authorization"}, {"value", "Bearer " + acme_secret("mail")}}},
          {"lists", lists}};
}

// A SCIM directory of 23 users, every fifth of whom is inactive; behind its end it begins anew.
inline Json scim_peer() {
  Json users = Json::array();
  Json groups = Json::array();
  for (int i = 0; i < 23; ++i) {
    const std::string n = std::to_string(i);
    users.push_back({{"id", "u" + n},
                     {"userName", "user" + n},
                     {"displayName", "User " + n},
                     {"active", i % 5 != 0},
                     {"emails", {{{"value", "user" + n + "@acme.example"}, {"type", "work"}}}},
                     {"groups", {{{"value", "g" + std::to_string(i % 3)}}}}});
  }
  for (int i = 0; i < 3; ++i) {
    groups.push_back(
        {{"id", "g" + std::to_string(i)}, {"displayName", "G"}, {"members", Json::array()}});
  }
  const auto list = [](const std::string& path, const Json& rows) {
    return Json{{"path", path},
                {"style", "scim"},
                {"max_limit", 7},
                {"begins_anew", true},
                {"rows", rows},
                {"type", "application/scim+json"},
                {"envelope",
                 {{"totalResults", "$total"}, {"startIndex", "$page"}, {"Resources", "$rows"}}}};
  };
  const Json config = {{"path", "/scim/v2/ServiceProviderConfig"},
                       {"style", "plain"},
                       {"rows", Json::array()},
                       {"no_faults", true},
                       {"envelope", {{"patch", {{"supported", false}}}}}};
  return {{"auth", {{"header", "Authorization"}, {"value", "Bearer " + acme_secret("dir")}}},
          {"lists", {config, list("/scim/v2/Users", users), list("/scim/v2/Groups", groups)}}};
}

// The descriptions by the names of the sources.
inline std::map<std::string, Json> acme_descriptions() {
  return {{"crm", activecampaign_peer()},
          {"hr", adp_peer()},
          {"lms", thought_industries_peer()},
          {"mail", abnormal_peer()}};
}

// A source of the project file: connector, and what it needs beside it.
inline std::string acme_source(const std::string& source, const std::string& url,
                               const std::string& more) {
  const std::map<std::string, std::string> settings = {
      {"crm", "activecampaign, base_url: " + url + "/api/3, api_token: \"${env:CRM}\""},
      {"hr", "adp_workforce_now, timezone: America/New_York, base_url: " + url +
                 ", token_url: " + url +
                 "/auth/oauth/v2/token, client_id: acme-auditor, client_secret: \"${env:HR}\""},
      {"lms", "thought_industries, base_url: " + url + "/incoming/v2, api_key: \"${env:LMS}\""},
      {"mail", "abnormal_security, base_url: " + url + "/v1, token: \"${env:MAIL}\""}};
  return "  " + source + ": {connector: " + settings.at(source) + ", " + more + "}\n";
}

inline std::vector<std::string> acme_environment() {
  return {"LC_ALL=C",
          "TZ=UTC",
          "CRM=" + acme_secret("crm"),
          "HR=" + acme_secret("hr"),
          "LMS=" + acme_secret("lms"),
          "MAIL=" + acme_secret("mail")};
}

// The example project, with its systems instead of their exports.
inline void write_acme(const TempFolder& folder, const std::string& sources) {
  const std::string example = std::string(WRIT_ROOT) + "/examples/acme";
  std::ifstream in(example + "/writ.yaml");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const std::size_t begin = text.find("sources:");
  const std::size_t end = text.find("gate:");
  text = text.substr(0, begin) + "sources:\n" + sources + "\n" + text.substr(end);
  folder.write("writ.yaml", text);
  std::filesystem::copy(example + "/policies", folder.path() / "policies",
                        std::filesystem::copy_options::recursive);
  std::filesystem::copy(example + "/identity.yaml", folder.path() / "identity.yaml");
  std::filesystem::copy(example + "/waivers.yaml", folder.path() / "waivers.yaml");
}

}  // namespace writ
