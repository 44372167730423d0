// What the project says of an AWS account, as its connector takes it.
#include "cli/files.h"
#include "cli/source_kinds.h"
#include "connectors/aws/fetch_credential_report.h"

namespace writ {

Result<std::map<std::string, TablePages>> ask_aws_iam(const SourceOrder& order) {
  const Values& from = order.settings;
  AwsIamSettings settings;
  const Result<bool> priv = flag_setting(from, "allow_private", false);
  const Result<bool> plain = flag_setting(from, "allow_plain", false);
  const auto limit = duration_setting(from, "time_limit", settings.time_limit);
  if (!priv || !plain || !limit) {
    return !priv ? priv.error() : !plain ? plain.error() : limit.error();
  }
  settings.key_id = setting_or(from, "key_id", "");
  settings.secret = setting_or(from, "secret_key", "");
  settings.session_token = setting_or(from, "session_token", "");
  settings.endpoint = setting_or(from, "endpoint", settings.endpoint);
  settings.region = setting_or(from, "region", settings.region);
  settings.http.allow_private = *priv;
  settings.http.allow_plain = *plain;
  settings.http.proxy = setting_or(from, "proxy", "");
  const std::string authorities = setting_or(from, "ca_file", "");
  settings.http.ca_file = authorities.empty() ? "" : joined(order.folder, authorities);
  settings.time_limit = *limit;
  std::map<std::string, TablePages> out;
  out[order.source + ".users"] = fetch_credential_report(order.source, order.definition, settings,
                                                         order.client, order.spool, order.progress);
  return out;
}

}  // namespace writ
