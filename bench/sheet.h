// A table that is written twice: as NDJSON, and as the CSV that Writ reads (an empty field is
// absent, `;` divides the members of a set). Knows no escapes: what is made up here needs none.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// A file behind a large buffer.
class Output {
 public:
  explicit Output(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb")) {
    text_.reserve(limit + 4096);
  }

  void add(std::string_view text) { text_ += text; }
  void add(char c) { text_ += c; }

  void row_ends() {
    text_ += '\n';
    if (text_.size() >= limit) {
      flush();
    }
  }

  // False if anything could not be written.
  bool close() {
    flush();
    const bool closed = file_ != nullptr && std::fclose(file_.release()) == 0;
    return closed && written_;
  }

 private:
  static constexpr std::size_t limit = 1 << 20;

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void flush() {
    written_ = written_ && file_ != nullptr &&
               std::fwrite(text_.data(), 1, text_.size(), file_.get()) == text_.size();
    text_.clear();
  }

  std::unique_ptr<std::FILE, Close> file_;
  std::string text_;
  bool written_ = true;
};

// The fields of a row are given in the order of the columns.
class Sheet {
 public:
  Sheet(const std::filesystem::path& folder, const std::string& name,
        const std::vector<std::string>& columns)
      : json_(folder / (name + ".ndjson")), csv_(folder / (name + ".csv")) {
    for (const std::string& column : columns) {
      before_.push_back((before_.empty() ? "{\"" : ",\"") + column + "\":");
      csv_.add((before_.size() == 1 ? "" : ",") + column);
    }
    csv_.row_ends();
  }

  Sheet& text(std::string_view value) {
    begin_field();
    add_quoted(value);
    csv_.add(value);
    return *this;
  }

  Sheet& absent() {
    begin_field();
    json_.add("null");
    return *this;
  }

  Sheet& text_if(bool present, std::string_view value) { return present ? text(value) : absent(); }

  Sheet& set(const std::vector<std::string>& members) {
    begin_field();
    json_.add('[');
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) {
        json_.add(',');
        csv_.add(';');
      }
      add_quoted(members[i]);
      csv_.add(members[i]);
    }
    json_.add(']');
    return *this;
  }

  void end_row() {
    json_.add('}');
    json_.row_ends();
    csv_.row_ends();
    column_ = 0;
  }

  bool close() {
    const bool json = json_.close();
    return csv_.close() && json;
  }

 private:
  void begin_field() {
    if (column_ > 0) {
      csv_.add(',');
    }
    json_.add(before_[column_++]);
  }

  void add_quoted(std::string_view value) {
    json_.add('"');
    json_.add(value);
    json_.add('"');
  }

  Output json_, csv_;
  std::vector<std::string> before_;  // what NDJSON has before each value
  std::size_t column_ = 0;
};
