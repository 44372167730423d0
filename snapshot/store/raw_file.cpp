#include "snapshot/store/raw_file.h"

#include <zstd.h>

#include <functional>
#include <memory>
#include <vector>

#include "base/ensure.h"
#include "base/sha256.h"
#include "snapshot/store/files.h"

namespace writ {
namespace {

constexpr int level = 3;

Error damaged(const std::string& path, const std::string& why) {
  return Error{"`" + path + "` is damaged: " + why, true};
}

class Compressor {
 public:
  Compressor(const std::string& path, std::uint64_t bytes, FileWriter& file)
      : path_(path),
        file_(file),
        context_(ZSTD_createCCtx(), ZSTD_freeCCtx),
        room_(ZSTD_CStreamOutSize()) {
    ENSURE(context_ != nullptr);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setPledgedSrcSize(context_.get(), bytes);
  }

  Result<bool> add(std::string_view bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (std::size_t more = 1; directive == ZSTD_e_end ? more != 0 : in.pos < in.size;) {
      ZSTD_outBuffer out{room_.data(), room_.size(), 0};
      more = ZSTD_compressStream2(context_.get(), &out, &in, directive);
      if (ZSTD_isError(more) != 0) {
        return Error{"cannot compress `" + path_ + "`: " + ZSTD_getErrorName(more)};
      }
      if (Result<bool> written = file_.write({room_.data(), out.pos}); !written) {
        return written;
      }
    }
    return true;
  }

 private:
  const std::string& path_;
  FileWriter& file_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
  std::vector<char> room_;
};

// Calls `take` with the bytes, piece by piece.
Result<bool> decompress(const std::string& path, std::uint64_t bytes,
                        const std::function<void(std::string_view)>& take) {
  const Result<MappedFile> file = map_file(path);
  if (!file) {
    return file.error();
  }
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     ZSTD_freeDCtx);
  ENSURE(context != nullptr);
  ZSTD_inBuffer in{file->bytes.get(), file->size, 0};
  std::vector<char> piece(ZSTD_DStreamOutSize());
  std::uint64_t got = 0;
  std::size_t more = 1;
  bool full = false;  // the last call had more to give than room
  while (in.pos < in.size || full) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    more = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(more) != 0) {
      return damaged(path, ZSTD_getErrorName(more));
    }
    got += out.pos;
    if (got > bytes) {
      return damaged(path, "it holds more than " + std::to_string(bytes) + " bytes");
    }
    take({piece.data(), out.pos});
    full = out.pos == out.size && more != 0;
    if (more == 0 && in.pos < in.size) {
      return damaged(path, "there are bytes behind its end");
    }
  }
  if (more != 0 || got != bytes) {
    return damaged(path,
                   "it holds " + std::to_string(got) + " of " + std::to_string(bytes) + " bytes");
  }
  return true;
}

}  // namespace

Result<std::string> write_raw(const std::string& path, std::uint64_t bytes, const RawPieces& pieces,
                              Durable durable) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file) {
    return file.error();
  }
  Compressor compressor(path, bytes, *file);
  Sha256 sha;
  Result<bool> done = pieces([&](std::string_view piece) {
    sha.add(piece);
    return compressor.add(piece, ZSTD_e_continue);
  });
  done = done ? compressor.add({}, ZSTD_e_end) : done;
  if (done) {
    done = durable == Durable::now ? file->finish() : file->close();
  }
  return done ? Result<std::string>(sha.hex()) : done.error();
}

Result<std::string> read_raw(const std::string& path, std::uint64_t bytes) {
  std::string text;
  const Result<bool> read = decompress(path, bytes, [&](std::string_view piece) { text += piece; });
  return read ? Result<std::string>(std::move(text)) : read.error();
}

Result<std::string> digest_raw(const std::string& path, std::uint64_t bytes) {
  Sha256 sha;
  const Result<bool> read =
      decompress(path, bytes, [&](std::string_view piece) { sha.add(piece); });
  return read ? Result<std::string>(sha.hex()) : read.error();
}

}  // namespace writ
