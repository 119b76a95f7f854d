/// Why something is not a record: where it is wrong, what was expected there, what was found.
public struct RecordFormatError: Error, Equatable, Sendable {
  /// Where in the record the trouble lies.
  public enum Place: Equatable, Sendable {
    /// The record as a whole.
    case record
    /// The value of this field.
    case field(String)
    /// This byte of the JSON text, counted from 1.
    case column(Int)
  }

  /// Where.
  public let place: Place
  /// What would have been right.
  public let expected: String
  /// What was there, shortened.
  public let found: String

  package init(_ place: Place, expected: String, found: String) {
    self.place = place
    self.expected = expected
    self.found = found
  }
}

extension RecordFormatError: CustomStringConvertible {
  /// One line: `duration_minutes: expected a number, found "ten"`.
  public var description: String {
    switch place {
    case .record: "expected \(expected), found \(found)"
    case .field(let name): "\(name): expected \(expected), found \(found)"
    case .column(let column): "column \(column): expected \(expected), found \(found)"
    }
  }
}
