// Where reading goes on after a mistake: at the next declaration of the file, or at the next clause
// of a policy or a test. By lines and words alone, since what stands there need not parse.
#pragma once

#include <cstddef>
#include <string_view>

namespace writ {

enum class Block { policy, test };

// The first place at or after `fault`, but after `begin`, where a line's first column begins a
// declaration; else the end of the text.
std::size_t next_declaration(std::string_view text, std::size_t begin, std::size_t fault);

// The first place in [fault, end), but after `begin`, where a line begins with a clause of the
// block; else `end`. A `for` counts only where no more than `open` brackets stand open since
// `begin`: a comprehension may have one in a line of its own.
std::size_t next_clause(std::string_view text, std::size_t begin, std::size_t fault,
                        std::size_t end, Block block, int open);

// The bracket that is open at `at`, of those since `begin`; npos if there is none.
std::size_t open_bracket(std::string_view text, std::size_t begin, std::size_t at);

// The name or keyword that begins at `at`; empty if none does.
std::string_view word_at(std::string_view text, std::size_t at);

}  // namespace writ
