package import Spool

extension SpoolRequest {
  /// A request that can be told from all others and proves its bytes: of traces, with `number` items.
  package static func numbered(_ number: Int, size: Int = 1_000, for destination: String = "collector")
    -> SpoolRequest
  {
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number &* 31), count: size)
    return SpoolRequest(.traces, for: destination, itemCount: number, bytes: bytes)
  }
}
