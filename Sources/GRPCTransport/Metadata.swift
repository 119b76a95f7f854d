import CGRPC

/// The headers or trailers of a call, in order; a key may appear more than once.
package struct Metadata: Equatable, Sendable {
  /// One header: a legal key and the bytes of its value.
  package struct Entry: Equatable, Sendable {
    package let key: String
    package let value: [UInt8]

    /// The value as text.
    package var text: String { String(decoding: value, as: UTF8.self) }

    /// An entry whose value is text, or bytes if the key ends in `-bin`.
    package init(_ key: String, _ value: some Sequence<UInt8>) throws(TransportError) {
      let value = Array(value)
      try Metadata.check(key: key, value: value)
      self.key = key
      self.value = value
    }

    /// An entry whose value is `text`.
    package init(_ key: String, _ text: String) throws(TransportError) {
      try self.init(key, text.utf8)
    }

    /// An entry that arrived, so the core has checked it.
    init(received key: String, _ value: [UInt8]) {
      self.key = key
      self.value = value
    }
  }

  package private(set) var entries: [Entry] = []

  package init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// Adds one entry at the end.
  package mutating func append(_ entry: Entry) {
    entries.append(entry)
  }

  /// The value of the first entry with `key`.
  package subscript(_ key: String) -> [UInt8]? {
    entries.first { $0.key == key }?.value
  }

  /// The text of the first entry with `key`.
  package func text(_ key: String) -> String? {
    entries.first { $0.key == key }?.text
  }

  /// The values of all entries with `key`, in order.
  package func values(_ key: String) -> [[UInt8]] {
    entries.filter { $0.key == key }.map(\.value)
  }
}

extension Metadata: ExpressibleByArrayLiteral {
  package init(arrayLiteral entries: Entry...) {
    self.init(entries)
  }
}

extension Metadata: CustomStringConvertible {
  /// The keys in order, without a single value: what a log may show of credentials.
  package var description: String {
    "[" + entries.map { "\($0.key): <redacted>" }.joined(separator: ", ") + "]"
  }
}

extension Metadata: CustomReflectable, CustomDebugStringConvertible {
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Metadata.Entry: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The key; the value may be a credential.
  package var description: String { "\(key): <redacted>" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
