// Keeps the SDK under load for minutes while its collector is killed, slow and refuses; prints Markdown tables.

import Foundation
import SessionBuddyTelemetry

let usage = """
  Soak [--scenario memory|spool|slow] [--minutes 3] [--outage SECONDS] [--queue BYTES] [--logs RATE] [--spool DIRECTORY]
       [--port 24317]
  memory  the collector is killed, slow and refuses, twenty times in each four minutes; what it does not take waits in memory
  spool   the same, and what it does not take waits on disk, in DIRECTORY or in a temporary one
  slow    FS-18: the collector takes two seconds for each request
  Without a scenario all of them run, one after the other, each for so many minutes. Of the outages one lasts
  --outage seconds, 20 with a spool and 2 without one; --queue is otel_max_queue_bytes; --logs is how many log records are
  written in a second, 5,000, and 25,000 where the collector is slow. Ends with 1 when any goal is missed; in less than a
  minute the lives of the collector are too short to be slow in.
  """

let arguments = CommandLine.arguments
func option(_ name: String) -> String? {
  arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
}

/// Each scenario has a process of its own, since the memory of one is not that of the next.
func runAll() throws -> Bool {
  try ["memory", "spool", "slow"].map { scenario in
    let process = Process()
    process.executableURL = URL(fileURLWithPath: arguments[0])
    process.arguments = ["--scenario", scenario] + arguments.dropFirst()
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }.allSatisfy { $0 }
}

func run(_ scenario: String) throws -> Bool {
  let port = option("--port").flatMap { Int($0) } ?? 24_317
  let temporary = NSTemporaryDirectory() + "soak-spool-\(getpid())"
  defer { try? FileManager.default.removeItem(atPath: temporary) }
  let isSpooling = scenario == "spool"
  var rate = Rate()
  // What memory alone holds as long as the faults last, what needs a disk, and what no collector as slow as that takes.
  rate.logRecords = scenario == "memory" ? 1_000 : scenario == "spool" ? 5_000 : 25_000
  if let logs = option("--logs").flatMap({ Int($0) }) { rate.logRecords = logs }
  let soak = Soak(
    port: port,
    seconds: (option("--minutes").flatMap { Double($0) } ?? 3) * 60,
    spool: isSpooling ? option("--spool") ?? temporary : nil,
    outage: option("--outage").flatMap { Double($0) } ?? (isSpooling ? 20 : 2),
    queueBytes: option("--queue").flatMap { Int($0) } ?? TelemetrySettings().maxQueueBytes,
    rate: rate)
  return try scenario == "slow" ? soak.runSlow() : soak.runOutages()
}

if arguments.count > 1, arguments[1] == "receive" {
  try receive(
    port: option("--port").flatMap { Int($0) } ?? 0, file: option("--file") ?? "",
    fault: option("--fault").flatMap { Fault(rawValue: $0) } ?? .none,
    seconds: option("--seconds").flatMap { Double($0) } ?? 0)
}
switch option("--scenario") {
case _ where arguments.contains("--help"): print(usage)
case nil: exit(try runAll() ? 0 : 1)
case let scenario? where ["memory", "spool", "slow"].contains(scenario): exit(try run(scenario) ? 0 : 1)
case _:
  print(usage)
  exit(2)
}
