#!/bin/sh
# Installs what is missing, builds everything, fuzzes every reader for a short while, and passes every test.
# Arguments go to ctest. FUZZ=0 leaves the fuzzing, and its build, out.
set -eu
cd "$(dirname "$0")"
./install.sh --test-packages
cmake --preset dev -Wno-dev >/dev/null
cmake --build --preset dev >&2
if [ "${FUZZ:-1}" != 0 ]; then
  cmake --preset fuzz -Wno-dev >/dev/null
  cmake --build --preset fuzz --target fuzzers >&2
  ctest --test-dir build/fuzz --output-on-failure -j 2 -R '^fuzz_'
fi
exec ctest --test-dir build/dev --output-on-failure -j 2 "$@"
