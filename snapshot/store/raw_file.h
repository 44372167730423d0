// Raw evidence: the bytes that a system or an export gave, compressed (zstd) and otherwise as they
// came. `zstd -dc FILE | sha256sum` gives the digest that is kept of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace writ {

// Gives all the bytes of a file to `take`, in pieces, and hands on what that answers; an Error
// where they cannot be read.
using TakePiece = std::function<Result<bool>(std::string_view piece)>;
using RawPieces = std::function<Result<bool>(const TakePiece& take)>;

// A new file at `path`: the SHA-256 of the bytes, which must be `bytes` in number. On disk when
// this returns; or `later`: when a BulkSync is done that was opened before.
enum class Durable { now, later };
Result<std::string> write_raw(const std::string& path, std::uint64_t bytes, const RawPieces& pieces,
                              Durable durable = Durable::now);

// The bytes as they came. An Error (corrupt) where the file is no such file, or holds more than
// `bytes` or less. Whether they are the right ones is for a digest to say.
Result<std::string> read_raw(const std::string& path, std::uint64_t bytes);
// As read_raw(), but keeps nothing: the SHA-256 of the bytes.
Result<std::string> digest_raw(const std::string& path, std::uint64_t bytes);

}  // namespace writ
