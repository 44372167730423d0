// IamApi: actions of the IAM Query API without parameters, signed, and asked again while AWS is
// busy. Answers are XML, of which single fields are taken.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "connectors/aws/fetch_credential_report.h"
#include "connectors/rest/redactor.h"

namespace writ {

// The text of the one element `name` without attributes and inner elements; nothing where there is
// none, or several, or an entity that XML itself does not know.
std::optional<std::string> xml_field(std::string_view xml, std::string_view name);

struct IamAnswer {
  std::string fault;      // for people, without secrets; empty: AWS did as it was asked
  std::string code;       // of AWS's error: "ReportExpired"
  std::string body;       // XML
  HttpResponse response;  // without the body
  Instant asked_at;
  Instant answered_at;
  unsigned tries = 0;
};

class IamApi {
 public:
  IamApi(const AwsIamSettings& settings, HttpClient& client);

  IamAnswer ask(const std::string& action);
  // Sleeps, each time longer. False: the time limit comes first.
  bool pause(unsigned times) const;
  std::string late() const;  // that it came

 private:
  void once(const HttpRequest& request, IamAnswer& answer, bool& again);

  const AwsIamSettings& settings_;
  HttpSettings http_;  // with the time limit of everything
  HttpClient& client_;
  Redactor redactor_;
};

}  // namespace writ
