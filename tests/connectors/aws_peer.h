// AWS IAM for tests: tests/peers/aws_iam.mjs, and what the connector makes of it.
#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "connectors/aws/fetch_credential_report.h"
#include "support/golden.h"
#include "support/server_process.h"

namespace writ {

using Json = nlohmann::json;

constexpr const char* aws_key_id = "AKIAIOSFODNN7EXAMPLE";
constexpr const char* aws_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

inline std::string aws_report() {
  return read_file(repository_path("tests/connectors/exports/aws/credential-report.csv"));
}

class AwsPeer {
 public:
  // `more`: what the server is told beside its keys and its report.
  explicit AwsPeer(const Json& more) : server_({"node", script(), told(more)}) {}

  // Impatient ones.
  AwsIamSettings settings() const {
    AwsIamSettings out;
    out.key_id = aws_key_id;
    out.secret = aws_secret;
    out.endpoint = server_.url() + "/";
    out.http.allow_private = true;
    out.http.allow_plain = true;
    out.first_wait = std::chrono::milliseconds(4);
    out.longest_wait = std::chrono::milliseconds(20);
    out.time_limit = std::chrono::milliseconds(20'000);
    return out;
  }

 private:
  static std::string script() { return repository_path("tests/peers/aws_iam.mjs").string(); }
  static std::string told(const Json& more) {
    Json out = {{"key_id", aws_key_id},
                {"secret", aws_secret},
                {"csv", aws_report()},
                {"made", "2026-03-03T08:00:00Z"}};
    out.update(more);
    return out.dump();
  }

  ServerProcess server_;
};

struct FetchedReport {
  std::unique_ptr<Spool> spool;
  TablePages table;

  std::string why() const {
    return table.record.incomplete.empty() ? "" : table.record.incomplete.front();
  }
};

inline FetchedReport fetch_report(const AwsIamSettings& settings) {
  Result<std::unique_ptr<Spool>> spool =
      Spool::create(std::filesystem::temp_directory_path().string());
  REQUIRE(spool);
  FetchedReport out;
  out.spool = std::move(*spool);
  HttpClient client;
  out.table = fetch_credential_report("aws", "", settings, client, *out.spool, {});
  const std::string record = to_json(out.table.record);
  CHECK(record.find(aws_secret) == std::string::npos);
  CHECK(record.find("a-session-token") == std::string::npos);
  CHECK(out.table.record.incomplete.size() == (out.table.files.empty() ? 1 : 0));
  return out;
}

}  // namespace writ
