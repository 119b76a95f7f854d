// Keeps the SDK under load for minutes while its collector is killed, slow and refuses; prints a Markdown table.
//
//   Soak [--minutes 3] [--spool DIRECTORY] [--outage SECONDS] [--queue BYTES] [--port 24317]

import Foundation
import SessionBuddyTelemetry

let arguments = CommandLine.arguments
func option(_ name: String) -> String? {
  arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
}

if arguments.contains("--help") {
  print(
    """
    Soak [--minutes 3] [--spool DIRECTORY] [--outage SECONDS] [--queue BYTES] [--port 24317]
    Of the twenty outages one lasts --outage seconds, 20 with a spool and 2 without one; --queue is otel_max_queue_bytes.
    Ends with 1 when the ledger does not add up, or less than 99.9 % were delivered, or 100 % with a spool.
    """)
  exit(0)
}
let port = option("--port").flatMap { Int($0) } ?? 24_317
if arguments.count > 1, arguments[1] == "receive" {
  let seconds = option("--seconds").flatMap { Int($0) } ?? 0
  try receive(port: port, file: option("--file") ?? "", fault: option("--fault") ?? "none", seconds: seconds)
}
let minutes = option("--minutes").flatMap { Double($0) } ?? 3
let spool = option("--spool")
let soak = Soak(
  port: port, seconds: minutes * 60, spool: spool,
  outage: option("--outage").flatMap { Double($0) } ?? (spool == nil ? 2 : 20),
  queueBytes: option("--queue").flatMap { Int($0) } ?? TelemetrySettings().maxQueueBytes)
exit(try soak.run() ? 0 : 1)
