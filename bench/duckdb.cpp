// bench_duckdb: a shell for DuckDB that starts as fast as DuckDB does, as its package for Node.js
// brings the library and no shell.
//
//   bench_duckdb LIBRARY DATABASE THREADS [--run FILE.sql…] [--write FOLDER QUESTION.sql…]
//                [--time ROUNDS QUESTION.sql…]
//
// --run executes statements; --write puts the answer of each question into FOLDER, as text with
// tabs, named after the question; --time asks the questions ROUNDS times and prints the
// milliseconds of each as a line `ROUND<tab>QUESTION<tab>MS`. `:memory:` is a database in memory.
#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "bench_duckdb: %s\n", what.c_str());
  std::exit(3);
}

// What DuckDB's C interface calls duckdb_database, duckdb_connection: pointers to us.
using Handle = void*;

// Room for a duckdb_result, which only the library looks into.
struct Answer {
  void* words[16] = {};
};

// The few functions of the library that are needed here.
class Library {
 public:
  explicit Library(const char* path) : handle_(dlopen(path, RTLD_NOW)) {
    if (handle_ == nullptr) {
      fail(dlerror());
    }
    find(open, "duckdb_open");
    find(connect, "duckdb_connect");
    find(query, "duckdb_query");
    find(error_of, "duckdb_result_error");
    find(destroy, "duckdb_destroy_result");
    find(disconnect, "duckdb_disconnect");
    find(close, "duckdb_close");
  }

  int (*open)(const char*, Handle*) = nullptr;
  int (*connect)(Handle, Handle*) = nullptr;
  int (*query)(Handle, const char*, Answer*) = nullptr;
  const char* (*error_of)(Answer*) = nullptr;
  void (*destroy)(Answer*) = nullptr;
  void (*disconnect)(Handle*) = nullptr;
  void (*close)(Handle*) = nullptr;

 private:
  template <typename Function>
  void find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(handle_, name));
    if (function == nullptr) {
      fail(std::string("the library has no ") + name);
    }
  }

  void* handle_;
};

class Database {
 public:
  Database(const Library& library, const char* path) : library_(library) {
    if (library_.open(path, &database_) != 0 || library_.connect(database_, &connection_) != 0) {
      fail(std::string("cannot open ") + path);
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    library_.disconnect(&connection_);
    library_.close(&database_);
  }

  void execute(const std::string& sql) {
    Answer answer;
    if (library_.query(connection_, sql.c_str(), &answer) != 0) {
      fail(std::string(library_.error_of(&answer)) + "\nin: " + sql);
    }
    library_.destroy(&answer);
  }

 private:
  const Library& library_;
  Handle database_ = nullptr;
  Handle connection_ = nullptr;
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    fail("cannot read " + path.string());
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Question {
  std::string name;
  std::string sql;
};

void write(Database& database, const Question& question, const std::string& folder) {
  std::string copy = "COPY (";
  copy += question.sql;
  copy += ") TO '" + folder + "/" + question.name;
  database.execute(copy + ".txt' (FORMAT csv, DELIMITER '\t', HEADER false)");
}

void time(Database& database, const std::vector<Question>& questions, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (const Question& question : questions) {
      const auto begin = std::chrono::steady_clock::now();
      database.execute(question.sql);
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - begin;
      std::printf("%d\t%s\t%.3f\n", round, question.name.c_str(), took.count());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 3) {
    fail("usage: bench_duckdb LIBRARY DATABASE THREADS [--run|--write FOLDER|--time ROUNDS] FILE…");
  }
  const Library library(argv[1]);
  Database database(library, argv[2]);
  database.execute("SET threads = " + words[2]);
  std::size_t at = 3;
  while (at < words.size()) {
    const std::string& mode = words[at++];
    const std::string setting = mode == "--run" || at == words.size() ? "" : words[at++];
    std::vector<Question> questions;
    for (; at < words.size() && words[at].rfind("--", 0) != 0; ++at) {
      questions.push_back({std::filesystem::path(words[at]).stem().string(), text_of(words[at])});
    }
    if (mode == "--time") {
      time(database, questions, std::atoi(setting.c_str()));
      continue;
    }
    for (const Question& question : questions) {
      if (mode == "--run") {
        database.execute(question.sql);
      } else {
        write(database, question, setting);
      }
    }
  }
  if (words[1] == ":memory:") {  // nothing to save: not worth taking apart
    std::fflush(stdout);
    std::_Exit(0);
  }
  return 0;
}
