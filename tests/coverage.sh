#!/bin/sh
# Line coverage of the rooms that decide verdicts, by the coverage preset. Prints gcovr's table.
set -eu
cd "$(dirname "$0")/.."
command -v gcovr >/dev/null || { echo "coverage.sh: install gcovr first (apt-get install gcovr)" >&2; exit 1; }
cmake --preset coverage -Wno-dev >/dev/null
cmake --build --preset coverage >&2
find build/coverage -name '*.gcda' -delete
ctest --test-dir build/coverage --output-on-failure >&2 || true
gcovr --root . --filter 'dsl/' --filter 'evaluator/' --exclude-throw-branches build/coverage
