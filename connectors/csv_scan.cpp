#include "connectors/csv_scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cstring>

namespace writ {

CsvScan::CsvScan(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {
  mask_ = mask_at(0);
}

std::uint64_t CsvScan::mask_at(std::size_t block) const {
  if (block >= text_.size()) {
    return 0;
  }
  char bytes[64] = {};
  const char* from = text_.data() + block;
  if (block + 64 > text_.size()) {
    std::memcpy(bytes, from, text_.size() - block);
    from = bytes;
  }
  std::uint64_t mask = 0;
#ifdef __SSE2__
  const __m128i delimiter = _mm_set1_epi8(delimiter_);
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i line_feed = _mm_set1_epi8('\n');
  const __m128i carriage_return = _mm_set1_epi8('\r');
  for (unsigned i = 0; i < 4; ++i) {
    __m128i chunk;
    std::memcpy(&chunk, from + 16 * i, sizeof chunk);
    const __m128i found = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(chunk, delimiter), _mm_cmpeq_epi8(chunk, quote)),
        _mm_or_si128(_mm_cmpeq_epi8(chunk, line_feed), _mm_cmpeq_epi8(chunk, carriage_return)));
    mask |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(found))} << (16 * i);
  }
#else
  for (unsigned i = 0; i < 64; ++i) {
    const char c = from[i];
    const bool found = c == delimiter_ || c == '"' || c == '\n' || c == '\r';
    mask |= std::uint64_t{found ? 1U : 0U} << i;
  }
#endif
  return mask;
}

}  // namespace writ
