import Telemetry

/// Where the items of an encoded request are, and what stands around them.
struct RequestOutline {
  /// A message on the way down to items.
  struct Group {
    /// The index of the group around this one; nil for the request itself.
    let parent: Int?
    /// How far down it is; zero for the request.
    let depth: Int
    /// The field that it is in the group around it.
    let field: UInt32
    /// Everything in it that does not lead to items, tags included.
    fileprivate(set) var heads = ByteRanges()
  }

  /// A data point, span or log record.
  struct Item {
    /// Its bytes, tag and length included.
    let bytes: Range<Int>
    /// The index of the group it is in.
    let group: Int
  }

  let signal: TelemetrySignal
  /// The whole request.
  let bytes: [UInt8]
  /// The request itself, and what holds items, each after the one around it.
  private(set) var groups: [Group] = []
  /// In their order.
  private(set) var items: [Item] = []

  /// For each depth, the fields that lead to items; those of the last are the items.
  private let path: [[UInt32]]
  private let maximumItems: Int
  private var wire: WireReader

  /// Throws for bytes that are not a request of its signal, down to the items, which are not looked into. No more of them
  /// are noted than the request says it has, which bounds the memory.
  init(_ request: EncodedRequest) throws(WireFailure) {
    signal = request.signal
    bytes = request.bytes
    path = Self.path(of: request.signal)
    maximumItems = request.itemCount
    wire = WireReader(bytes)
    try scan(Group(parent: nil, depth: 0, field: 0), upTo: bytes.count)
  }

  /// The groups around one another, from the request to `group`.
  func chain(to group: Int) -> [Int] {
    var chain: [Int] = []
    var next: Int? = group
    while let index = next {
      chain.append(index)
      next = groups[index].parent
    }
    return chain.reversed()
  }

  /// Resource, scope and item; in metrics also metric and data, which is one of five fields.
  private static func path(of signal: TelemetrySignal) -> [[UInt32]] {
    switch signal {
    case .metrics: [[1], [2], [2], [5, 7, 9, 10, 11], [1]]
    case .traces, .logs: [[1], [2], [2]]
    }
  }

  /// Reads one group. This calls itself no deeper than the path is long, whatever the bytes are.
  private mutating func scan(_ group: Group, upTo end: Int) throws(WireFailure) {
    let index = groups.count
    groups.append(group)
    let itemsBefore = items.count
    var (heads, children) = (ByteRanges(), 0)
    while wire.position < end {
      let start = wire.position
      let tag = try wire.tag(before: end)
      guard path[group.depth].contains(tag.field) else {
        try wire.skip(tag.type, before: end)
        heads.append(start..<wire.position)
        continue
      }
      guard tag.type == .lengthDelimited else {
        throw WireFailure(reason: "expected a message, found \(tag.type)")
      }
      children += 1
      // Of several kinds of data in one metric the last counts: the others hold points that are none.
      guard path[group.depth].count == 1 || children == 1 else {
        throw WireFailure(reason: "expected the data of a metric once, found them again")
      }
      if group.depth + 1 < path.count {
        let length = try wire.length(before: end)
        let inner = Group(parent: index, depth: group.depth + 1, field: tag.field)
        try scan(inner, upTo: wire.position + length)
      } else {
        try wire.skip(.lengthDelimited, before: end)
        guard items.count < maximumItems else { throw WireFailure(reason: "expected fewer items") }
        items.append(Item(bytes: start..<wire.position, group: index))
      }
    }
    groups[index].heads = heads
    if items.count == itemsBefore, group.parent != nil { groups.removeLast() }
  }
}

extension RequestOutline {
  /// What an item of `group` is called when it is told about.
  func nameOfItem(in group: Int) -> String {
    switch signal {
    case .traces: "a span"
    case .logs: "a log record"
    case .metrics: "a point of \(metricName(around: group))"
    }
  }

  /// The name of the metric whose data are `group`; of several the last counts.
  private func metricName(around group: Int) -> String {
    guard let metric = groups[group].parent else { return "" }
    var name: Range<Int>?
    for head in groups[metric].heads.all {
      var wire = WireReader(bytes, from: head.lowerBound)
      while wire.position < head.upperBound, let tag = try? wire.tag(before: head.upperBound) {
        if tag.field == 1, tag.type == .lengthDelimited {
          name = try? wire.content(before: head.upperBound)
        } else {
          try? wire.skip(tag.type, before: head.upperBound)
        }
      }
    }
    return String(decoding: bytes[name ?? 0..<0], as: UTF8.self)
  }
}
