#!/bin/sh
# Installs what is missing, builds everything, and passes every test. Arguments go to ctest.
set -eu
cd "$(dirname "$0")"
./install.sh --packages
cmake --preset dev -Wno-dev >/dev/null
cmake --build --preset dev >&2
exec ctest --test-dir build/dev --output-on-failure "$@"
