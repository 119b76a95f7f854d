import Surroundings

/// How contexts are written into messages, and read from them; raw values are OpenTelemetry's spellings (E-10).
public enum PropagatorName: String, CaseIterable, Sendable {
  /// The W3C's `traceparent` and `tracestate`.
  case traceContext = "tracecontext"
  /// The W3C's `baggage`.
  case baggage
  /// Zipkin's single field `b3`.
  case b3
  /// Zipkin's fields that begin with `X-B3-`.
  case b3multi
}

extension PropagatorName: SettingsChoice {}

extension ValueForm where Value == [PropagatorName] {
  /// A list of names, or the word `none` for an empty one.
  static var propagators: Self {
    let names = PropagatorName.allCases.map(\.rawValue).joined(separator: ", ")
    let accepts = "a list of \(names), or none"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        if value.isNone { return [] }
        let items = try value.items(expected: accepts)
        if items.count == 1, items[0].isNone { return [] }
        var propagators: [PropagatorName] = []
        for (index, item) in items.enumerated() {
          do throws(ValueProblem) {
            guard let propagator = PropagatorName(word: try item.text(expected: names)) else {
              throw item.problem(expected: names)
            }
            propagators.append(propagator)
            if let problem = repetition(in: propagators) { throw problem }
          } catch {
            throw error.located(in: "\(index + 1)", at: item.origin)
          }
        }
        return propagators
      },
      check: { repetition(in: $0) },
      show: { $0.isEmpty ? "none" : $0.map(\.rawValue).joined(separator: ",") }
    )
  }

  private static func repetition(in propagators: [PropagatorName]) -> ValueProblem? {
    for (index, propagator) in propagators.enumerated() where propagators[..<index].contains(propagator) {
      return ValueProblem(
        expected: "each propagator once", found: "\(propagator.rawValue) again", member: "\(index + 1)")
    }
    return nil
  }
}

extension SettingsValue {
  fileprivate var isNone: Bool {
    switch content {
    case .plain(let text), .quoted(let text), .untyped(let text): text.trimmed.lowercased() == "none"
    case .list, .mapping: false
    }
  }
}
