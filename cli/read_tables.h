// Files to a snapshot: every table of the program, read or, where nothing can be read, empty and
// incomplete with the reason. What is missing makes verdicts unknown; it never stops an audit.
#pragma once

#include <functional>
#include <string>

#include "cli/inputs.h"
#include "connectors/world.h"
#include "snapshot/columns.h"
#include "snapshot/store/raw_file.h"

namespace writ {

// What looks on; each may be empty.
struct Reading {
  // Before each table.
  std::function<void(const std::string& table)> progress;
  // Each file, with its size and its bytes in pieces, once for each table that it is read for. The
  // table is made of these bytes or, where the file changes meanwhile, is incomplete.
  std::function<void(const std::string& table, const std::string& file, std::uint64_t bytes,
                     const RawPieces& pieces)>
      evidence;
  // What was read just now, from any thread: bytes, and rows where a line is one.
  std::function<void(std::uint64_t bytes, std::uint64_t rows)> counted = {};
  // After the last table, before its texts are put in order and the snapshot gets its identity.
  std::function<void()> finishing = {};
};

// How many bytes the files of all tables have, as far as that can be told.
std::uint64_t input_bytes(const World& machine, const Inputs& inputs);

// An Error is wrong usage: files of which it is unclear how to read them. The snapshot has its
// identity.
Result<ColumnSnapshot> read_tables(const World& machine, const Inputs& inputs,
                                   const Program& program, Instant as_of, const Reading& reading,
                                   unsigned threads);

}  // namespace writ
