import Foundation

/// How much memory of the machine a piece of work takes at its height.
package enum PeakMemory {
  /// In bytes, beyond what the process holds before; zero where the system does not tell, and under Address Sanitizer,
  /// which keeps what is freed. Other threads count as well.
  package static func taken(_ work: () throws -> Void) rethrows -> Int {
    let before = ResidentMemory.bytes
    reset()
    try work()
    let peak = peak
    return before > 0 && peak > 0 ? max(peak - before, 0) : 0
  }

  /// Lets the kernel forget the peak so far: "5" into `clear_refs`, see proc(5).
  private static func reset() {
    #if os(Linux)
      try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    #endif
  }

  private static var peak: Int {
    #if os(Linux)
      let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first).flatMap { Int($0) }.map {
        $0 << 10
      } ?? 0
    #else
      return 0
    #endif
  }
}
