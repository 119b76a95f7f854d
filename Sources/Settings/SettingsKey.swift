/// One key of the settings file: its name, its meaning, and how it gets into ``TelemetrySettings``.
struct SettingsKey: Sendable {
  let name: String
  /// Further names it is known under.
  let aliases: [String]
  /// What values look like, for the documentation.
  let accepts: String
  /// What it decides, in one sentence.
  let summary: String
  /// Takes a value over into the draft.
  let read: @Sendable (inout SettingsDraft, SettingsValue) throws(ValueProblem) -> Void
  /// Why the draft's value cannot be meant.
  let check: @Sendable (SettingsDraft) -> ValueProblem?
  /// The draft's value as it would be written, secrets hidden.
  let show: @Sendable (SettingsDraft) -> String
  /// Whether two drafts differ in this key.
  let differs: @Sendable (SettingsDraft, SettingsDraft) -> Bool

  init<Value>(
    _ name: String,
    aliases: [String] = [],
    _ path: any WritableKeyPath<SettingsDraft, Value> & Sendable,
    _ form: ValueForm<Value>,
    combine: @escaping @Sendable (_ below: Value, _ above: Value) -> Value = { _, above in above },
    _ summary: String
  ) {
    self.name = name
    self.aliases = aliases
    accepts = form.accepts
    self.summary = summary
    read = { draft, value throws(ValueProblem) in
      draft[keyPath: path] = combine(draft[keyPath: path], try form.parse(value))
    }
    check = { form.check($0[keyPath: path]) }
    show = { form.show($0[keyPath: path]) }
    differs = { $0[keyPath: path] != $1[keyPath: path] }
  }
}

/// Settings while the layers are laid over each other.
struct SettingsDraft {
  var settings = TelemetrySettings()
  /// The address as written; only together with ``insecure`` does it become an endpoint.
  var endpoint = WrittenEndpoint(text: "http://localhost:4317", reference: .local)
  var insecure: Bool?
  var origins: [String: SettingsOrigin] = [:]
  var warnings: [String] = []

  struct WrittenEndpoint: Equatable, Sendable {
    var text: String
    var reference: EndpointReference
  }

  func origin(of key: String) -> SettingsOrigin {
    origins[key] ?? .default
  }

  mutating func warn(_ text: String, key: String, at origin: SettingsOrigin) {
    warnings.append(SettingsError(text, key: key, at: origin).description)
  }
}

extension EndpointReference {
  static let local = EndpointReference(
    address: .host("localhost", port: CollectorEndpoint.defaultPort), security: .plaintext)
}

extension ValueForm where Value == SettingsDraft.WrittenEndpoint {
  static var endpoint: Self {
    ValueForm(
      EndpointReference.expected,
      parse: { value throws(ValueProblem) in
        let text = try value.text(expected: EndpointReference.expected)
        return Value(text: text, reference: try EndpointReference(text))
      },
      show: \.text
    )
  }
}

extension ValueForm where Value == Bool? {
  static var optionalBoolean: Self {
    ValueForm(
      "true or false",
      parse: { value throws(ValueProblem) in try value.boolean() },
      show: { $0.map { "\($0)" } ?? "" }
    )
  }
}
