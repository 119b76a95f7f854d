/// Why something cannot be handed to gRPC; what went wrong with a call is the ``Status`` of its ``Answer``.
package enum TransportError: Error, Equatable, Sendable {
  /// The key of a metadata entry is not one that HTTP/2 and gRPC allow.
  case illegalMetadataKey(String)
  /// The key of a metadata entry is one that gRPC writes itself.
  case reservedMetadataKey(String)
  /// The text of a metadata entry has characters that only a key ending in `-bin` may carry.
  case illegalMetadataValue(key: String)
  /// A certificate or key is not the PEM text it should be.
  case notPEM(what: String, expected: String)
  /// It is PEM text that breaks off.
  case cutPEM(what: String)
}

extension TransportError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .illegalMetadataKey(let key):
      "metadata key: expected lowercase letters, digits, '-', '_' and '.', found \"\(key)\""
    case .reservedMetadataKey(let key):
      "metadata key: expected one that gRPC does not write itself, found \"\(key)\""
    case .illegalMetadataValue(let key):
      "metadata \"\(key)\": expected printable ASCII, found other characters; binary keys end in \"-bin\""
    case .notPEM(let what, let expected):
      "\(what): expected PEM text with \"\(expected)\", found none"
    case .cutPEM(let what):
      "\(what): expected an end for every beginning, found PEM text that breaks off"
    }
  }
}
