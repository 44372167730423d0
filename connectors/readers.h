// The readers, a function a format: the text of one file (UTF-8, no byte order mark) to records of
// a TableIntake. Records are counted from 1. A record that cannot be trusted is refused with its
// reason; where the file as a whole cannot be, nothing of it is taken and the error says why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/table_intake.h"

namespace writ {

// nothing: read. The caller makes the table incomplete with the error's text.
using Failure = std::optional<Error>;

Failure read_csv(std::string_view text, std::uint32_t file, TableIntake& intake);
Failure read_json(std::string_view text, std::uint32_t file, TableIntake& intake);
Failure read_ndjson(std::string_view text, std::uint32_t file, TableIntake& intake);
Failure read_yaml(std::string_view text, std::uint32_t file, TableIntake& intake);

}  // namespace writ
