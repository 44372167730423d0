// The credential report of AWS IAM, asked of a server that behaves as AWS does
// (tests/peers/aws_iam.mjs).
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "aws_peer.h"
#include "base/sha256.h"
#include "connectors/aws/iam_api.h"
#include "read_support.h"

namespace writ {

namespace {

std::string shipped_map() {
  return read_file(repository_path("connectors/aws_iam/exports.yaml"));
}

}  // namespace

TEST_CASE("a credential report is made, got and read", "[connectors][aws]") {
  if (!have_node()) {
    return;
  }
  const std::string log =
      (std::filesystem::temp_directory_path() / ("writ-aws-" + std::to_string(getpid()))).string();
  const AwsPeer peer(
      Json::object({{"states", {"STARTED", "INPROGRESS", "INPROGRESS"}}, {"log", log}}));
  const FetchedReport fetched = fetch_report(peer.settings());
  const std::string requests = read_file(log);
  std::filesystem::remove(log);
  CHECK(fetched.why().empty());
  const std::string form = " application/x-www-form-urlencoded; charset=utf-8\n";
  const std::string generate = "POST / Action=GenerateCredentialReport&Version=2010-05-08" + form;
  CHECK(requests == generate + generate + generate + generate +
                        "POST / Action=GetCredentialReport&Version=2010-05-08" + form);

  const std::string csv = aws_report();
  const Collection& record = fetched.table.record;
  CHECK(fetched.table.as_of == parse_timestamp("2026-03-03T08:00:00Z"));
  CHECK(record.table == "aws.users");
  CHECK(record.connector == "aws_iam");
  CHECK(record.principal == std::string("access key ") + aws_key_id);
  CHECK(record.notes ==
        std::vector<std::string>{"AWS made the report at 2026-03-03T08:00:00Z, which is what it "
                                 "shows; bytes and digest are of the CSV file"});
  REQUIRE(record.pages.size() == 1);
  CHECK(record.pages[0].name == "aws.users/credential-report.csv");
  CHECK(record.pages[0].sha256 == sha256_hex(csv));
  CHECK(record.pages[0].records == 3);
  CHECK(record.pages[0].status == 200);
  CHECK(record.pages[0].server_date.has_value());
  CHECK(*fetched.spool->read(fetched.table.files.at(0), max_data_bytes) == csv);

  // The map that ships reads it as it reads a download.
  Sources sources;
  Diagnostics diagnostics;
  const auto node = load_yaml(sources, sources.add("exports.yaml", shipped_map()), diagnostics);
  REQUIRE(node);
  TableMap map = parse_table_maps(*node, diagnostics).at("users");
  std::vector<DataFinding> findings;
  const auto table = read_files(
      *fetched.spool, fetched.table.files,
      {"aws.users", {"arn"}, {column("arn", Kind::text), column("mfa_active", Kind::boolean)}}, map,
      nullptr, findings);
  REQUIRE(table);
  CHECK(table->complete());
  CHECK(table->rows.size() == 3);
}

TEST_CASE("temporary credentials, another partition", "[connectors][aws]") {
  if (!have_node()) {
    return;
  }
  const AwsPeer peer(
      Json::object({{"token", "a-session-token/with+signs=="}, {"region", "us-gov-west-1"}}));
  AwsIamSettings settings = peer.settings();
  settings.session_token = "a-session-token/with+signs==";
  settings.region = "us-gov-west-1";
  CHECK(fetch_report(settings).why().empty());
  settings.region = "us-east-1";
  CHECK(fetch_report(settings).why().find("403 SignatureDoesNotMatch") != std::string::npos);
  settings.session_token.clear();
  CHECK(fetch_report(settings).why().find("403 InvalidClientTokenId") != std::string::npos);
}

TEST_CASE("what AWS does to those who wait", "[connectors][aws]") {
  if (!have_node()) {
    return;
  }
  const Json busy = {{"status", 400}, {"code", "Throttling"}, {"message", "Rate exceeded"}};
  const Json expired = {{"status", 410}, {"code", "ReportExpired"}};
  const Json absent = {{"status", 410}, {"code", "ReportNotPresent"}};
  const Json unmade = {{"status", 404}, {"code", "ReportInProgress"}};
  const Json down = {{"status", 503}, {"code", "ServiceUnavailable"}};
  const Json gateway = {{"raw", "<html>"}, {"status", 502}, {"type", "text/html"}};
  struct Case {
    Json told;
    std::string why;  // empty: it comes
  };
  const std::vector<Case> cases = {
      {{{"generate", {busy, busy, down, "reset", gateway}}}, ""},
      {{{"get", {busy, "reset", down}}}, ""},
      {{{"get", {expired}}}, ""},
      {{{"get", {absent, unmade}}}, ""},
      {{{"get", {expired, expired, expired}}}, "GetCredentialReport: 410 ReportExpired"},
      {{{"get", {absent, absent, absent}}}, "GetCredentialReport: 410 ReportNotPresent"},
      {{{"get", {unmade, unmade, unmade}}}, "GetCredentialReport: 404 ReportInProgress"},
      {{{"generate", {busy, busy, busy, busy, busy, busy, busy, busy}}},
       "GenerateCredentialReport: 400 Throttling: Rate exceeded (after 8 tries)"},
      {{{"generate",
         {{{"status", 403},
           {"code", "AccessDenied"},
           {"message", "User: x is not &quot;in&quot;"}}}}},
       "GenerateCredentialReport: 403 AccessDenied: User: x is not \"in\"; allow "
       "iam:GenerateCredentialReport and iam:GetCredentialReport"},
      {{{"generate", {{{"status", 409}, {"code", "LimitExceeded"}}}}},
       "GenerateCredentialReport: 409 LimitExceeded"},
      {{{"states", {"BROKEN"}}}, "GenerateCredentialReport answers with the state `BROKEN`"},
      {{{"generate", {{{"raw", "<html>sign in</html>"}}}}},
       "GenerateCredentialReport answers with the state ``"},
      {{{"get", {{{"raw", ""}}}}}, "GetCredentialReport: the answer has no report"},
      {{{"format", "text/json"}}, "GetCredentialReport: the report is `text/json`, not text/csv"},
      {{{"made", "yesterday"}}, "GetCredentialReport: GeneratedTime is no time: `yesterday`"},
      {{{"content", "***"}},
       "GetCredentialReport: the report is no CSV file that begins with user,arn"},
      {{{"content", "PGh0bWw+"}},
       "GetCredentialReport: the report is no CSV file that begins with user,arn"},
      {{{"content", "<b>x</b>"}}, "GetCredentialReport: the answer has no report"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.told.dump());
    const AwsPeer peer(one.told);
    CHECK(fetch_report(peer.settings()).why() == one.why);
  }
}

TEST_CASE("AWS is not asked for ever, nor anywhere", "[connectors][aws]") {
  if (!have_node()) {
    return;
  }
  const AwsPeer peer(Json::object({{"states", std::vector<std::string>(2'000, "INPROGRESS")}}));
  AwsIamSettings settings = peer.settings();
  settings.time_limit = std::chrono::milliseconds(1000);
  CHECK(fetch_report(settings).why() ==
        "the report is not made yet: the time limit of 1 s is over");
  settings = peer.settings();
  settings.secret = "another-secret-altogether";
  CHECK(fetch_report(settings).why().find(
            "GenerateCredentialReport: 403 SignatureDoesNotMatch: it is wrong: AWS4-HMAC-SHA256") ==
        0);
  settings.http.allow_private = false;
  CHECK(fetch_report(settings).why().find("allow_private: true") != std::string::npos);
}

TEST_CASE("fields of XML", "[connectors][aws]") {
  struct Case {
    std::string xml;
    std::string field;  // "?": there is none
  };
  const Case row = GENERATE(values<Case>({
      {"<a><Code>x</Code></a>", "x"},
      {"<Code></Code>", ""},
      {"<Code>a &amp;&lt;&gt;&quot;&apos; b</Code>", "a &<>\"' b"},
      {"<Code>\n x </Code>", "\n x "},
      {"", "?"},
      {"<Code>", "?"},
      {"<Code>x", "?"},
      {"<Code>x<b/></Code>", "?"},
      {"<Code>x</code>", "?"},
      {"<Code>x</Code><Code>y</Code>", "?"},
      {"<Code>&evil;</Code>", "?"},
      {"<Code>&#65;</Code>", "?"},
      {"<Code><![CDATA[x]]></Code>", "?"},
      {"<Codes>x</Codes>", "?"},
  }));
  CAPTURE(row.xml);
  CHECK(xml_field(row.xml, "Code").value_or("?") == row.field);
}

}  // namespace writ
