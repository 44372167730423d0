// The credential report of AWS IAM, asked of AWS: GenerateCredentialReport until it is complete,
// then GetCredentialReport (IAM Query API, version 2010-05-08). The report is a CSV file, kept as
// it came; connectors/aws_iam/exports.yaml reads it as it reads one that was downloaded.
//
// AWS makes a report at most every four hours and hands out the last one until then: the table
// shows what was so at TablePages::as_of, not when it was asked. Whoever asks needs
// iam:GetCredentialReport and iam:GenerateCredentialReport, and no more.
#pragma once

#include <chrono>
#include <string>

#include "connectors/collection.h"
#include "connectors/http/http.h"
#include "connectors/spool.h"

namespace writ {

struct AwsIamSettings {
  std::string key_id;
  std::string secret;         // a secret
  std::string session_token;  // a secret; of temporary credentials only
  // Of the partition: also https://iam.us-gov.amazonaws.com/ in us-gov-west-1, and
  // https://iam.cn-north-1.amazonaws.com.cn/ in cn-north-1.
  std::string endpoint = "https://iam.amazonaws.com/";
  std::string region = "us-east-1";
  HttpSettings http;
  std::chrono::milliseconds first_wait{2'000};  // doubled each time, with jitter
  std::chrono::milliseconds longest_wait{20'000};
  std::chrono::milliseconds time_limit{900'000};  // of everything
};

// The table `<source>.users`: whole, or it says why it is not. `definition` is that of the record.
TablePages fetch_credential_report(const std::string& source, const std::string& definition,
                                   const AwsIamSettings& settings, HttpClient& client, Spool& spool,
                                   const CollectProgress& progress);

}  // namespace writ
