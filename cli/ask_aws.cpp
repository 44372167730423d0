// What the project says of an AWS account, as its connector takes it.
#include "cli/source_kinds.h"
#include "cli/source_settings.h"
#include "connectors/aws/fetch_credential_report.h"

namespace writ {

Result<std::map<std::string, TablePages>> ask_aws_iam(const SourceOrder& order) {
  const Values& from = order.settings;
  AwsIamSettings settings;
  Result<HttpSettings> http = http_settings(from, order.folder);
  const auto limit = duration_setting(from, "time_limit", settings.time_limit);
  if (!http || !limit) {
    return !http ? http.error() : limit.error();
  }
  settings.http = std::move(*http);
  settings.key_id = setting_or(from, "key_id", "");
  settings.secret = setting_or(from, "secret_key", "");
  settings.session_token = setting_or(from, "session_token", "");
  settings.endpoint = setting_or(from, "endpoint", settings.endpoint);
  settings.region = setting_or(from, "region", settings.region);
  settings.time_limit = *limit;
  std::map<std::string, TablePages> out;
  out[order.source + ".users"] = fetch_credential_report(order.source, order.definition, settings,
                                                         order.client, order.spool, order.progress);
  return out;
}

}  // namespace writ
