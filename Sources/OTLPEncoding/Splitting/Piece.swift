import WireFormat

/// Items of a request and what has to stand around them, whose exact size is known before it is written.
struct Piece {
  /// A group that more items may go into.
  fileprivate struct Level {
    /// Its place in `frames`.
    let frame: Int
    /// The bytes in it, without those of the level below.
    var content: Int
  }

  /// A group that is in the piece.
  private struct Frame {
    let group: Int
    /// The bytes in it, once it is closed.
    var length = 0
    /// Items, where they were in the request.
    var runs = ByteRanges()
  }

  /// What ``goBack(to:)`` goes back to.
  struct Position {
    fileprivate let levels: [Level]
    fileprivate let frameCount: Int
  }

  private(set) var itemCount = 0
  /// Each after the one around it.
  private var frames: [Frame] = []
  /// The request first.
  private var levels: [Level] = []

  /// The size of a message of `count` bytes with its tag, which is one byte, and its length.
  static func framed(_ count: Int) -> Int {
    1 + ByteWriter.varintWidth(UInt64(count)) + count
  }

  /// Whether items of `group` can be added as it is.
  func isOpen(to group: Int) -> Bool {
    levels.last.map { frames[$0.frame].group == group } ?? false
  }

  /// How many bytes there are once `item` is in, which is of the innermost open group.
  func byteCount(with item: RequestOutline.Item) -> Int {
    var count = item.bytes.count
    for (index, level) in levels.enumerated().reversed() {
      count += level.content
      if index > 0 { count = Self.framed(count) }
    }
    return count
  }

  // MARK: Filling

  /// Opens the groups of `chain`, which are around one another, and closes those that are not among them.
  mutating func enter(_ chain: [Int], of outline: RequestOutline) {
    let shared = zip(levels, chain).prefix { frames[$0.frame].group == $1 }.count
    close(downTo: shared)
    for group in chain[shared...] {
      levels.append(Level(frame: frames.count, content: outline.groups[group].heads.byteCount))
      frames.append(Frame(group: group))
    }
  }

  /// Adds an item of the innermost open group.
  mutating func add(_ item: RequestOutline.Item) {
    let last = levels.count - 1
    levels[last].content += item.bytes.count
    frames[levels[last].frame].runs.append(item.bytes)
    itemCount += 1
  }

  /// Where the piece stands between two items.
  var position: Position { Position(levels: levels, frameCount: frames.count) }

  /// Takes back the groups that were opened and closed since; no item may have been added.
  mutating func goBack(to position: Position) {
    levels = position.levels
    frames.removeSubrange(position.frameCount...)
  }

  private mutating func close(downTo count: Int) {
    while levels.count > count, let closed = levels.popLast() {
      frames[closed.frame].length = closed.content
      if !levels.isEmpty { levels[levels.count - 1].content += Self.framed(closed.content) }
    }
  }

  // MARK: Writing

  /// The request: the bytes of `outline` that belong to it, and new lengths.
  mutating func written(from outline: RequestOutline) -> EncodedRequest {
    close(downTo: 0)
    // A number is given room for ten bytes before its width is known.
    var writer = ByteWriter(capacity: (frames.first?.length ?? 0) + 16)
    for frame in frames {
      let group = outline.groups[frame.group]
      if group.parent != nil {
        writer.byte(UInt8(group.field << 3 | 2))
        writer.varint(UInt64(frame.length))
      }
      writer.raw(group.heads, of: outline.bytes)
      writer.raw(frame.runs, of: outline.bytes)
    }
    return EncodedRequest(signal: outline.signal, itemCount: itemCount, parts: [writer.seal()])
  }
}

extension ByteWriter {
  /// The bytes in `ranges`, as they are.
  fileprivate mutating func raw(_ ranges: ByteRanges, of bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { bytes in
      for range in ranges.all { unsafe raw(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    }
  }
}
