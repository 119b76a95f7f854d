extension SettingsDraft {
  /// Takes a value over, or leaves the draft as it was and says why.
  mutating func adopt(_ value: SettingsValue, for key: SettingsKey) throws(SettingsError) {
    do throws(ValueProblem) {
      try take(value, for: key)
    } catch {
      throw error.error(key: key.name, at: value.origin)
    }
  }

  mutating func take(_ value: SettingsValue, for key: SettingsKey) throws(ValueProblem) {
    guard !value.isNull else { return }
    var copy = self
    try key.read(&copy, value)
    if let problem = key.check(copy) { throw problem }
    copy.origins[key.name] = value.origin
    self = copy
  }

  /// Lays one settings file over the draft.
  mutating func apply(_ entries: [YAMLFile.Entry]) throws(SettingsError) {
    var given = GivenKeys()
    for entry in entries {
      guard let value = entry.value else {
        warnIfMisspelled(entry)
        continue
      }
      guard let key = SettingsKey.named(entry.name) else {
        throw SettingsError(
          "unknown key; did you mean \(Self.suggestion(entry.name))?", key: entry.name.shownBriefly,
          at: entry.origin)
      }
      try given.adopt(value, for: key, spelled: entry.name, in: &self)
    }
  }

  /// Lays `SESSION_BUDDY_<KEY>` over the draft; an empty variable counts as unset.
  mutating func applyOwnVariables(of environment: [String: String]) throws(SettingsError) {
    let prefix = "SESSION_BUDDY_"
    var given = GivenKeys()
    for (name, text) in environment.sorted(by: { $0.key < $1.key })
    where name.hasPrefix(prefix) && !text.isEmpty {
      let spelled = name.dropFirst(prefix.count).lowercased()
      let origin = SettingsOrigin.environment(name: name.shownBriefly)
      guard let key = SettingsKey.named(spelled) else {
        guard SettingsKey.isOwn(spelled) else { continue }
        let suggestion = prefix + Self.suggestion(spelled).uppercased()
        throw SettingsError("unknown variable; did you mean \(suggestion)?", at: origin)
      }
      let value = SettingsValue(content: .untyped(text), origin: origin)
      try given.adopt(value, for: key, spelled: spelled, in: &self)
    }
  }

  private static func suggestion(_ name: String) -> String {
    let name = String(name.lowercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
    return EditDistance.nearest(to: name, in: SettingsKey.names)?.word ?? ""
  }

  /// A key that is somebody else's, but one or two letters away from ours, is worth a word.
  private mutating func warnIfMisspelled(_ entry: YAMLFile.Entry) {
    let nearest = EditDistance.nearest(to: entry.name, in: SettingsKey.names)
    guard let nearest, nearest.distance <= 2 else { return }
    warn(
      "ignored as a foreign key; did you mean \(nearest.word)?", key: entry.name.shownBriefly,
      at: entry.origin)
  }
}

/// The keys one layer has given, so that two spellings of one key cannot contradict each other.
private struct GivenKeys {
  private var spellings: [String: String] = [:]

  mutating func adopt(
    _ value: SettingsValue, for key: SettingsKey, spelled name: String, in draft: inout SettingsDraft
  ) throws(SettingsError) {
    guard !value.isNull else { return }
    var changed = draft
    do throws(ValueProblem) {
      try changed.take(value, for: key)
    } catch {
      throw error.error(key: name, at: value.origin)
    }
    if let other = spellings[key.name], key.differs(changed, draft) {
      throw SettingsError(
        "expected the same as \(other), \(key.show(draft)), found \(key.show(changed))", key: name,
        at: value.origin)
    }
    spellings[key.name] = name
    draft = changed
  }
}
