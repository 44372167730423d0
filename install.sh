#!/bin/sh
# Installs what Writ needs to build on Debian 12, builds it, and puts `writ` into ~/.local/bin (or PREFIX/bin).
# Run it again at any time: it does only what is missing. `./install.sh --packages` stops after the packages,
# `./install.sh --test-packages` after those and what the tests need besides (servers of PostgreSQL and LDAP; clang, for libFuzzer).
set -eu
cd "$(dirname "$0")"

packages="g++ cmake ninja-build pkg-config tao-pegtl-dev libsimdjson-dev libzstd-dev libyaml-cpp-dev nlohmann-json3-dev libspdlog-dev libfmt-dev
  libcli11-dev libre2-dev libssl-dev libcurl4-openssl-dev libldap-dev libpq-dev libsqlite3-dev libicu-dev libhowardhinnant-date-dev catch2 tzdata"
[ "${1:-}" = "--test-packages" ] && packages="$packages postgresql slapd ldap-utils nodejs zstd openssl clang libclang-rt-14-dev"

missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "installing:$missing" >&2
  sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "install.sh: not root, and there is no sudo: install$missing first" >&2; exit 1; }
    sudo="sudo"
  fi
  $sudo apt-get update -qq >&2
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi
case "${1:-}" in *packages) exit 0 ;; esac

cmake --preset release -Wno-dev >/dev/null
cmake --build --preset release --target writ >&2

bin="${PREFIX:-$HOME/.local}/bin"
mkdir -p "$bin"
ln -sf "$PWD/build/release/writ" "$bin/writ"
case ":$PATH:" in
  *":$bin:"*) ;;
  *) echo "add $bin to your PATH to call it as writ" >&2 ;;
esac
