extension ByteWriter {
  /// A nested message whose length is not known yet.
  @frozen @usableFromInline package struct OpenMessage {
    @usableFromInline let start: Int
    @usableFromInline let width: Int

    @inlinable init(start: Int, width: Int) {
      self.start = start
      self.width = width
    }
  }

  /// Begins a nested message; `expecting` is about how long it will be.
  @inlinable @inline(__always)
  package mutating func open(_ tag: UInt8, expecting length: Int) -> OpenMessage {
    let width = Self.varintWidth(UInt64(length))
    byte(tag)
    reserve(width)
    count &+= width
    return OpenMessage(start: count, width: width)
  }

  /// Ends a nested message.
  @inlinable @inline(__always)
  package mutating func close(_ message: OpenMessage) {
    let length = count &- message.start
    let width = Self.varintWidth(UInt64(length))
    if width != message.width {
      reserve(width)
      let body = unsafe base + message.start
      unsafe (body + (width &- message.width)).copyMemory(from: body, byteCount: length)
      count &+= width &- message.width
    }
    _ = unsafe Self.writeVarint(UInt64(length), to: base + (message.start &- message.width))
  }

  /// A nested message that `body` writes.
  @inlinable @inline(__always)
  package mutating func message(_ tag: UInt8, expecting length: Int, _ body: (inout ByteWriter) -> Void) {
    let message = open(tag, expecting: length)
    body(&self)
    close(message)
  }
}
