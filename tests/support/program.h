// Programs for tests: texts parsed and checked together, and what was found as short lines.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/render.h"
#include "dsl/check.h"
#include "dsl/parse.h"

namespace writ::testing {

// The schemas and the view that ship, as (path, text).
inline std::vector<std::pair<std::string, std::string>> shipped_schemas() {
  namespace fs = std::filesystem;
  const fs::path root = WRIT_ROOT;
  std::vector<std::pair<std::string, std::string>> texts;
  if (!fs::exists(root / "connectors")) {
    return texts;
  }
  for (const auto& entry : fs::recursive_directory_iterator(root / "connectors")) {
    if (entry.path().extension() == ".writ") {
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      texts.emplace_back(fs::relative(entry.path(), root).string(), text.str());
    }
  }
  return texts;
}

struct Checked {
  Sources sources;
  Diagnostics diagnostics;
  Program program;

  // "W0202 `statu`: …": code, underlined text, message.
  std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      out.push_back(std::string(diagnostic.code.id) + " `" +
                    std::string(sources.text(diagnostic.span)) + "`: " + diagnostic.message);
    }
    return out;
  }
  // "W0202 W0301": the codes alone.
  std::string codes() const {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      out += (out.empty() ? "" : " ") + std::string(diagnostic.code.id);
    }
    return out;
  }
};

// The named text first; `others` are further files, whose own mistakes count too.
inline Checked check_text(const std::string& text,
                          const std::vector<std::pair<std::string, std::string>>& others = {},
                          const std::string& name = "policy.writ") {
  Checked checked;
  std::vector<ast::File> files;
  files.push_back(parse(checked.sources, checked.sources.add(name, text), checked.diagnostics));
  for (const auto& [path, other] : others) {
    files.push_back(parse(checked.sources, checked.sources.add(path, other), checked.diagnostics));
  }
  checked.program = check(std::move(files), checked.sources, checked.diagnostics);
  return checked;
}

}  // namespace writ::testing
