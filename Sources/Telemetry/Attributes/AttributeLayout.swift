/// Reads the attributes of a literal from the memory they lie in, where that says all.
///
/// A text of at most 15 bytes lies inside its `String`, as two words; so do numbers and truth values inside their
/// ``AttributeValue``. Taking them out of an array the ordinary way counts references and copies bytes, which costs more
/// than all the hashing. How they lie is not promised to us, so it is tried once (``isKnown``): where it turns out to be
/// otherwise, everything is read the ordinary way.
@safe package struct AttributeLayout {
  /// Where the value of an attribute begins, behind its key.
  private static let valueOffset = 16
  /// Where a value says which kind it has, behind the widest of them.
  private static let kindOffset = 16

  /// The kinds that can be read here, by the byte that says so.
  enum Kind {
    static let string: UInt8 = 0
    static let bool: UInt8 = 1
    static let int: UInt8 = 2
    static let double: UInt8 = 3
  }

  /// A text that lies inside its `String`.
  struct Text: Equatable {
    /// The first eight bytes.
    let low: UInt64
    /// The next seven, and the number of all in the last.
    let high: UInt64

    init(low: UInt64, high: UInt64) {
      self.low = low
      self.high = high
    }

    /// Nil for a text that lies elsewhere, by the words of its `String`.
    @inline(__always)
    init?(_ low: UInt64, _ word: UInt64) {
      guard word & 0x2000_0000_0000_0000 != 0 else { return nil }
      self.low = low
      high = word & 0x0FFF_FFFF_FFFF_FFFF
    }
  }

  /// The two words of the key's `String`.
  private let keyWords: (UInt64, UInt64)
  /// What the value is made of, and which kind it has.
  private let value: (UInt64, UInt64, UInt8)

  /// The attribute that lies at `place` in an array.
  @inline(__always)
  init(_ place: UnsafeRawPointer) {
    let value = unsafe place + Self.valueOffset
    unsafe keyWords = (
      place.load(as: UInt64.self), place.load(fromByteOffset: 8, as: UInt64.self)
    )
    unsafe self.value = (
      value.load(as: UInt64.self), value.load(fromByteOffset: 8, as: UInt64.self),
      value.load(fromByteOffset: Self.kindOffset, as: UInt8.self)
    )
  }

  /// The attribute of these parts, which counts no reference to them; only where ``isKnown``.
  @inline(__always)
  init(_ key: String, _ value: AttributeValue) {
    unsafe keyWords = unsafeBitCast(key, to: (UInt64, UInt64).self)
    unsafe self.value = unsafeBitCast(value, to: (UInt64, UInt64, UInt8).self)
  }

  @inline(__always)
  var key: Text? { Text(keyWords.0, keyWords.1) }

  @inline(__always)
  var kind: UInt8 { value.2 }

  @inline(__always)
  var text: Text? { Text(value.0, value.1) }

  /// An integer, or the bits of a double.
  @inline(__always)
  var number: UInt64 { value.0 }

  @inline(__always)
  var flag: Bool { value.0 & 1 == 1 }

  // MARK: Trying

  /// Whether attributes lie in memory as this file has it.
  package static let isKnown: Bool = {
    typealias Attribute = (String, AttributeValue)
    guard MemoryLayout<Attribute>.size == valueOffset + kindOffset + 1 else { return false }
    let samples: [Attribute] = [
      ("abcdefghijklmno", .string("é23456789")), ("", .bool(true)), ("a", .bool(false)), ("k", .int(-2)),
      ("12345678", .double(0.5)), ("a text that lies elsewhere", .string("and so does this one")),
      ("b", .bytes([1])), ("c", .array([])), ("m", .map([:])), ("e", .empty),
    ]
    return unsafe samples.withUnsafeBufferPointer { buffer in
      buffer.indices.allSatisfy { index in
        guard let base = buffer.baseAddress else { return false }
        return unsafe AttributeLayout(UnsafeRawPointer(base + index)).reads(buffer[index])
      }
    }
  }()

  /// Whether what is read here is `attribute`.
  private func reads(_ attribute: (String, AttributeValue)) -> Bool {
    guard key == Text(attribute.0) else { return false }
    return switch attribute.1 {
    case .string(let value): kind == Kind.string && text == Text(value)
    case .bool(let value): kind == Kind.bool && flag == value
    case .int(let value): kind == Kind.int && number == UInt64(bitPattern: value)
    case .double(let value): kind == Kind.double && number == value.bitPattern
    case .bytes, .array, .map, .empty: kind > Kind.double
    }
  }
}

extension AttributeLayout.Text {
  /// What a text that is short enough would look like inside its `String`.
  fileprivate init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 15 else { return nil }
    var words: (low: UInt64, high: UInt64) = (0, UInt64(bytes.count) << 56)
    for (index, byte) in bytes.enumerated() {
      if index < 8 {
        words.low |= UInt64(byte) << UInt64(index * 8)
      } else {
        words.high |= UInt64(byte) << UInt64((index - 8) * 8)
      }
    }
    self.init(low: words.low, high: words.high)
  }
}
