// The text files that ship inside the binary: schemas and export maps of the known systems, the policy
// library, and one page for each diagnostic. Written by cmake/embed.cmake at build time.
#pragma once

#include <span>
#include <string_view>

namespace writ {

struct EmbeddedFile {
  std::string_view path;  // relative to the source root: "connectors/thought_industries/schema.writ"
  std::string_view text;
};

// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace writ
