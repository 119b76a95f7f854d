extension ValueForm where Value == [HistogramBoundaries] {
  static var boundaries: Self {
    let accepts = "a mapping of name patterns to lists of ascending numbers"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        var rules: [HistogramBoundaries] = []
        for (name, list) in try value.members(expected: accepts, as: SettingsValue.Content.untyped) {
          rules.append(try boundaries(of: name, list))
          if let problem = objection(to: rules, at: rules.count - 1) {
            throw problem.located(at: list.origin)
          }
        }
        return rules
      },
      check: { rules in rules.indices.lazy.compactMap { objection(to: rules, at: $0) }.first },
      show: { rules in
        rules.map { "\($0.pattern.text)=\($0.values.map(\.shown).joined(separator: " "))" }
          .joined(separator: ",")
      }
    )
  }

  private static func boundaries(
    of name: String, _ list: SettingsValue
  ) throws(ValueProblem) -> HistogramBoundaries {
    let member = name.shownBriefly
    var rule = HistogramBoundaries(GlobPattern(name), [])
    do throws(ValueProblem) {
      let items = try list.words(expected: "a list of ascending numbers")
        .prefix(HistogramBoundaries.maximumCount + 1)
      for (index, item) in items.enumerated() {
        do throws(ValueProblem) {
          rule.values.append(try item.decimal(expected: HistogramBoundaries.expectedItem))
        } catch {
          throw error.located(in: "\(member).\(index + 1)", at: item.origin)
        }
      }
      guard let (index, problem) = rule.problem else { return rule }
      throw problem.located(in: index.map { "\(member).\($0 + 1)" }, at: index.map { items[$0].origin })
    } catch {
      throw error.located(in: member, at: list.origin)
    }
  }

  private static func objection(to rules: [HistogramBoundaries], at index: Int) -> ValueProblem? {
    guard index < 256 else { return ValueProblem(expected: "at most 256 patterns", found: "more") }
    let rule = rules[index]
    let member = rule.pattern.text.shownBriefly
    if let problem = rule.pattern.problem { return problem.located(in: member) }
    if let (index, problem) = rule.problem {
      return problem.located(in: index.map { "\(member).\($0 + 1)" } ?? member)
    }
    // The first pattern that fits decides, so a second one of the same name never would.
    let name = rule.pattern.text.lowercased()
    guard rules[..<index].contains(where: { $0.pattern.text.lowercased() == name }) else { return nil }
    return ValueProblem(expected: "each pattern once", found: "it again", member: member)
  }
}

extension ValueForm where Value == [InstrumentKindName: Int] {
  static func limits(_ range: ClosedRange<Int>) -> Self {
    let limit = ValueForm<Int>.integer(range)
    let kinds = InstrumentKindName.allCases.map(\.rawValue).joined(separator: ", ")
    let accepts =
      "a mapping of instrument kinds (\(kinds)) to integers from \(range.lowerBound) to "
      + "\(range.upperBound)"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        var limits: [InstrumentKindName: Int] = [:]
        for (name, member) in try value.members(expected: accepts, as: SettingsValue.Content.untyped) {
          do throws(ValueProblem) {
            guard let kind = InstrumentKindName(word: name) else {
              throw ValueProblem(expected: "one of \(kinds) as the kind", found: name.quoted)
            }
            let count = try limit.parse(member)
            if let problem = limit.check(count) { throw problem }
            limits[kind] = count
          } catch {
            throw error.located(in: name.shownBriefly, at: member.origin)
          }
        }
        return limits
      },
      check: { limits in
        InstrumentKindName.allCases.lazy.compactMap { kind in
          limits[kind].flatMap(limit.check)?.located(in: kind.rawValue)
        }.first
      },
      show: { limits in
        InstrumentKindName.allCases.compactMap { kind in limits[kind].map { "\(kind.rawValue)=\($0)" } }
          .joined(separator: ",")
      }
    )
  }
}

extension ValueForm where Value == [ResourceDetectorName] {
  static var detectors: Self {
    let names = ResourceDetectorName.allCases.map(\.rawValue).joined(separator: ", ")
    let accepts = "a list of \(names)"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        var detectors: [ResourceDetectorName] = []
        for (index, item) in try value.items(expected: accepts).enumerated() {
          do throws(ValueProblem) {
            guard let detector = ResourceDetectorName(word: try item.text(expected: names)) else {
              throw item.problem(expected: names)
            }
            detectors.append(detector)
            if let problem = repetition(in: detectors) { throw problem }
          } catch {
            throw error.located(in: "\(index + 1)", at: item.origin)
          }
        }
        return detectors
      },
      check: { repetition(in: $0) },
      show: { $0.map(\.rawValue).joined(separator: ",") }
    )
  }

  private static func repetition(in detectors: [ResourceDetectorName]) -> ValueProblem? {
    for (index, detector) in detectors.enumerated() where detectors[..<index].contains(detector) {
      return ValueProblem(
        expected: "each detector once", found: "\(detector.rawValue) again", member: "\(index + 1)")
    }
    return nil
  }
}
