#include "connectors/aws/fetch_credential_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/aws/iam_api.h"
#include "connectors/rest/encode.h"
#include "connectors/rest/server_time.h"

namespace writ {
namespace {

constexpr const char* generate = "GenerateCredentialReport";
constexpr const char* get = "GetCredentialReport";
constexpr unsigned most_rounds = 3;  // of a report that is gone before it can be got

struct Report {
  std::string csv;
  Instant made_at;
};

// What GetCredentialReport answered.
Result<Report> report_of(const std::string& xml) {
  const auto format = xml_field(xml, "ReportFormat");
  const auto made = xml_field(xml, "GeneratedTime");
  const auto content = xml_field(xml, "Content");
  if (!format || !made || !content) {
    return Error{"the answer has no report"};
  }
  if (*format != "text/csv") {
    return Error{"the report is " + in_backticks(*format) + ", not text/csv"};
  }
  const auto made_at = parse_timestamp(*made, true);
  if (!made_at) {
    return Error{"GeneratedTime is no time: " + in_backticks(*made)};
  }
  auto csv = from_base64(*content);
  if (!csv || !csv->starts_with("user,arn,")) {
    return Error{"the report is no CSV file that begins with user,arn"};
  }
  return Report{std::move(*csv), *made_at};
}

std::uint64_t records_of(const std::string& csv) {
  const auto lines = static_cast<std::uint64_t>(std::count(csv.begin(), csv.end(), '\n'));
  return csv.ends_with('\n') ? lines - 1 : lines;  // without the header
}

class ReportFetch {
 public:
  ReportFetch(const AwsIamSettings& settings, HttpClient& client, Spool& spool,
              const CollectProgress& progress)
      : settings_(settings), spool_(spool), progress_(progress), api_(settings, client) {}

  TablePages run(const std::string& source, const std::string& definition);

 private:
  std::string request(const char* action) const {
    return fmt::format("POST {} Action={}&Version=2010-05-08", settings_.endpoint, action);
  }
  Result<bool> wait_until_made();
  Result<IamAnswer> got();
  Result<bool> keep(const IamAnswer& answer);

  const AwsIamSettings& settings_;
  Spool& spool_;
  const CollectProgress& progress_;
  IamApi api_;
  TablePages out_;
};

Result<bool> ReportFetch::wait_until_made() {
  for (unsigned times = 0;; ++times) {
    const IamAnswer answer = api_.ask(generate);
    if (!answer.fault.empty()) {
      return Error{fmt::format("{}: {}", generate, answer.fault)};
    }
    const std::string state = xml_field(answer.body, "State").value_or("");
    if (state == "COMPLETE") {
      return true;
    }
    if (state != "STARTED" && state != "INPROGRESS") {
      return Error{fmt::format("{} answers with the state {}", generate, in_backticks(state))};
    }
    if (!api_.pause(times)) {
      return Error{"the report is not made yet: " + api_.late()};
    }
  }
}

// The last answer to GetCredentialReport, which is good.
Result<IamAnswer> ReportFetch::got() {
  for (unsigned round = 1;; ++round) {
    if (const Result<bool> made = wait_until_made(); !made) {
      return made.error();
    }
    IamAnswer answer = api_.ask(get);
    if (answer.fault.empty()) {
      return answer;
    }
    const bool gone = answer.code == "ReportNotPresent" || answer.code == "ReportExpired" ||
                      answer.code == "ReportInProgress";
    if (!gone || round == most_rounds || !api_.pause(round)) {
      return Error{fmt::format("{}: {}", get, answer.fault)};
    }
  }
}

Result<bool> ReportFetch::keep(const IamAnswer& answer) {
  const Result<Report> report = report_of(answer.body);
  if (!report) {
    return Error{fmt::format("{}: {}", get, report.error().message)};
  }
  Collection& record = out_.record;
  const std::string* date = answer.response.header("date");
  CollectedPage page;
  page.name = record.table + "/credential-report.csv";
  page.request = request(get);
  page.status = answer.response.status;
  page.asked_at = answer.asked_at;
  page.answered_at = answer.answered_at;
  page.server_date = date == nullptr ? std::nullopt : http_date(*date);
  page.records = records_of(report->csv);
  page.tries = answer.tries;
  if (Result<bool> kept = keep_page(spool_, page, report->csv); !kept) {
    return kept;
  }
  out_.files = {page.name};
  out_.as_of = report->made_at;
  record.notes.push_back(fmt::format(
      "AWS made the report at {}, which is what it shows; bytes and digest are of the CSV file",
      to_string(report->made_at)));
  if (progress_) {
    progress_(record.table, 1, page.records);
  }
  record.pages.push_back(std::move(page));
  return true;
}

TablePages ReportFetch::run(const std::string& source, const std::string& definition) {
  Collection& record = out_.record;
  record.table = source + ".users";
  record.connector = "aws_iam";
  record.system = "AWS IAM";
  record.definition = definition.empty() ? "writ " WRIT_VERSION : definition;
  record.address = settings_.endpoint;
  record.principal = settings_.key_id.empty() ? "" : "access key " + printable(settings_.key_id);
  record.requests = {request(generate), request(get)};
  record.filter = "no filter";
  record.started = machine_now();
  Result<IamAnswer> answer = got();
  const Result<bool> kept = answer ? keep(*answer) : answer.error();
  if (!kept) {
    record.incomplete.push_back(kept.error().message);
  }
  record.ended = machine_now();
  return std::move(out_);
}

}  // namespace

TablePages fetch_credential_report(const std::string& source, const std::string& definition,
                                   const AwsIamSettings& settings, HttpClient& client, Spool& spool,
                                   const CollectProgress& progress) {
  return ReportFetch(settings, client, spool, progress).run(source, definition);
}

}  // namespace writ
