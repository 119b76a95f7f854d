/// What became of the items that a processor was given; each is counted in one place.
public struct ExportTally: Equatable, Sendable {
  /// How many wait, or are being exported.
  public internal(set) var waiting: UInt64 = 0
  /// How many the exporter has taken.
  public internal(set) var exported: UInt64 = 0
  /// How many were given up, by reason.
  public internal(set) var dropped: [DropReason: UInt64] = [:]

  /// How many were given up, all reasons together.
  public var droppedTotal: UInt64 { dropped.values.reduce(0, &+) }

  mutating func drop(_ count: Int, _ reason: DropReason) {
    guard count > 0 else { return }
    dropped[reason, default: 0] &+= UInt64(count)
  }
}

extension DropReason {
  /// The exporter could not take the batch.
  public static let exportFailed = DropReason(rawValue: "export_failed")
}
