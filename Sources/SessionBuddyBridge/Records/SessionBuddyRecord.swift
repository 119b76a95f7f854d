/// A record that Session-Buddy writes as one JSON object or one database row.
///
/// Reading is strict where silence would falsify a number: a wrong type is an error that names the field, a
/// missing value is nil only where Session-Buddy may leave it out, and fields nobody knows are ignored.
public protocol SessionBuddyRecord: Decodable, Equatable, Sendable {
  /// The record in `fields`.
  init(fields: RecordFields) throws(RecordFormatError)
}

extension SessionBuddyRecord {
  /// The record in one JSON object, such as a line of a `.jsonl` file.
  ///
  /// Takes Python's dialect, where a float may be `NaN` or `Infinity`. Timestamps without an offset are read
  /// in `sourceTimeZone`.
  public init(json: [UInt8], sourceTimeZone: UTCOffset = .utc) throws(RecordFormatError) {
    let value = try JSONParser.parse(json)
    try self.init(fields: RecordFields(value, sourceTimeZone: sourceTimeZone))
  }

  /// The record in one JSON object; see ``init(json:sourceTimeZone:)-([UInt8],_)``.
  public init(json: String, sourceTimeZone: UTCOffset = .utc) throws(RecordFormatError) {
    try self.init(json: Array(json.utf8), sourceTimeZone: sourceTimeZone)
  }

  /// The record a `Decoder` holds; timestamps without an offset are UTC.
  public init(from decoder: any Decoder) throws {
    let value = try DecodedValue(from: decoder).value
    try self.init(fields: RecordFields(value))
  }
}
