#!/usr/bin/env bash
# Looks for what this package does without: traps that input could spring, prints, stray gRPC calls, sleeps.
#
# Comments and the text of strings do not count, except for unfinished business, which is found in either.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Prints file:line, a tab, and the line without comments and without what its strings say.
code_of() {
  find "$@" -name '*.swift' -not -path '*/.build*' -print0 | sort -z | xargs -0r awk -f Scripts/swift-code.awk
}

failures=0
# refuse CODE PATTERN REASON: one line for each place of CODE where PATTERN stands.
refuse() {
  local place code
  while IFS=$'\t' read -r place code; do
    code=${code#"${code%%[![:space:]]*}"}
    echo "$place: error: $3: $code" >&2
    failures=$((failures + 1))
  done < <(awk -F '\t' -v pattern="$2" '$2 ~ pattern' <<<"$1")
}

without() {
  awk -F '\t' -v path="$2" '$1 !~ path' <<<"$1"
}

sources=$(code_of Sources)
libraries=$(without "$sources" '^Sources/session-buddy-telemetry/')
tests=$(code_of Tests)

refuse "$sources" '(^|[^A-Za-z0-9_])fatalError *[(]' 'a trap; return, throw or report instead'
refuse "$sources" '(^|[^A-Za-z0-9_])(try|as)!' 'a trap; use the ? form and say what happens otherwise'
refuse "$(sed -E 's/(try|as)!//g' <<<"$sources")" '[A-Za-z0-9_)\\]]!([^=A-Za-z]|$)' 'a forced unwrap; use guard'
refuse "$sources" '@unchecked +Sendable' 'an unproven promise; protect the state with a Mutex or make it immutable'
refuse "$libraries" '(^|[^A-Za-z0-9_.])(print|debugPrint|dump|puts|printf|putchar|NSLog) *[(]' \
  'a library prints; report to Diagnostics'
refuse "$libraries" '(^|[^A-Za-z0-9_])(stdout|STDOUT_FILENO|standardOutput)([^A-Za-z0-9_]|$)' \
  'standard output belongs to the program that links the library'
refuse "$(without "$sources" '^Sources/(GRPCTransport|OTLPReceiver/Server)/')" \
  '(^|[^A-Za-z0-9_])c?grpc_[a-z0-9_]+ *[(]' 'a gRPC call outside GRPCTransport and OTLPReceiver/Server'
refuse "$tests" '(^|[^A-Za-z0-9_])(usleep|nanosleep|sleep|sleepForTimeInterval) *[(]' \
  'a test sleeps; wait for the condition with a deadline'

# Comments are what these are about, so they are looked for in the text as it is.
while IFS= read -r place; do
  echo "$place" >&2
  failures=$((failures + 1))
done < <(
  grep -rnE '\b(TODO|FIXME|XXX|HACK)\b' Package.swift Sources Tests Scripts Makefile Protos \
    --include='*.swift' --include='*.py' --include='*.sh' --include='*.h' --include='*.proto' --include=Makefile |
    grep -vE '(TODO|FIXME)\(?#[0-9]+|^Scripts/check-hazards\.sh:' |
    sed -E 's/^([^:]+:[0-9]+):[ \t]*/\1: error: unfinished business without an issue number: /' || true
)

exit "$((failures > 0))"
