// The limits of the language (docs/language.md, Limits).
#pragma once

#include <cstddef>

namespace writ {

constexpr std::size_t depth_limit = 64;            // expressions in each other, steps of a path
constexpr std::size_t chain_limit = 4096;          // operands side by side, inner chains included
constexpr std::size_t declaration_limit = 10'000;  // of one file
constexpr std::size_t file_limit = 1 << 20;        // bytes
constexpr std::size_t name_limit = 128;            // characters of a name
constexpr int fault_limit = 100;                   // places where a file is said not to parse

}  // namespace writ
