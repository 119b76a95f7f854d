import Surroundings

/// What the values of one key look like: how they are read, checked and shown.
struct ValueForm<Value: Equatable & Sendable>: Sendable {
  /// What the documentation and messages say is expected.
  let accepts: String
  /// Reads a value that is not null.
  let parse: @Sendable (SettingsValue) throws(ValueProblem) -> Value
  /// Why a well-formed value cannot be meant.
  let check: @Sendable (Value) -> ValueProblem?
  /// The value as it would be written in the file, secrets hidden.
  let show: @Sendable (Value) -> String

  init(
    _ accepts: String,
    parse: @escaping @Sendable (SettingsValue) throws(ValueProblem) -> Value,
    check: @escaping @Sendable (Value) -> ValueProblem? = { _ in nil },
    show: @escaping @Sendable (Value) -> String
  ) {
    self.accepts = accepts
    self.parse = parse
    self.check = check
    self.show = show
  }
}

extension ValueForm where Value == Bool {
  static var boolean: Self {
    ValueForm(
      "true or false", parse: { value throws(ValueProblem) in try value.boolean() }, show: { "\($0)" })
  }
}

extension ValueForm where Value == Int {
  static func integer(_ range: ClosedRange<Int>, _ unit: String = "") -> Self {
    let accepts = "an integer from \(range.lowerBound) to \(range.upperBound)\(unit)"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in try value.integer(expected: accepts) },
      check: { range.contains($0) ? nil : ValueProblem(expected: accepts, found: "\($0)") },
      show: { "\($0)" }
    )
  }
}

extension ValueForm where Value == Int? {
  static func optionalInteger(_ range: ClosedRange<Int>) -> Self {
    let form = ValueForm<Int>.integer(range)
    return ValueForm(
      form.accepts,
      parse: { value throws(ValueProblem) in try form.parse(value) },
      check: { $0.flatMap(form.check) },
      show: { $0.map(form.show) ?? "" }
    )
  }
}

extension ValueForm where Value == Double {
  static var ratio: Self {
    let accepts = "a number from 0 to 1"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in try value.decimal(expected: accepts) },
      check: { (0...1).contains($0) ? nil : ValueProblem(expected: accepts, found: $0.shown) },
      show: \.shown
    )
  }
}

extension ValueForm where Value == Duration {
  static func seconds(_ range: ClosedRange<Double>) -> Self {
    .duration(range, unit: .seconds(1), named: "seconds")
  }

  static func milliseconds(_ range: ClosedRange<Double>) -> Self {
    .duration(range, unit: .milliseconds(1), named: "milliseconds")
  }

  private static func duration(_ range: ClosedRange<Double>, unit: Duration, named name: String) -> Self {
    let accepts = "a number of \(name) from \(range.lowerBound.shown) to \(range.upperBound.shown)"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        let count = try value.decimal(expected: accepts)
        guard range.contains(count) else { throw value.problem(expected: accepts) }
        // Through whole microseconds, so that 0.1 is exactly a tenth.
        return .microseconds(Int64((count * (unit / .microseconds(1))).rounded()))
      },
      check: { range.contains($0 / unit) ? nil : ValueProblem(expected: accepts, found: ($0 / unit).shown) },
      show: { ($0 / unit).shown }
    )
  }
}

extension ValueForm where Value == String {
  static var name: Self {
    let accepts = "a text of 1 to 255 characters"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in try value.text(expected: accepts) },
      check: { (1...255).contains($0.count) ? nil : ValueProblem(expected: accepts, found: $0.quoted) },
      show: { $0 }
    )
  }
}

extension ValueForm where Value == String? {
  static var version: Self {
    .optional("a text of 1 to 255 characters") { (1...255).contains($0.count) }
  }

  /// A file; `~` is expanded after everything was read, so that it works wherever the value comes from.
  static var path: Self {
    .optional("the path of a PEM file") { !$0.isEmpty && !$0.utf8.contains(0) }
  }

  static var textFile: Self {
    .optional("the path of a file") { !$0.isEmpty && !$0.utf8.contains(0) }
  }

  /// A directory, which need not be there.
  static var directory: Self {
    .optional("the path of a directory") { !$0.isEmpty && !$0.utf8.contains(0) }
  }

  private static func optional(_ accepts: String, when isValid: @escaping @Sendable (String) -> Bool) -> Self
  {
    ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in try value.text(expected: accepts) },
      check: { text in
        text.flatMap { isValid($0) ? nil : ValueProblem(expected: accepts, found: $0.quoted) }
      },
      show: { $0 ?? "" }
    )
  }
}

extension ValueForm where Value == Secret? {
  /// A text that no output shows, also not one that says what is wrong with it.
  static var secret: Self {
    let accepts = "a text of 1 to 255 characters"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        do throws(ValueProblem) {
          return Secret(try value.text(expected: accepts))
        } catch {
          throw error.hidden
        }
      },
      check: { secret in
        guard let count = secret?.value.count, !(1...255).contains(count) else { return nil }
        return ValueProblem(expected: accepts, found: "\(count) characters")
      },
      show: { $0?.description ?? "" }
    )
  }
}

extension ValueForm where Value: SettingsChoice {
  static var choice: Self {
    let accepts = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        guard let choice = Value(word: try value.text(expected: accepts)) else {
          throw value.problem(expected: accepts)
        }
        return choice
      },
      show: \.rawValue
    )
  }
}

extension Double {
  /// This number as one would write it: no `.0`, no exponent for ordinary sizes.
  var shown: String {
    description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }
}
