/// Baggage as the W3C recommends it: the field `baggage`, with values in percent encoding.
///
/// Up to 64 entries of 8192 bytes together are sent and read, which is what the recommendation guarantees. An entry that
/// does not fit, or that the format cannot express, is left out as a whole (P-37, P-39).
public struct W3CBaggagePropagator: TextMapPropagator {
  /// The most entries that are sent or read.
  public static let maximumCount = 64
  /// The most bytes that are sent or read, commas included.
  public static let maximumBytes = 8192

  private static let field = "baggage"

  /// The propagator; all values are the same.
  public init() {}

  /// `baggage`.
  public var fields: [String] { [Self.field] }

  /// Writes the baggage of `context`; nothing when there is none.
  @specialized(where Setter == HeaderFields)
  @specialized(where Setter == HeaderList)
  @specialized(where Setter == MetaFields)
  public func inject<Setter: TextMapSetter>(
    _ context: Context,
    into carrier: inout Setter.Carrier,
    using setter: Setter
  ) {
    guard !context.baggage.isEmpty else { return }
    var text = ""
    var count = 0
    for entry in context.baggage.entries where count < Self.maximumCount {
      guard let member = BaggageMember.text(of: entry) else { continue }
      let separator = text.isEmpty ? 0 : 1
      guard text.utf8.count + separator + member.utf8.count <= Self.maximumBytes else { continue }
      if separator == 1 { text += "," }
      text += member
      count += 1
    }
    if !text.isEmpty { setter.set(Self.field, to: text, in: &carrier) }
  }

  /// `context` with the baggage of `carrier` instead of its own; of one name the last entry counts (P-40).
  @specialized(where Getter == HeaderFields)
  @specialized(where Getter == HeaderList)
  @specialized(where Getter == MetaFields)
  public func extract<Getter: TextMapGetter>(
    from carrier: Getter.Carrier,
    using getter: Getter,
    into context: Context
  ) -> Context {
    var baggage = Baggage()
    var room = Self.maximumBytes + 1
    getter.forEachValue(of: Self.field, in: carrier) { field in
      field.withBytes { bytes in
        var rest = ByteRange(lower: 0, upper: bytes.byteCount)
        while let member = rest.next(before: UInt8(ascii: ","), in: bytes)?.trimmed(in: bytes) {
          guard member.count < room, let entry = BaggageMember.entry(member, in: bytes) else { continue }
          guard baggage.entries.count < Self.maximumCount || baggage[entry.name] != nil else { continue }
          room -= member.count + 1
          baggage.set(entry)
        }
      }
    }
    return baggage.isEmpty ? context : context.setting(baggage: baggage)
  }
}
