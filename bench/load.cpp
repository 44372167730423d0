// bench_load FOLDER THREADS [ndjson|csv [used]]: reads the company that bench_generate wrote, all
// of it or the columns that the eight policies use, and prints how long each table took.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "connectors/column_source.h"

namespace {

using namespace writ;

Column column(const char* name, Type type) {
  return Column{name, std::move(type), std::nullopt};
}

// bench/schemas.writ, which is for another room to read.
std::vector<TableSchema> company() {
  const Type text = Type::of(Kind::text);
  const Type email = Type::of(Kind::email);
  const Type time = Type::of(Kind::timestamp).as_optional();
  const Type active = Type::one_of({"active", "inactive"}, false);
  return {
      {"hr.workers",
       {"id"},
       {column("id", text), column("email", email.as_optional()),
        column("status", Type::one_of({"Active", "On leave", "Terminated"}, false)),
        column("terminated_on", Type::of(Kind::date).as_optional()),
        column("manager", Type::row_of("hr.workers").as_optional()), column("department", text)}},
      {"idp.accounts",
       {"id"},
       {column("id", text), column("email", email), column("worker_id", text.as_optional()),
        column("status", active), column("deactivated_at", time), column("last_login", time)}},
      {"idp.groups",
       {"id"},
       {column("id", text), column("parents", Type::set_of(Type::row_of("idp.groups"))),
        column("duty", text.as_optional())}},
      {"idp.memberships",
       {"account", "group"},
       {column("account", Type::row_of("idp.accounts")),
        column("group", Type::row_of("idp.groups"))}},
      {"lms.users",
       {"id"},
       {column("id", text), column("email", email),
        column("role", Type::one_of({"Super Admin", "Manager", "Learner"}, false)),
        column("status", active), column("deactivated_at", time), column("last_login", time),
        column("groups", Type::set_of(text)), column("managed_groups", Type::set_of(text))}}};
}

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: bench_load FOLDER THREADS [ndjson|csv [used]]\n");
    return 2;
  }
  const std::string folder = arguments[1];
  const std::string extension = count > 3 ? arguments[3] : "ndjson";
  PartOptions options;
  options.threads = static_cast<std::size_t>(std::atoi(arguments[2]));
  const Disk disk;
  TextBuilder texts;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  const double begin = now();
  std::vector<ColumnTable> tables;
  for (const TableSchema& schema : company()) {
    const std::string name = schema.name.substr(schema.name.find('.') + 1);
    const std::string path = folder + "/" + name + "." + extension;
    std::vector<DataFinding> findings;
    if (count > 4) {
      options.columns = {"email",   "status",         "terminated_on", "manager",
                         "role",    "deactivated_at", "last_login",    "groups",
                         "parents", "duty",           "managed_groups"};
    }
    const double from = now();
    auto table = read_columns(disk, {path}, schema, {}, nullptr, options, texts, findings);
    if (!table || !table->complete()) {
      std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
      return 1;
    }
    std::printf("%-12s %9zu rows %7.1f ms, %zu findings\n", name.c_str(), table->rows,
                (now() - from) * 1e3, findings.size());
    rows += table->rows;
    bytes += std::filesystem::file_size(path);
    tables.push_back(std::move(*table));
  }
  const double read = now();
  const Texts all = std::move(texts).finish(options.threads);
  const double end = now();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("dictionary   %9zu texts %6.1f ms\n", all.size(), (end - read) * 1e3);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  std::printf("of the processor %.0f ms, %.0f ms of them in the system\n",
              (seconds(usage.ru_utime) + seconds(usage.ru_stime)) * 1e3,
              seconds(usage.ru_stime) * 1e3);
  std::printf("%llu rows, %.1f MB in %.1f ms: %.0f MB/s; peak %.0f MB\n",
              static_cast<unsigned long long>(rows), static_cast<double>(bytes) / 1e6,
              (end - begin) * 1e3, static_cast<double>(bytes) / 1e6 / (end - begin),
              static_cast<double>(usage.ru_maxrss) / 1e3);
  return 0;
}
