// What an evaluation found as bytes, and back: how results are kept. The bytes are for the program
// that wrote them; what keeps them says which one that was, and whether they are as they were
// written. Reading is safe whatever the bytes are: what to_bytes() cannot have written is nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "evaluator/footing.h"
#include "evaluator/outcome.h"

namespace writ {

// Counts forms of these bytes: another one is not read.
constexpr std::uint32_t outcome_bytes_version = 1;

// A policy before waivers, with the lines that it had; read, it stands at `file` and `line`, and
// the lines of its clauses follow: the text above it may have changed.
std::string to_bytes(const PolicyOutcome& policy);
std::optional<PolicyOutcome> policy_from_bytes(std::string_view bytes, const std::string& file,
                                               std::uint32_t line);

// What belongs to no policy: tables, data findings and counts of links.
std::string data_to_bytes(const Outcome& outcome);
bool data_from_bytes(std::string_view bytes, Outcome& outcome);

// What a policy's outcome stands on.
std::string to_bytes(const Footing& footing);
std::optional<Footing> footing_from_bytes(std::string_view bytes);

}  // namespace writ
