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

}  // namespace

Auth read_auth(ManifestKeys& connect) {
  Auth auth;
  const YamlNode* node = connect.node("auth");
  if (node == nullptr) {
    return auth;
  }
  ManifestKeys keys(*node, "`auth`", connect.names(), connect.diagnostics());
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

}  // namespace writ
