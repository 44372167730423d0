#include "connectors/ldap/line_pages.h"

#include <fmt/format.h>

#include "connectors/rest/server_time.h"

namespace writ {
namespace {

constexpr std::uint64_t page_lines = 1000;
constexpr std::size_t page_bytes = std::size_t{8} << 20;

}  // namespace

LinePages::LinePages(TablePages& table, std::string request, Spool& spool,
                     const CollectProgress& progress, ServerClock clock)
    : table_(table),
      request_(std::move(request)),
      spool_(spool),
      progress_(progress),
      clock_(std::move(clock)),
      asked_at_(machine_now()) {}

void LinePages::add(const std::string& line) {
  lines_ += line;
  lines_ += '\n';
  ++records_;
  if (records_ == page_lines || lines_.size() >= page_bytes) {
    keep();
  }
}

void LinePages::finish() {
  if (records_ > 0) {
    keep();
  }
}

void LinePages::keep() {
  CollectedPage page;
  page.name = fmt::format("{}/page-{:06}.ndjson", table_.record.table, table_.files.size() + 1);
  const Result<bool> kept = full_ ? Result<bool>(false) : keep_page(spool_, page, lines_);
  if (!kept) {
    full_ = true;
    table_.record.incomplete.push_back(kept.error().message);
  } else if (*kept) {
    page.request = request_;
    page.asked_at = asked_at_;
    page.server_date = clock_ ? clock_() : std::nullopt;
    page.answered_at = machine_now();
    page.records = records_;
    progress_(table_.record.table, 1, records_);
    table_.files.push_back(page.name);
    table_.record.pages.push_back(std::move(page));
  }
  lines_.clear();
  records_ = 0;
  asked_at_ = machine_now();
}

}  // namespace writ
