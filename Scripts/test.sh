#!/usr/bin/env bash
# Runs every check and every test, all of them even when one fails, and closes with the number of each outcome.
#
#   Scripts/test.sh [lint] [unit] [push] [memory]     only the parts named
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Tests of what holds C memory, or is changed by many threads; they run a second time under the address sanitizer.
readonly wire_tests='^((Fuzz|GRPCTransport|OTLPEncoding|OTLPExporter|OTLPReceiver|TelemetryTesting)Tests\.|TelemetryTests\.SpanConcurrencyTests/|SessionBuddyTelemetryTests\.LifecycleTests/)'
readonly sanitized=.build-asan
# A dependency that Package.swift does not declare for the target is an error, not luck.
readonly build=(swift build --explicit-target-dependency-import-check error)

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0 skipped=0

# title TEXT: what begins, and how long all of it has taken so far.
title() {
  printf '\n== %s (%d:%02d)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60))
}

# number PATTERN FILE: the first number of the last match, or 0.
number() {
  grep -oE "$1" "$2" | tail -n 1 | grep -oE '[0-9]+' | head -n 1 || echo 0
}

# tally RAN SKIPPED FAILED STATUS: a suite that ended badly without a failed test, as in a crash, has failed once.
tally() {
  local ran=$1 left=$2 bad=$3 status=$4
  if ((status != 0 && bad == 0)); then bad=1 ran=$((ran + 1)); fi
  if ((status == 0 && ran == 0)); then bad=1 ran=1 && echo "no test ran" >&2; fi
  passed=$((passed + ran - left - bad)) failed=$((failed + bad)) skipped=$((skipped + left))
}

# xctest LOG COMMAND…: runs tests and shows them only as far as they are of interest.
xctest() {
  local log=$logs/$1 status=0
  shift
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status)); then
    grep -vE "^Test Case '.*' (started|passed)|^Test Suite|^	 Executed|^\[[0-9]+/[0-9]+\]" "$log" | tail -n 400
  fi
  # "Executed 361 tests, with 1 test skipped and 2 failures (0 unexpected)": failures are assertions, so failed
  # tests are counted by name.
  grep -E "^	 Executed" "$log" | tail -n 1 || true
  tally "$(number 'Executed [0-9]+ test' "$log")" "$(number '[0-9]+ tests? skipped' "$log")" \
    "$(grep -E "^Test Case '.*' failed" "$log" | sort -u | wc -l)" "$status"
}

lint() {
  title "lint"
  if Scripts/lint.sh; then tally 1 0 0 0; else tally 1 0 1 1; fi
}

unit() {
  title "build"
  if ! "${build[@]}" --build-tests; then
    tally 1 0 1 1
    return
  fi
  # A package of its own, which would otherwise break unseen.
  title "build the benchmarks"
  if swift build --package-path Benchmarks; then tally 1 0 0 0; else tally 1 0 1 1; fi
  title "tests"
  xctest unit swift test --skip-build --disable-swift-testing
}

push() {
  title "an independent receiver"
  local log=$logs/push status=0
  "${build[@]}" --product session-buddy-telemetry --quiet && {
    SESSION_BUDDY_TELEMETRY="$(swift build --show-bin-path)/session-buddy-telemetry" \
      .venv/bin/python Tests/Independent/test_push.py 2>&1 </dev/null | tee "$log"
  } || status=$?
  touch "$log"
  tally "$(number 'Ran [0-9]+ test' "$log")" "$(number 'skipped=[0-9]+' "$log")" \
    "$(($(number 'failures=[0-9]+' "$log") + $(number 'errors=[0-9]+' "$log")))" "$status"
}

memory() {
  title "build with the address sanitizer"
  local sanitizer=(--sanitize=address --scratch-path "$sanitized")
  if ! swift build --build-tests "${sanitizer[@]}"; then
    tally 1 0 1 1
    return
  fi
  title "wire tests under the address sanitizer"
  FUZZ_STACK_KIB=2048 ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS="suppressions=$PWD/Scripts/lsan.supp:print_suppressions=0" \
    xctest memory swift test --skip-build --disable-swift-testing "${sanitizer[@]}" --filter "$wire_tests"
}

for part in "${@:-all}"; do
  case $part in
    all) for one in lint unit push memory; do "$one"; done ;;
    lint | unit | push | memory) "$part" ;;
    *) echo "test.sh: expected lint, unit, push or memory, found $part" >&2 && exit 2 ;;
  esac
done

title "done"
((skipped == 0)) || echo "$skipped skipped"
echo "$passed passed, $failed failed"
((failed == 0))
