#include "fuzz/table_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return writ::fuzz_table("fuzz.csv", data, size);
}
