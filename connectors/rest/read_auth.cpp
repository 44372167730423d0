#include "connectors/rest/manifest_reader.h"
#include "connectors/yaml_expect.h"

namespace writ {
namespace {

const std::vector<std::string> kinds = {
    "none", "bearer", "basic", "api_key", "oauth2_client_credentials", "jwt_bearer", "aws_sigv4"};

void read_basic(ManifestKeys& keys, Auth& auth) {
  keys.needs("user");
  auth.user = keys.hole_text("user");
  auth.password = keys.hole_text("password");
}

void read_api_key(ManifestKeys& keys, Auth& auth) {
  keys.needs("name");
  keys.needs("value");
  auth.field = keys.text("name");
  auth.in_query = keys.choice("in", {"header", "query"}).value_or(0) == 1;
  auth.token = keys.hole_text("value");
}

void read_oauth2(ManifestKeys& keys, Auth& auth) {
  keys.needs("token_url");
  keys.needs("client_id");
  auth.token_url = keys.hole_text("token_url");
  auth.client_id = keys.hole_text("client_id");
  auth.client_secret = keys.hole_text("client_secret");
  auth.client_auth = static_cast<Auth::ClientAuth>(
      keys.choice("client_auth", {"body", "basic", "private_key_jwt"}).value_or(0));
  auth.scope = keys.hole_text("scope");
  auth.extra = keys.hole_texts("extra");
  auth.audience = keys.hole_text("audience");
  auth.key = keys.hole_text("key");
}

void read_jwt(ManifestKeys& keys, Auth& auth) {
  for (const char* needed : {"token_url", "issuer", "key"}) {
    keys.needs(needed);
  }
  auth.token_url = keys.hole_text("token_url");
  auth.issuer = keys.hole_text("issuer");
  auth.subject = keys.hole_text("subject");
  auth.audience = keys.hole_text("audience");
  auth.scope = keys.hole_text("scope");
  auth.key = keys.hole_text("key");
}

void read_sigv4(ManifestKeys& keys, Auth& auth) {
  for (const char* needed : {"service", "region", "key_id", "secret"}) {
    keys.needs(needed);
  }
  auth.service = keys.hole_text("service");
  auth.region = keys.hole_text("region");
  auth.user = keys.hole_text("key_id");
  auth.password = keys.hole_text("secret");
}

Auth read_one_auth(const YamlNode& node, ManifestKeys& connect) {
  Auth auth;
  ManifestKeys keys(node, "`auth`", connect.names(), connect.diagnostics());
  keys.needs("type");
  auth.kind = static_cast<Auth::Kind>(keys.choice("type", kinds).value_or(0));
  switch (auth.kind) {
    case Auth::Kind::none:
      break;
    case Auth::Kind::bearer:
      keys.needs("token");
      auth.token = keys.hole_text("token");
      auth.scheme = keys.text("scheme", "Bearer");
      break;
    case Auth::Kind::basic:
      read_basic(keys, auth);
      break;
    case Auth::Kind::api_key:
      read_api_key(keys, auth);
      break;
    case Auth::Kind::oauth2_client_credentials:
      read_oauth2(keys, auth);
      break;
    case Auth::Kind::jwt_bearer:
      read_jwt(keys, auth);
      break;
    case Auth::Kind::aws_sigv4:
      read_sigv4(keys, auth);
      break;
  }
  return auth;
}

}  // namespace

std::vector<std::string> names_of(const Auth& auth) {
  std::vector<std::string> out;
  std::vector<const Template*> texts = {
      &auth.token, &auth.user,   &auth.password, &auth.token_url, &auth.client_id, &auth.client_secret,
      &auth.scope, &auth.issuer, &auth.subject,  &auth.audience,  &auth.key,       &auth.service,
      &auth.region};
  for (const auto& [name, text] : auth.extra) {
    texts.push_back(&text);
  }
  for (const Template* text : texts) {
    const std::vector<std::string> names = text->names();
    out.insert(out.end(), names.begin(), names.end());
  }
  return out;
}

std::vector<Auth> read_auths(ManifestKeys& connect) {
  const YamlNode* node = connect.node("auth");
  if (node == nullptr) {
    return {Auth{}};
  }
  if (!node->is(YamlNode::Kind::sequence) || node->items.empty()) {
    return {read_one_auth(*node, connect)};
  }
  std::vector<Auth> out;
  for (const YamlNode& item : node->items) {
    out.push_back(read_one_auth(item, connect));
  }
  return out;
}

std::vector<ErrorRule> read_errors(ManifestKeys& keys) {
  std::vector<ErrorRule> rules;
  const YamlNode* node = keys.node("errors");
  if (node == nullptr) {
    return rules;
  }
  if (!node->is(YamlNode::Kind::sequence)) {
    keys.add("W0611", *node, "`errors` must be a list");
    return rules;
  }
  for (const YamlNode& item : node->items) {
    ManifestKeys rule(item, "an entry of `errors`", keys.names(), keys.diagnostics());
    ErrorRule out;
    rule.needs("status");
    for (const std::string& status : rule.texts("status")) {
      out.statuses.push_back(std::strtol(status.c_str(), nullptr, 10));
    }
    rule.needs("then");
    out.then = static_cast<ErrorRule::Then>(
        rule.choice("then", {"retry", "wait", "unavailable", "none"}).value_or(0));
    out.body = rule.text("body");
    out.because = rule.text("because");
    if (out.then == ErrorRule::Then::unavailable) {
      rule.needs("because");
    }
    rules.push_back(std::move(out));
  }
  return rules;
}

}  // namespace writ
