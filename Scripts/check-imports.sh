#!/usr/bin/env bash
# Checks who imports whom. The table below is the rule; a target without a row is an error.
#
# It refuses what should not be at all: a floor that looks up, Foundation where it has no place, C outside the
# transport. It also compares with Package.swift, since the build lets a target import what only its dependencies
# declare.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# target: modules it may import. LIBC stands for the C library of the platform.
readonly table='
WireFormat:
Surroundings: LIBC
Telemetry: CTelemetry Surroundings Synchronization WireFormat LIBC
Settings: Surroundings Yams LIBC
GRPCTransport: CGRPC Synchronization LIBC
OTLPEncoding: COTLP Telemetry WireFormat
ResourceDetectors: Surroundings Synchronization Telemetry
Spool: GRDB GRDBSQLite LIBC
OTLPExporter: GRPCTransport OTLPEncoding Spool Synchronization Telemetry WireFormat
OTLPReceiver: CGRPC GRPCTransport OTLPEncoding Synchronization Telemetry LIBC
SessionBuddyBridge: Synchronization Telemetry
TelemetryTesting: GRPCTransport OTLPEncoding OTLPReceiver Synchronization Telemetry XCTest
SessionBuddySources: Foundation GRDB SessionBuddyBridge Synchronization Telemetry LIBC
MetricsAdapter: CoreMetrics Synchronization Telemetry
LoggingAdapter: Logging Telemetry
TracingAdapter: Synchronization Telemetry Tracing
ServiceLifecycleAdapter: Logging ServiceLifecycle Synchronization Telemetry
SessionBuddyTelemetry: CSignals GRPCTransport OTLPExporter ResourceDetectors SessionBuddyBridge SessionBuddySources Settings Spool Surroundings Synchronization Telemetry LIBC
CollectorCheck: GRPCTransport OTLPEncoding OTLPExporter SessionBuddyTelemetry Settings Synchronization Telemetry LIBC
session-buddy-telemetry: ArgumentParser CollectorCheck Foundation OTLPReceiver SessionBuddyBridge SessionBuddySources SessionBuddyTelemetry Settings Synchronization Telemetry LIBC
TelemetryBootstrap: CoreMetrics Logging LoggingAdapter MetricsAdapter ServiceLifecycleAdapter SessionBuddyTelemetry Settings Telemetry Tracing TracingAdapter
search-service-example: Logging Metrics ServiceLifecycle TelemetryBootstrap Tracing UnixSignals
'
# Folders of several targets.
readonly families='TelemetryAdapters'
# Targets of C code, without Swift files.
readonly c_targets='CGRPC COTLP CSignals CTelemetry'
# The targets that hand on what they import: what a service links, and what its tests link.
readonly front_doors=' SessionBuddyTelemetry TelemetryTesting '
# Modules that come with the system; every other one is declared in Package.swift.
readonly system='LIBC Dispatch Foundation FoundationEssentials Synchronization XCTest'
# Modules that no test needs: what tests want of C is reached through the target that owns it.
readonly not_in_tests='CGRPC'

# imports DIRECTORY: file:line, module and attributes of each import.
# shellcheck disable=SC2016 # the dollars are for awk
imports() {
  find "$@" -name '*.swift' -print0 | sort -z | xargs -0r awk -f Scripts/swift-code.awk | awk -F '\t' '
    {
      line = $2
      sub(/^[ \t]+/, "", line)
      if (line !~ /^(@[A-Za-z_]+(\([^)]*\))? +|(public|package|internal|fileprivate|private) +)*import +[A-Za-z_]/) next
      attributes = line
      sub(/import .*/, "", attributes)
      sub(/^.*import +/, "", line)
      sub(/^(struct|class|enum|protocol|typealias|func|var|let) +/, "", line)
      sub(/[^A-Za-z0-9_].*/, "", line)
      if (line ~ /^(Glibc|Musl|Darwin|Android|WinSDK|Bionic)$/) line = "LIBC"
      print $1 "\t" line "\t" attributes
    }'
}

failures=0
complain() {
  echo "$1: error: $2" >&2
  failures=$((failures + 1))
}

check_attributes() {
  local place=$1 module=$2 attributes=$3 target=$4
  [[ $attributes == *@_exported* && $front_doors != *" $target "* ]] &&
    complain "$place" "@_exported import $module: only${front_doors}hand on what they import"
  [[ $attributes == *@testable* ]] &&
    complain "$place" "@testable import $module: give what the test needs package access instead"
  [[ $attributes =~ @(_implementationOnly|_spi|preconcurrency) ]] &&
    complain "$place" "${BASH_REMATCH[0]} import $module: say who sees the import with an access level"
  return 0
}

declared=$(swift package dump-package | jq -r '.targets[] | .name as $target | .dependencies[]
  | "\($target) \((.byName[0]? // .product[0]? // .target[0]?) | gsub("-"; "_"))"')

# check_declared TARGET PLACE MODULE
check_declared() {
  [[ " $system " == *" $3 "* ]] || grep -qxF "$1 $3" <<<"$declared" ||
    complain "$2" "$1 imports $3; expected it among the dependencies of $1 in Package.swift"
}

for directory in Sources/*/ Sources/TelemetryAdapters/*/ Examples/*/; do
  target=$(basename "$directory")
  [[ " $c_targets $families " == *" $target "* ]] && continue
  if ! row=$(grep -E "^$target:" <<<"$table"); then
    complain "Scripts/check-imports.sh" "no row for the target $target; expected one that says what it may import"
    continue
  fi
  allowed="${row#*:} "
  while IFS=$'\t' read -r place module attributes; do
    [[ $allowed == *" $module "* ]] ||
      complain "$place" "$target imports $module; expected one of$(sed 's/ $//; s/ /, /2g' <<<"$allowed")"
    check_attributes "$place" "$module" "$attributes" "$target"
    check_declared "$target" "$place" "$module"
  done < <(imports "$directory")
done

for directory in Tests/*Tests/; do
  target=$(basename "$directory")
  while IFS=$'\t' read -r place module attributes; do
    [[ " $not_in_tests " == *" $module "* ]] && complain "$place" "a test imports $module; expected GRPCTransport"
    check_attributes "$place" "$module" "$attributes" tests
    check_declared "$target" "$place" "$module"
  done < <(imports "$directory")
done

exit "$((failures > 0))"
