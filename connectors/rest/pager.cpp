#include "connectors/rest/pager.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "base/text.h"
#include "connectors/rest/url.h"

namespace writ {
namespace {

using Strategy = Paging::Strategy;

constexpr std::string_view loop = "pagination loop: ";

Result<bool> put_into_body(std::string& body, const std::string& pointer,
                           const nlohmann::json& value) {
  nlohmann::json document = nlohmann::json::parse(body, nullptr, false);
  if (document.is_discarded()) {
    return Error{"the request's body is no JSON"};
  }
  try {
    document[nlohmann::json::json_pointer(pointer)] = value;
    body = document.dump();
  } catch (const nlohmann::json::exception&) {
    return Error{"the request's body has no place " + pointer};
  }
  return true;
}

std::string short_of(const std::string& cursor) {
  constexpr std::size_t shown = 24;
  return printable(cursor.substr(0, shown)) + (cursor.size() > shown ? "…" : "");
}

}  // namespace

Result<bool> Pager::choose(const PageFacts& facts) {
  for (std::size_t i = 0; i < fetch_.paging.size(); ++i) {
    if (facts.has[i]) {
      paging_ = &fetch_.paging[i];
      position_ = paging_->first;
      chosen_ = true;
      return true;
    }
  }
  return Error{"the page has none of the forms that the manifest knows"};
}

Result<bool> Pager::put(HttpRequest& request) const {
  const bool follows =
      paging_->strategy == Strategy::next_url || paging_->strategy == Strategy::link_header;
  if (follows && !cursor_.empty()) {
    request.url = cursor_;
    return true;
  }
  const bool counts = paging_->strategy == Strategy::offset ||
                      paging_->strategy == Strategy::page ||
                      (paging_->strategy == Strategy::scim && cursor_.empty());
  if (paging_->size > 0 && !paging_->size_param.empty()) {
    if (paging_->in_body && paging_->size_param.starts_with('/')) {
      if (Result<bool> done = put_into_body(request.body, paging_->size_param, paging_->size);
          !done) {
        return done;
      }
    } else {
      request.url = with_parameter(request.url, paging_->size_param, std::to_string(paging_->size));
    }
  }
  if (!counts && cursor_.empty()) {
    return true;
  }
  if (paging_->in_body) {
    return put_into_body(request.body, paging_->param,
                         counts ? nlohmann::json(position_) : nlohmann::json(cursor_));
  }
  const std::string name =
      paging_->strategy == Strategy::scim && !counts ? "cursor" : paging_->param;
  request.url = with_parameter(request.url, name,
                               counts ? std::to_string(position_) : percent_encoded(cursor_));
  return true;
}

Result<bool> Pager::next(const HttpRequest& request, const HttpResponse& response,
                         const PageFacts& facts) {
  ++pages_;
  records_ += facts.records;
  if (!facts.first_key.empty() && !seen_keys_.insert(sha256_hex(facts.first_key)).second) {
    return Error{
        fmt::format("{}a page begins with the same record as an earlier one ({})", loop, place())};
  }
  if (pages_ >= max_pages) {
    return Error{fmt::format("more than {} pages", max_pages)};
  }
  switch (paging_->strategy) {
    case Strategy::none:
      return false;
    case Strategy::offset:
    case Strategy::page:
      return by_position(facts);
    case Strategy::cursor: {
      const bool in_header = paging_->next.starts_with("header:");
      const std::string* header =
          in_header ? response.header(ascii_lower(paging_->next.substr(7))) : nullptr;
      return by_cursor(!in_header          ? facts.next
                       : header != nullptr ? std::optional(*header)
                                           : std::nullopt,
                       facts);
    }
    case Strategy::next_url:
      return by_url(facts.next, request.url);
    case Strategy::link_header:
      return by_url(next_link(response), request.url);
    case Strategy::scim:
      return scim(facts);
  }
  return false;
}

bool Pager::overlapping(const PageFacts& facts) const {
  const bool told = paging_->flagged() || (paging_->ends_by(Paging::End::total) && facts.total);
  const bool keyed = facts.records == 0 || !facts.last_key.empty();
  return paging_->strategy == Strategy::offset && paging_->overlap && !told && keyed;
}

Result<bool> Pager::by_overlap(const PageFacts& facts) {
  if (facts.records == 0) {
    return last_key_.empty() ? Result<bool>(false)
                             : Error{fmt::format("rows moved while they were read: {} has none, "
                                                 "where the last one of the page before was",
                                                 place())};
  }
  if (!last_key_.empty()) {
    if (facts.first_key != last_key_) {
      return Error{
          fmt::format("rows moved or were left out while they were read: {} does not begin "
                      "with the last record of the page before",
                      place())};
    }
    ++overlaps_;
    if (facts.records == 1) {
      return false;
    }
  }
  // The first record alone cannot be overlapped: it would be the same page again. A server that
  // gives one record a page does so again; any other left records out.
  if (alone_ && facts.records > 1) {
    return Error{fmt::format("rows were left out: the first page has one record, {} has {}",
                             place(), facts.records)};
  }
  const bool alone = facts.records == 1;
  alone_ = alone;
  position_ += static_cast<std::int64_t>(facts.records) - (alone ? 0 : 1);
  last_key_ = alone ? "" : facts.last_key;
  return true;
}

Result<bool> Pager::by_position(const PageFacts& facts) {
  if (overlapping(facts)) {
    return by_overlap(facts);
  }
  const bool signal = paging_->flagged();
  if (signal && !facts.more) {
    return Error{"the page does not say whether there are more"};
  }
  // By what came: a server may give less than it was asked for, and not be at the end.
  position_ += paging_->strategy == Strategy::page ? 1 : static_cast<std::int64_t>(facts.records);
  if (signal) {
    if (*facts.more && facts.records == 0) {
      return Error{fmt::format("{}an empty page says that there are more ({})", loop, place())};
    }
    return *facts.more;
  }
  if (paging_->ends_by(Paging::End::total) && facts.total) {
    return records_ < *facts.total && facts.records > 0;
  }
  if (paging_->ends_by(Paging::End::total) && paging_->ends.size() == 1) {
    return Error{"the page does not say how many records there are"};
  }
  if (facts.records == 0) {
    if (paging_->ends_by(Paging::End::empty_page) || paging_->ends_by(Paging::End::total)) {
      return false;
    }
    return Error{"an empty page, which this listing does not end with"};
  }
  const bool is_short =
      paging_->size > 0 && facts.records < static_cast<std::uint64_t>(paging_->size);
  return !(is_short && paging_->ends_by(Paging::End::short_page));
}

Result<bool> Pager::by_cursor(const std::optional<std::string>& cursor, const PageFacts& facts) {
  const bool signal = paging_->flagged();
  if (signal && !facts.more) {
    return Error{"the page does not say whether there are more"};
  }
  if (signal && !*facts.more) {
    return false;
  }
  if (!cursor || cursor->empty()) {
    return signal ? Result<bool>(Error{"the page says that there are more, but not where"})
                  : Result<bool>(false);
  }
  if (!seen_cursors_.insert(sha256_hex(*cursor)).second) {
    return Error{fmt::format("{}the same position for the next page twice", loop)};
  }
  cursor_ = *cursor;
  return true;
}

Result<bool> Pager::by_url(std::optional<std::string> url, const std::string& asked) {
  if (!url || url->empty()) {
    return false;
  }
  const std::optional<std::string> whole = resolved(asked, *url);
  if (!whole || !origin_of(*whole)) {
    return Error{"the address of the next page is no URL"};
  }
  if (origin_of(*whole) != origin_of(asked)) {
    return Error{
        fmt::format("the next page is on another host, {}: not asked, as it would get our "
                    "credentials",
                    in_backticks(*origin_of(*whole)))};
  }
  if (!seen_cursors_.insert(sha256_hex(*whole)).second) {
    return Error{fmt::format("{}the same address for the next page twice", loop)};
  }
  cursor_ = *whole;
  return true;
}

// RFC 7644 section 3.4.2.4 and RFC 9865: the position grows by the records that came, and a server
// may answer with a cursor unasked.
Result<bool> Pager::scim(const PageFacts& facts) {
  if (facts.next || !cursor_.empty()) {
    return by_cursor(facts.next, facts);
  }
  if (!facts.total) {
    return Error{"the page does not say how many records there are (totalResults)"};
  }
  position_ += static_cast<std::int64_t>(facts.records);
  const bool more = records_ < *facts.total;
  if (more && facts.records == 0) {
    return Error{fmt::format("an empty page after {} of {} records", records_, *facts.total)};
  }
  return more;
}

Result<bool> Pager::no_content() const {
  if (paging_->ends_by(Paging::End::no_content)) {
    return last_key_.empty()
               ? Result<bool>(false)
               : Error{
                     fmt::format("rows moved while they were read: {} has none, where the last one "
                                 "of the page before was",
                                 place())};
  }
  return Error{"an answer without content"};
}

std::string Pager::place() const {
  switch (paging_->strategy) {
    case Strategy::none:
      return "the only page";
    case Strategy::offset:
      return fmt::format("offset {}", position_);
    case Strategy::page:
      return fmt::format("page {}", position_);
    case Strategy::scim:
      return cursor_.empty() ? fmt::format("startIndex {}", position_)
                             : fmt::format("cursor {}", short_of(cursor_));
    case Strategy::cursor:
      return cursor_.empty() ? "the first page" : fmt::format("cursor {}", short_of(cursor_));
    case Strategy::next_url:
    case Strategy::link_header:
      return fmt::format("page {}", pages_ + 1);
  }
  return {};
}

}  // namespace writ
