extension ValueForm where Value == [GlobPattern] {
  static var patterns: Self {
    let accepts = "a list of name patterns such as session_buddy.session.*"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        var patterns: [GlobPattern] = []
        for (index, item) in try value.items(expected: accepts).enumerated() {
          let pattern = GlobPattern(try item.text(expected: "a name pattern"))
          if let problem = pattern.problem { throw problem.located(in: "\(index + 1)", at: item.origin) }
          patterns.append(pattern)
        }
        return patterns
      },
      check: { patterns in
        guard !patterns.isEmpty else {
          return ValueProblem(
            expected: "at least one pattern (to export no metrics set otel_metrics_enabled: false)",
            found: "an empty list"
          )
        }
        guard patterns.count <= 256 else {
          return ValueProblem(expected: "at most 256 patterns", found: "\(patterns.count)")
        }
        return patterns.enumerated().lazy.compactMap { $1.problem?.located(in: "\($0 + 1)") }.first
      },
      show: { $0.map(\.text).joined(separator: ",") }
    )
  }
}

extension GlobPattern {
  /// Instrument names are at most 255 characters of ASCII without white space; so are useful patterns.
  var problem: ValueProblem? {
    let isLegal = text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    guard !isLegal || !(1...255).contains(text.utf8.count) else { return nil }
    return ValueProblem(
      expected: "a pattern of 1 to 255 ASCII characters without spaces", found: text.quoted)
  }
}

extension ValueForm where Value == [String: String] {
  static var attributes: Self {
    let accepts = "a mapping of names to texts"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        var attributes: [String: String] = [:]
        for (name, member) in try value.members(expected: accepts) {
          do throws(ValueProblem) {
            attributes[name] = try member.text(expected: "a text")
            if let problem = objection(to: name, attributes[name] ?? "") { throw problem }
          } catch {
            throw ValueProblem(
              expected: error.expected, found: error.found, member: name.shownBriefly, origin: member.origin)
          }
        }
        return attributes
      },
      check: { attributes in
        guard attributes.count <= 128 else {
          return ValueProblem(expected: "at most 128 attributes", found: "\(attributes.count)")
        }
        let sorted = attributes.sorted { $0.key < $1.key }
        return sorted.lazy.compactMap { objection(to: $0.key, $0.value) }.first
      },
      show: { attributes in
        attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      }
    )
  }

  private static func objection(to name: String, _ value: String) -> ValueProblem? {
    let member = name.shownBriefly
    if let key = ["service.name": "otel_service_name", "service.version": "otel_service_version"][name] {
      return ValueProblem(
        expected: "it under its own key, \(key)", found: "it among the attributes", member: member)
    }
    guard (1...255).contains(name.count) else {
      return ValueProblem(
        expected: "an attribute name of 1 to 255 characters", found: name.quoted, member: member)
    }
    guard value.utf8.count <= 4096 else {
      return ValueProblem(
        expected: "a text of at most 4096 bytes", found: "\(value.utf8.count)", member: member)
    }
    return nil
  }
}

extension ValueForm where Value == RequestHeaders {
  static var headers: Self {
    let accepts = "a mapping of header names to values"
    return ValueForm(
      accepts,
      parse: { value throws(ValueProblem) in
        var headers: [(name: String, value: String)] = []
        let members: [(name: String, value: SettingsValue)]
        do throws(ValueProblem) {
          members = try value.members(expected: accepts)
        } catch {
          throw error.hidingScalar(of: value)
        }
        for (name, member) in members {
          do throws(ValueProblem) {
            headers.append((name, try member.text(expected: "a text")))
            if let problem = RequestHeaders(headers.suffix(1)).problem { throw problem }
          } catch {
            throw ValueProblem(
              expected: error.expected, found: error.found, member: name.shownBriefly, origin: member.origin)
          }
        }
        return RequestHeaders(headers)
      },
      check: \.problem,
      show: \.description
    )
  }
}

extension ValueProblem {
  /// This problem without the text of a scalar that may be a credential.
  fileprivate func hidingScalar(of value: SettingsValue) -> ValueProblem {
    guard case .plain = value.content else {
      if case .quoted = value.content { return hidden }
      return self
    }
    return hidden
  }

  var hidden: ValueProblem {
    ValueProblem(expected: expected, found: "something else (hidden)", member: member, origin: origin)
  }
}
