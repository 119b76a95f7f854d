import Telemetry

/// Fills one piece of a request after the other with items.
struct PieceFilling {
  /// The pieces take so many times the room of the request, and no more.
  private static let maximumGrowth = 8
  private static let maximumNames = 8

  private let outline: RequestOutline
  private let maximumBytes: Int
  /// The groups around the item at hand, the request first.
  private var chain: [Int] = []
  private var piece = Piece()
  private var finished: [EncodedRequest] = []
  private var bytesWritten = 0
  private var oversized = 0
  private var oversizedNames: [String] = []
  /// The group of the last item that was oversized.
  private var namedGroup: Int?

  init(_ outline: RequestOutline, maximumBytes: Int) {
    self.outline = outline
    self.maximumBytes = maximumBytes
  }

  /// Puts `item` into the piece at hand, or else into a new one, or else counts it as oversized. False when the pieces
  /// take too much room.
  mutating func place(_ item: RequestOutline.Item) -> Bool {
    if chain.last != item.group { chain = outline.chain(to: item.group) }
    guard byteCountAlone(of: item) <= maximumBytes else {
      // Leaving it out costs no neighbour.
      noteOversized(item)
      return true
    }
    if !takes(item) {
      guard closePiece() else { return false }
      piece.enter(chain, of: outline)
    }
    piece.add(item)
    return true
  }

  /// Whether there is room for `item` in the piece at hand, with the groups around it, which are opened if so.
  private mutating func takes(_ item: RequestOutline.Item) -> Bool {
    if piece.isOpen(to: item.group) { return piece.byteCount(with: item) <= maximumBytes }
    let before = piece.position
    piece.enter(chain, of: outline)
    if piece.byteCount(with: item) <= maximumBytes { return true }
    piece.goBack(to: before)
    return false
  }

  /// The pieces; nil when they take too much room.
  mutating func finish() -> RequestSplitter.Split? {
    guard closePiece() else { return nil }
    return RequestSplitter.Split(pieces: finished, oversized: oversized, oversizedNames: oversizedNames)
  }

  private mutating func closePiece() -> Bool {
    guard piece.itemCount > 0 else { return true }
    let request = piece.written(from: outline)
    bytesWritten += request.byteCount
    finished.append(request)
    piece = Piece()
    return bytesWritten / Self.maximumGrowth <= outline.bytes.count
  }

  /// The size of a piece with nothing but `item`.
  private func byteCountAlone(of item: RequestOutline.Item) -> Int {
    var count = item.bytes.count
    for (level, group) in chain.enumerated().reversed() {
      count += outline.groups[group].heads.byteCount
      if level > 0 { count = Piece.framed(count) }
    }
    return count
  }

  private mutating func noteOversized(_ item: RequestOutline.Item) {
    oversized += 1
    guard namedGroup != item.group, oversizedNames.count < Self.maximumNames else { return }
    namedGroup = item.group
    let name = outline.nameOfItem(in: item.group)
    if !oversizedNames.contains(name) { oversizedNames.append(name) }
  }
}
