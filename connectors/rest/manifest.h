// Manifest: how a system with a REST API is read, as data: connectors/<system>/manifest.yaml.
// docs/connectors.md is its manual, key by key. What a page's records mean for a table is the
// table's map (connectors/table_map.h), in the same file.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "connectors/http/http.h"
#include "connectors/rest/template.h"
#include "connectors/yaml.h"

namespace writ {

// What the project file says of a source, beside what every source has.
struct ManifestSetting {
  std::string name;
  std::string help;
  std::string example;
  std::string preset;  // where the project does not say
  bool secret = false;
  bool required = true;
  // A point in time, given as such or as how long before the collection; as the system wants it.
  enum class Time { none, rfc3339, date, unix_s, unix_ms };
  Time time = Time::none;
};

struct Auth {
  enum class Kind {
    none,
    bearer,
    basic,
    api_key,
    oauth2_client_credentials,
    jwt_bearer,
    aws_sigv4
  };
  enum class ClientAuth { body, basic, private_key_jwt };
  Kind kind = Kind::none;
  Template token;           // bearer; api_key: the value
  std::string scheme;       // bearer: "Bearer" unless said ("SSWS")
  std::string field;        // api_key: the name of the header or parameter
  bool in_query = false;    // api_key
  Template user, password;  // basic; sigv4: key id and secret
  Template token_url;       // oauth2, jwt_bearer
  Template client_id, client_secret;
  ClientAuth client_auth = ClientAuth::body;
  Template scope;
  std::map<std::string, Template> extra;    // further parameters of the token request
  Template issuer, subject, audience, key;  // jwt_bearer, private_key_jwt; the key is PEM
  Template service, region;                 // sigv4
};

// The settings that its texts have holes for.
std::vector<std::string> names_of(const Auth& auth);

struct Paging {
  enum class Strategy { none, offset, page, cursor, next_url, link_header, scim };
  enum class End { empty_page, short_page, no_content, total };
  Strategy strategy = Strategy::none;
  std::string when;   // pointer that the first page must have for this paging to be the one
  std::string param;  // where the position goes: a parameter, or a pointer into the body
  bool in_body = false;
  std::int64_t first = 0;
  std::int64_t size = 0;  // 0: the server's
  std::string size_param;
  std::string next;  // cursor, next_url: pointer; cursor: or header:NAME
  std::string more;  // pointer to a flag that is true while there are more
  std::string last;  // pointer to a flag that is true on the last page
  std::vector<End> ends;
  bool overlap = true;  // offset: where nothing else tells that no record is lost between pages

  // Whether a page says itself if there are more.
  bool flagged() const { return !more.empty() || !last.empty(); }
  bool ends_by(End end) const { return std::find(ends.begin(), ends.end(), end) != ends.end(); }
};

struct ErrorRule {
  enum class Then { retry, wait, unavailable, none };
  std::vector<long> statuses;
  std::string body;  // what the body must hold; empty: anything
  Then then = Then::retry;
  std::string because;
};

// One listing, or one for each record of another table.
struct Fetch {
  HttpMethod method = HttpMethod::get;
  Template path;
  std::map<std::string, Template> query;
  std::map<std::string, Template> headers;
  Template body;                              // JSON
  std::vector<Paging> paging;                 // the first that fits; never empty
  std::string for_each;                       // a table of the manifest; empty: none
  std::map<std::string, std::string> each;    // name -> pointer into its record
  std::map<std::string, std::string> values;  // name -> a constant
  std::string total;                          // pointer, or empty: how many records the listing has
  std::string total_header;
  std::vector<ErrorRule> errors;   // before those of the manifest
  std::vector<std::string> needs;  // settings without which nobody asks
  Span span;
};

struct Budget {
  std::int64_t requests = 0;  // 0: no limit known
  std::chrono::milliseconds per{1000};
  std::size_t concurrency = 4;
  std::string reset_header;  // epoch seconds of the server's clock, or seconds until then
};

struct FetchedTable {
  std::string name;
  std::vector<Fetch> fetches;
  std::vector<std::string> items;  // pointers, as in the table's map
  bool no_items_is_empty = false;  // a page without the list has no records
  std::vector<std::string> keys;   // pointers that tell records apart: of the schema's key
};

struct RestManifest {
  std::string connector;
  std::string title;
  std::string digest;  // "sha256:…" of its text; whoever reads the file sets it
  std::vector<ManifestSetting> settings;
  Template base_url;
  std::vector<Auth> auths;  // the first whose settings are all given counts; never empty
  Budget budget;
  std::map<std::string, Template> headers;
  std::vector<ErrorRule> errors;
  std::optional<Template> check_path;  // a GET that tells whether the credentials are good
  std::string principal;               // pointer into its answer: who we are
  std::string scopes_header;           // header of its answer: what we may
  std::string requires_text;           // plan and permissions, for people
  std::vector<FetchedTable> tables;    // that are fetched, in the order of the file
};

}  // namespace writ
