extension AttributeSet: Collection {
  /// Where an entry begins.
  public struct Index: Comparable, Sendable {
    let offset: Int

    /// In key order.
    public static func < (left: Index, right: Index) -> Bool { left.offset < right.offset }
  }

  /// The first entry.
  public var startIndex: Index { Index(offset: 0) }
  /// Behind the last entry.
  public var endIndex: Index { Index(offset: Int(header.byteCount)) }
  /// How many attributes there are.
  public var count: Int { Int(header.count) }
  /// Whether there are none.
  public var isEmpty: Bool { header.count == 0 }

  /// The entry behind the one at `index`.
  public func index(after index: Index) -> Index {
    unsafe withWireForm { Index(offset: unsafe AttributeReader($0, at: index.offset).endOfEntry()) }
  }

  /// The entries in key order.
  ///
  /// - Complexity: Decodes the entry.
  public subscript(position: Index) -> Entry {
    unsafe withWireForm { bytes in
      var reader = unsafe AttributeReader(bytes, at: position.offset)
      return reader.entry()
    }
  }

  /// How many bytes the entries take on the wire.
  package var byteCount: Int { Int(header.byteCount) }

  /// The tag of each entry in the wire form: that of the points of sums and gauges, which are written most often.
  package static var wireTag: UInt8 { 0x3A }

  /// Lends the entries as they are on the wire: each is ``wireTag``, a length, and a `KeyValue`.
  @inline(__always)
  package func withWireForm<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe Self.withWireForm(storage, body)
  }

  @inlinable @inline(__always)
  static func withWireForm<Result>(_ storage: Storage, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe storage.withUnsafeMutablePointers { header, elements in
      unsafe body(UnsafeRawBufferPointer(start: elements, count: Int(header.pointee.byteCount)))
    }
  }
}
