// Keeps the SDK under load for minutes while its collector is killed, slow and refuses; prints a Markdown table.
//
//   Soak [--minutes 3] [--spool DIRECTORY] [--port 24317]

import Foundation

let arguments = CommandLine.arguments
func option(_ name: String) -> String? {
  arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
}

if arguments.contains("--help") {
  print("Soak [--minutes 3] [--spool DIRECTORY] [--port 24317]; ends with 1 when the ledger does not add up")
  exit(0)
}
let port = option("--port").flatMap { Int($0) } ?? 24_317
if arguments.count > 1, arguments[1] == "receive" {
  let seconds = option("--seconds").flatMap { Int($0) } ?? 0
  try receive(port: port, file: option("--file") ?? "", fault: option("--fault") ?? "none", seconds: seconds)
}
let minutes = option("--minutes").flatMap { Double($0) } ?? 3
let soak = Soak(port: port, seconds: minutes * 60, spool: option("--spool"))
exit(try soak.run() ? 0 : 1)
