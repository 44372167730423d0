#include "connectors/rest/listing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "connectors/rest/pager.h"
#include "connectors/rest/url.h"

namespace writ {
namespace {

class Lister {
 public:
  Lister(const ListingOrder& order, Session& session, Spool& spool, const CollectProgress& progress)
      : order_(order),
        session_(session),
        spool_(spool),
        progress_(progress),
        pager_(*order.fetch) {}

  Listed run();

 private:
  // True: there may be another page.
  Result<bool> page(const HttpRequest& listing);
  Asked ask(const HttpRequest& request, PageFacts& facts);
  std::string look(const HttpResponse& response, PageFacts& facts);
  Result<bool> keep(const HttpRequest& request, const Asked& asked, PageFacts& facts);
  Result<bool> take_total(const PageFacts& facts);
  std::string where() const;

  const ListingOrder& order_;
  Session& session_;
  Spool& spool_;
  const CollectProgress& progress_;
  Pager pager_;
  PageReader reader_;
  Listed out_;
};

// Of messages: which of a table's many listings, and where in it.
std::string Lister::where() const {
  std::string of;
  for (const auto& [name, value] : order_.values) {
    of += fmt::format("{} {}, ", name, in_backticks(value));
  }
  return of + pager_.place();
}

std::string Lister::look(const HttpResponse& response, PageFacts& facts) {
  const bool chosen = pager_.chosen() || order_.fetch->paging.size() == 1;
  PageQuestions questions{order_.table, &order_.fetch->paging, chosen ? &pager_.paging() : nullptr,
                          order_.children, order_.fetch->total};
  Result<PageFacts> read = reader_.read(response.body, questions);
  if (read && !chosen) {
    if (const Result<bool> choice = pager_.choose(*read); !choice) {
      return choice.error().message;
    }
    questions.paging = &pager_.paging();
    read = reader_.read(response.body, questions);
  }
  if (!read) {
    return read.error().message;
  }
  facts = std::move(*read);
  const std::string& name = order_.fetch->total_header;
  const std::string* header = name.empty() ? nullptr : response.header(name);
  facts.total = header == nullptr ? facts.total : count_in(*header);
  return header == nullptr || facts.total ? std::string()
                                          : "its total is no number (" + in_backticks(name) + ")";
}

Asked Lister::ask(const HttpRequest& request, PageFacts& facts) {
  return session_.ask(
      request, [&](const HttpResponse& response) { return look(response, facts); },
      order_.fetch->errors);
}

Result<bool> Lister::take_total(const PageFacts& facts) {
  if (facts.total && out_.total && *facts.total != *out_.total) {
    return Error{
        fmt::format("the total went from {} to {} while it was read", *out_.total, *facts.total)};
  }
  out_.total = facts.total ? facts.total : out_.total;
  return true;
}

Result<bool> Lister::keep(const HttpRequest& request, const Asked& asked, PageFacts& facts) {
  const std::string& body = asked.response.body;
  Values values = order_.fetch->values;
  values.insert(order_.values.begin(), order_.values.end());
  const std::string* date = asked.response.header("date");
  const std::string* etag = asked.response.header("etag");
  CollectedPage page;
  page.name = fmt::format("{}page-{:06}.json", order_.name, out_.pages.size() + 1);
  page.request =
      (request.method == HttpMethod::get ? "GET " : "POST ") + session_.redactor().clean(asked.url);
  page.status = asked.response.status;
  page.asked_at = asked.asked_at;
  page.answered_at = asked.answered_at;
  page.server_date = date == nullptr ? std::nullopt : http_date(*date);
  page.etag = etag == nullptr ? "" : session_.redactor().clean(*etag);
  page.records = facts.records;
  page.total = facts.total;
  page.tries = asked.tries;
  if (const Result<bool> kept = keep_page(spool_, page, body, std::move(values)); !kept) {
    return kept;
  }
  out_.pages.push_back(std::move(page));
  out_.children.insert(out_.children.end(), std::make_move_iterator(facts.children.begin()),
                       std::make_move_iterator(facts.children.end()));
  progress_(order_.table_name, 1, facts.records);
  return true;
}

Result<bool> Lister::page(const HttpRequest& listing) {
  HttpRequest request = listing;
  if (const Result<bool> put = pager_.put(request); !put) {
    return put;
  }
  PageFacts facts;
  const Asked asked = ask(request, facts);
  switch (asked.outcome) {
    case Asked::Outcome::nothing:
      return false;
    case Asked::Outcome::no_content:
      return pager_.no_content();
    case Asked::Outcome::failed:
      return Error{asked.why};
    case Asked::Outcome::answered:
      break;
  }
  if (const Result<bool> kept = keep(request, asked, facts); !kept) {
    return kept;
  }
  if (const Result<bool> total = take_total(facts); !total) {
    return total;
  }
  return pager_.next(request, asked.response, facts);
}

Listed Lister::run() {
  const Result<HttpRequest> listing = listing_request(*order_.fetch, session_, order_.values);
  if (!listing) {
    out_.incomplete = listing.error().message;
    return std::move(out_);
  }
  for (;;) {
    const std::string place = where();
    const Result<bool> more = page(*listing);
    out_.overlaps = pager_.overlaps();
    if (!more) {
      out_.incomplete = place + ": " + more.error().message;
      return std::move(out_);
    }
    if (!*more) {
      return std::move(out_);
    }
  }
}

}  // namespace

Result<HttpRequest> listing_request(const Fetch& fetch, const Session& session,
                                    const Values& values) {
  Values all = session.settings();
  for (const auto& [name, value] : fetch.values) {
    all[name] = value;
  }
  for (const auto& [name, value] : values) {
    all[name] = value;
  }
  HttpRequest request;
  request.method = fetch.method;
  Result<std::string> base = session.manifest().base_url.fill(session.settings(), HolePlace::text);
  if (!base || !origin_of(*base)) {
    return Error{"the base URL is no URL with a host"};
  }
  while (base->ends_with('/')) {
    base->pop_back();
  }
  const Result<std::string> path = fetch.path.fill(all, HolePlace::path);
  if (!path) {
    return path.error();
  }
  request.url = *base + *path;
  for (const auto& [name, text] : fetch.query) {
    const Result<std::string> value = text.fill(all, HolePlace::text);
    if (!value) {
      return value.error();
    }
    if (!value->empty()) {
      request.url = with_parameter(request.url, name, percent_encoded(*value));
    }
  }
  for (const auto& [name, text] : fetch.headers) {
    const Result<std::string> value = text.fill(all, HolePlace::header);
    if (!value) {
      return value.error();
    }
    if (!value->empty()) {
      request.headers.push_back(name + ": " + *value);
    }
  }
  if (!fetch.body.empty()) {
    Result<std::string> body = fetch.body.fill(all, HolePlace::json);
    if (!body) {
      return body.error();
    }
    request.body = std::move(*body);
  }
  return request;
}

Listed fetch_listing(const ListingOrder& order, Session& session, Spool& spool,
                     const CollectProgress& progress) {
  return Lister(order, session, spool, progress).run();
}

}  // namespace writ
