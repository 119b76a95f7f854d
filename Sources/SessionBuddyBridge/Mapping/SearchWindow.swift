/// The last thousand interactions, and the rates over them.
struct SearchWindow: Sendable {
  struct Entry: Sendable {
    let kind: ResultKind
    let isClicked: Bool
    /// Nil when it was not plausible.
    let similarity: Double?
  }

  /// What the window says at one moment.
  struct Rates: Sendable {
    let clickThrough: Double
    let successThreshold: Double
    fileprivate let counts: [Int?]
    fileprivate let total: Int

    /// The share of results that are of this kind; nil if none ever was.
    func share(of kind: ResultKind) -> Double? {
      counts[kind.index].map { Double($0) / Double(max(total, 1)) }
    }
  }

  static let capacity = 1_000
  /// What Session-Buddy assumes before anything was opened, and between what bounds it keeps the threshold.
  static let defaultThreshold = 0.7
  static let thresholds = 0.5...0.95

  private var entries: [Entry] = []
  private var oldest = 0
  private var clicks = 0
  /// How many results there are of each kind; nil for kinds never shown, in the window or before.
  private var counts = [Int?](repeating: nil, count: ResultKind.allCases.count)
  /// The similarities of what was opened, ascending.
  private var opened: [Double] = []

  mutating func append(_ entry: Entry) {
    if entries.count < Self.capacity {
      entries.append(entry)
    } else {
      remove(entries[oldest])
      entries[oldest] = entry
      oldest = (oldest + 1) % Self.capacity
    }
    counts[entry.kind.index] = (counts[entry.kind.index] ?? 0) + 1
    guard entry.isClicked else { return }
    clicks += 1
    if let similarity = entry.similarity { opened.insert(similarity, at: rank(of: similarity)) }
  }

  /// The share of results that were opened.
  private var clickThroughRate: Double {
    entries.isEmpty ? 0 : Double(clicks) / Double(entries.count)
  }

  /// The lower quartile of the similarities of opened results, kept within ``thresholds``.
  private var successThreshold: Double {
    guard !opened.isEmpty else { return Self.defaultThreshold }
    let quartile = opened[(opened.count - 1) / 4]
    return min(max(quartile, Self.thresholds.lowerBound), Self.thresholds.upperBound)
  }

  /// What the gauges are to show.
  var rates: Rates {
    Rates(
      clickThrough: clickThroughRate,
      successThreshold: successThreshold,
      counts: counts,
      total: entries.count
    )
  }

  private mutating func remove(_ entry: Entry) {
    counts[entry.kind.index]? -= 1
    guard entry.isClicked else { return }
    clicks -= 1
    if let similarity = entry.similarity { opened.remove(at: rank(of: similarity)) }
  }

  /// How many opened results are less similar than `similarity`.
  private func rank(of similarity: Double) -> Int {
    var low = 0
    var high = opened.count
    while low < high {
      let middle = (low + high) / 2
      if opened[middle] < similarity { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
