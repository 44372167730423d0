// Files as commands need them: listed, written whole, and the ways between them. Reading is
// connectors/world.h's. Every failure is an Error that names the path.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ {

Result<std::string> read_standard_input();
// A temporary file beside it, renamed: `path` has the old text or the new one, never a part. A
// device or pipe is written to as it is; a link is followed.
Result<bool> write_file(const std::string& path, std::string_view text);
// The same of a text that comes in pieces: `pieces` calls what it is given with one after the other.
using Pieces = std::function<void(const std::function<void(std::string_view)>& write)>;
Result<bool> write_file(const std::string& path, const Pieces& pieces);
bool write_pieces(std::FILE* file, const Pieces& pieces);

// The policy files at `path`: itself, or all `*.writ` below it, sorted. Hidden folders are left
// out.
Result<std::vector<std::string>> policy_files(const std::string& path);

// `path` seen from `folder`, where it is relative; never normalised further than need be.
std::string joined(const std::string& folder, const std::string& path);
// The way from `folder` to `path` in generic form, or `path` where it does not lie below.
std::string relative_to(const std::string& path, const std::string& folder);

}  // namespace writ
