// Spool: the pages of a collection, from when they come until the snapshot has them, in one file on
// disk that has no name: it is gone with the process, however that ends. Readers see a World of
// pages.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/collection.h"
#include "connectors/world.h"

namespace writ {

class Spool final : public World {
 public:
  // In `folder`, which must be there.
  static Result<std::unique_ptr<Spool>> create(const std::string& folder);
  ~Spool() override;
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // Keeps a page under a name that is new. Any thread.
  Result<bool> add(const std::string& name, std::string_view bytes,
                   std::map<std::string, std::string> values);

  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override;
  std::unique_ptr<DataFile> open(const std::string& path, std::uint64_t max_bytes) const override;
  Result<std::vector<std::string>> glob(const std::string& pattern) const override;  // none
  bool is_file(const std::string& path) const override;
  std::map<std::string, std::string> request_values(const std::string& path) const override;

 private:
  struct Page {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::map<std::string, std::string> values;
  };
  explicit Spool(int file) : file_(file) {}
  const Page* find(const std::string& name) const;

  int file_;
  mutable std::mutex mutex_;  // of what follows
  std::uint64_t end_ = 0;
  std::map<std::string, Page> pages_;
};

// Keeps `bytes` as the page, and says of it how many they are and their digest.
Result<bool> keep_page(Spool& spool, CollectedPage& page, std::string_view bytes,
                       std::map<std::string, std::string> values = {});

}  // namespace writ
