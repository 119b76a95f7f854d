import Surroundings

/// Lays OpenTelemetry's environment variables over a draft.
///
/// As their specification asks, a value that makes no sense is ignored with a warning, and an empty one counts
/// as unset. One channel, one time limit and one set of headers serve all signals, and one limit events and links, so
/// of the variables that differ the general one decides, or else the first that is set.
struct OTelLayer {
  let environment: [String: String]

  func apply(to draft: inout SettingsDraft) {
    applyResourceAttributes(to: &draft)
    for variable in OTelVariable.all {
      if variable.names == ["OTEL_TRACES_SAMPLER_ARG"],
        draft.origin(of: "otel_trace_sampler") != .environment(name: "OTEL_TRACES_SAMPLER")
      {
        // The argument means nothing without the sampler it belongs to, set and known (E-12).
        if value(variable.names[0]) != nil {
          draft.warnings.append(
            "OTEL_TRACES_SAMPLER_ARG: expected a known OTEL_TRACES_SAMPLER beside it; ignored")
        }
        continue
      }
      apply(variable, to: &draft)
    }
    warnAboutProtocol(in: &draft)
    warnAboutOthers(in: &draft)
  }

  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.trimmed.isEmpty ? nil : $0 }
  }

  private func apply(_ variable: OTelVariable, to draft: inout SettingsDraft) {
    guard let key = SettingsKey.named(variable.key) else { return }
    let given = variable.names.filter { value($0) != nil }
    guard let name = given.first ?? variable.fallback, let text = value(name) else { return }
    do throws(ValueProblem) {
      guard let converted = try converted(text, name, by: variable, in: &draft) else { return }
      adopt(converted, from: name, for: key, in: &draft)
    } catch {
      warn(error, name, in: &draft)
    }
    for other in given.dropFirst() where value(other) != text {
      draft.warnings.append("\(other): \(name) already decides \(key.name) for all; ignored")
    }
  }

  /// What a variable says in the words of its key; a value that makes no sense may stand for another (E-03).
  private func converted(
    _ text: String, _ name: String, by variable: OTelVariable, in draft: inout SettingsDraft
  ) throws(ValueProblem) -> String? {
    do throws(ValueProblem) {
      return try variable.convert(text)
    } catch {
      guard let instead = variable.instead else { throw error }
      draft.warnings.append("\(name): \(error.text); read as \(instead)")
      return try variable.convert(instead)
    }
  }

  private func adopt(_ text: String, from name: String, for key: SettingsKey, in draft: inout SettingsDraft) {
    let value = SettingsValue(content: .untyped(text), origin: .environment(name: name))
    do {
      try draft.adopt(value, for: key)
    } catch {
      warn(error.problem, name, in: &draft)
    }
  }

  private func warn(_ problem: ValueProblem, _ name: String, in draft: inout SettingsDraft) {
    warn(problem.text, name, in: &draft)
  }

  private func warn(_ problem: String, _ name: String, in draft: inout SettingsDraft) {
    draft.warnings.append("\(name): \(problem); ignored")
  }

  /// `service.name` and `service.version` have keys of their own; `OTEL_SERVICE_NAME` is read later and wins.
  private func applyResourceAttributes(to draft: inout SettingsDraft) {
    let name = OTelVariable.resourceAttributes
    guard let text = value(name), let attributes = SettingsKey.named("otel_resource_attributes") else {
      return
    }
    do throws(ValueProblem) {
      let origin = SettingsOrigin.environment(name: name)
      var members: [(name: String, value: SettingsValue)] = []
      var copy = draft
      for (attribute, text) in try KeyValueList.pairs(of: text) {
        let value = SettingsValue(content: .quoted(text), origin: origin)
        let own = ["service.name": "otel_service_name", "service.version": "otel_service_version"][attribute]
        if let own = own.flatMap(SettingsKey.named) {
          try copy.take(value, for: own)
        } else {
          members.append((attribute, value))
        }
      }
      if !members.isEmpty {
        try copy.take(SettingsValue(content: .mapping(members), origin: origin), for: attributes)
      }
      draft = copy
    } catch {
      warn(error, name, in: &draft)
    }
  }

  private func warnAboutProtocol(in draft: inout SettingsDraft) {
    for name in OTelVariable.protocolNames {
      guard let text = value(name), text.trimmed.lowercased() != "grpc" else { continue }
      warn(
        ValueProblem(expected: "grpc, the only protocol spoken here", found: text.quoted), name, in: &draft)
    }
  }

  /// One line for all variables without effect, so that nobody waits for one to work.
  private func warnAboutOthers(in draft: inout SettingsDraft) {
    let others = environment.keys.filter { name in
      name.hasPrefix("OTEL_") && value(name) != nil && !OTelVariable.knownNames.contains(name)
    }
    guard !others.isEmpty else { return }
    let shown = others.sorted().prefix(20).map(\.shownBriefly).joined(separator: ", ")
    draft.warnings.append("without effect here: \(shown)\(others.count > 20 ? ", …" : "")")
  }
}
