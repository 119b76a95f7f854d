import Foundation
import Spool

/// What it costs to keep a request on disk and to take it from there, beside writing and reading the same bytes of a plain file.
struct SpoolBenchmarks {
  private static let requestCount = 200

  func run(into report: inout Report) throws {
    for (name, size) in [("4 KiB", 4_096), ("190 KB", 190_000)] {
      let bytes = [UInt8](repeating: 7, count: size)
      var rounds: [Round] = []
      for _ in 0..<7 { rounds.append(try round(of: bytes)) }
      add("store a request of \(name) in the spool", rounds, \.store, "write(2)", \.write, size, &report)
      add("claim and confirm it", rounds, \.take, "read(2)", \.read, size, &report)
    }
  }

  /// What one request took, in nanoseconds.
  private struct Round {
    var store = 0.0
    var take = 0.0
    var write = 0.0
    var read = 0.0
  }

  private func add(
    _ name: String, _ rounds: [Round], _ value: KeyPath<Round, Double>, _ floorName: String,
    _ floor: KeyPath<Round, Double>, _ size: Int, _ report: inout Report
  ) {
    let time = rounds.map { $0[keyPath: value] }.sorted()[rounds.count / 2]
    let ratio = rounds.map { $0[keyPath: value] / $0[keyPath: floor] }.sorted()[rounds.count / 2]
    let rate = Double(size) / time * 1_000
    report.add(name, duration(time), "\(decimal(ratio)) × \(floorName), \(decimal(rate)) MB/s")
  }

  private func round(of bytes: [UInt8]) throws -> Round {
    let directory = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    var round = Round()
    try file(directory.appending(path: "plain").path, bytes, &round)
    let spool = try Spool.open(at: directory.appending(path: "spool").path)
    let request = SpoolRequest(.traces, for: "collector", itemCount: 512, bytes: bytes)
    round.store = try time { use(try spool.store(request)) }
    round.take = try time {
      let claim = try spool.claim(.traces, for: "collector", atMost: 0)
      let count = try spool.confirm(claim.requests.map(\.id))
      precondition(count == 1)
    }
    return round
  }

  /// The same bytes, one after the other, without anything that finds them again.
  private func file(_ path: String, _ bytes: [UInt8], _ round: inout Round) throws {
    let file = open(path, O_RDWR | O_CREAT, 0o600)
    defer { close(file) }
    round.write = time {
      bytes.withUnsafeBytes { precondition(write(file, $0.baseAddress, $0.count) == $0.count) }
    }
    lseek(file, 0, SEEK_SET)
    var copy = bytes
    round.read = time {
      copy.withUnsafeMutableBytes { precondition(read(file, $0.baseAddress, $0.count) == $0.count) }
    }
    use(copy)
  }

  private func time(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    for _ in 0..<Self.requestCount { try body() }
    return (ContinuousClock.now - start) / .nanoseconds(1) / Double(Self.requestCount)
  }
}
