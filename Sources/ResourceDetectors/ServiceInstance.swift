import Synchronization
import Telemetry

/// Remembers the id that distinguishes this running process from every other of its service.
package final class ServiceInstance: Sendable {
  private struct Known {
    let process: Int32
    let id: String
  }

  /// The one that all detectors share.
  package static let ofThisProgram = ServiceInstance()

  private let known = Mutex<Known?>(nil)

  package init() {}

  /// The id of a process: the same on every call, and a new one once the process is a forked child (G-20).
  package func id(inProcess process: Int32) -> String {
    known.withLock { known in
      if let known, known.process == process { return known.id }
      var generator = SystemRandomNumberGenerator()
      let new = Known(process: process, id: Self.randomUUID(from: &generator))
      known = new
      return new.id
    }
  }

  /// A UUID of version 4.
  package static func randomUUID(from generator: inout some RandomNumberGenerator) -> String {
    let high = (generator.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
    let low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let digits = Array(high.hexadecimal + low.hexadecimal)
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }
}
