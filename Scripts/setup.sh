#!/usr/bin/env bash
# Installs what building and testing needs and this machine lacks.
#
# Debian packages come from apt; on other systems the missing ones are named and nothing is installed. The
# independent receiver of the tests gets a private Python environment in .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly swift_required=6.2
readonly requirements=Tests/Independent/requirements.txt
readonly packages=(
  jq libgrpc-dev libprotobuf-c-dev libsqlite3-dev make openssl pkg-config protobuf-c-compiler protobuf-compiler
  python3 python3-venv
)

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

check_swift() {
  command -v swift >/dev/null || fail \
    "Swift $swift_required or newer is needed, found none" \
    "install it from https://www.swift.org/install and put its bin directory on PATH"
  local version
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' | head -n 1)
  if [[ $(printf '%s\n' "$swift_required" "${version:-0}" | sort -V | head -n 1) != "$swift_required" ]]; then
    fail "Swift $swift_required or newer is needed, found ${version:-an unknown version} at $(command -v swift)" \
      "install a newer one from https://www.swift.org/install and put its bin directory first on PATH"
  fi
}

missing_packages() {
  comm -23 <(printf '%s\n' "${packages[@]}" | sort) <(
    dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
      awk '$2 == "installed" { print $1 }' | sort
  )
}

install_packages() {
  local -a missing root=()
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  if ((EUID)); then
    command -v sudo >/dev/null || fail "these packages are missing, and there is no sudo to install them with:" \
      "  apt-get install ${missing[*]}"
    root=(sudo)
  fi
  echo "setup: installing ${missing[*]}"
  "${root[@]}" apt-get update --quiet=2
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}"
}

# Without apt, looks for what can be looked for and says what to install.
check_without_apt() {
  local tool
  local -a missing=()
  for tool in jq openssl pkg-config protoc protoc-gen-c python3; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if command -v pkg-config >/dev/null; then
    for tool in grpc libprotobuf-c sqlite3; do
      pkg-config --exists "$tool" || missing+=("$tool")
    done
  fi
  ((${#missing[@]})) || return 0
  fail "missing: ${missing[*]}" \
    "this system has no apt; install them with what it has:" \
    "  macOS   brew install grpc protobuf protobuf-c sqlite jq openssl pkg-config python" \
    "  Fedora  dnf install grpc-devel protobuf-c-devel sqlite-devel protobuf-compiler protobuf-c-compiler jq" \
    "          openssl pkgconf-pkg-config python3" \
    "then run make setup again"
}

# The system's own Python comes first: a version manager's may stand in for it and lack what venv needs.
make_environment() {
  local marker=.venv/requirements.txt python
  cmp --silent "$requirements" "$marker" && .venv/bin/python -c '' 2>/dev/null && return 0
  for python in /usr/bin/python3 python3; do
    command -v "$python" >/dev/null || continue
    "$python" -c 'import ensurepip, sqlite3, venv' 2>/dev/null || continue
    echo "setup: installing $(tr '\n' ' ' <"$requirements")into .venv"
    rm -rf .venv
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$marker"
    return 0
  done
  fail "no python3 that can make a virtual environment; install python3-venv, or a Python with ensurepip and sqlite3"
}

check_swift
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
  install_packages
else
  check_without_apt
fi
make_environment
