// LinePages: lines of one table to pages in the spool, with the record of each.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connectors/collection.h"
#include "connectors/spool.h"

namespace writ {

class LinePages {
 public:
  using ServerClock = std::function<std::optional<Instant>()>;  // may be empty
  // All outlive this. `request` is what the lines answer; an empty table has no page.
  LinePages(TablePages& table, std::string request, Spool& spool, const CollectProgress& progress,
            ServerClock clock);

  // The next line, without its end. What cannot be kept makes the table incomplete.
  void add(const std::string& line);
  void finish();  // once, last

 private:
  void keep();

  TablePages& table_;
  std::string request_;
  Spool& spool_;
  const CollectProgress& progress_;
  ServerClock clock_;
  std::string lines_;
  std::uint64_t records_ = 0;
  Instant asked_at_;
  bool full_ = false;  // the spool takes no more
};

}  // namespace writ
