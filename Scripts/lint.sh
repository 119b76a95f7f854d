#!/usr/bin/env bash
# Runs every check that needs no build; all of them, so that one run shows all there is to mend.
set -u -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

code=(Package.swift Sources Tests Examples)
[[ -d Benchmarks ]] && code+=(Benchmarks)
failures=0

check() {
  local name=$1
  shift
  if "$@"; then echo "lint: $name: clean"; else
    echo "lint: $name: failed" >&2
    failures=$((failures + 1))
  fi
}

check format swift format lint --strict --recursive --parallel "${code[@]}"
check imports Scripts/check-imports.sh
check hazards Scripts/check-hazards.sh
exit "$((failures > 0))"
