/// What must hold between keys, once every layer has spoken.
///
/// A contradiction is an error where its author can be asked to mend it: in a file, in a `SESSION_BUDDY_`
/// variable, in code. Where one of OpenTelemetry's variables is the cause, it is resolved with a warning.
struct SettingsRules {
  let homeDirectory: String?

  func apply(to draft: inout SettingsDraft, endpointIsFromCode: Bool) throws(SettingsError) {
    if !endpointIsFromCode { try settleEndpoint(&draft) }
    for note in draft.settings.endpoint.notes {
      draft.warn(note, key: "otlp_endpoint", at: draft.origin(of: "otlp_endpoint"))
    }
    try settleFiles(&draft)
    try settleTimes(&draft)
    try settleBatches(&draft)
    if draft.settings.anonymizePaths, draft.settings.anonymizationKey == nil {
      draft.warn(
        "without otel_anonymization_key, who guesses a path can check the guess",
        key: "anonymize_paths", at: draft.origin(of: "anonymize_paths"))
    }
    if draft.settings.traceSamplerRatio != 1, !draft.settings.traceSampler.usesRatio {
      draft.warn(
        "without effect, because otel_trace_sampler is \(draft.settings.traceSampler.rawValue)",
        key: "otel_trace_sampler_ratio", at: draft.origin(of: "otel_trace_sampler_ratio"))
    }
  }

  private func settleEndpoint(_ draft: inout SettingsDraft) throws(SettingsError) {
    let written = draft.endpoint
    if let endpoint = written.reference.endpoint(insecure: draft.insecure) {
      draft.settings.endpoint = endpoint
      return
    }
    let problem = written.reference.undecided(written.text, insecure: draft.insecure)
    let isUndecided = written.reference.security == .undecided
    let key = isUndecided ? "otlp_endpoint" : "otel_insecure"
    let fallback = isUndecided ? "TLS is used" : "the scheme decides"
    try reject(problem, key, in: &draft, otherwise: fallback)
    // OpenTelemetry: without a scheme and without OTEL_EXPORTER_OTLP_INSECURE the channel is secure.
    draft.settings.endpoint = CollectorEndpoint(
      written.reference, isSecure: written.reference.security != .plaintext)
  }

  private func settleFiles(_ draft: inout SettingsDraft) throws(SettingsError) {
    if let text = draft.settings.spoolDirectory {
      let key = "otel_spool_directory"
      draft.settings.spoolDirectory = try expanded(text, key, at: draft.origin(of: key))
    }
    if let text = draft.settings.headersFile {
      let key = "otel_headers_file"
      draft.settings.headersFile = try expanded(text, key, at: draft.origin(of: key))
    }
    let files: [(key: String, path: WritableKeyPath<TelemetrySettings, String?>)] = [
      ("otel_tls_ca_file", \.tlsCAFile),
      ("otel_tls_client_certificate_file", \.tlsClientCertificateFile),
      ("otel_tls_client_key_file", \.tlsClientKeyFile),
    ]
    for (key, path) in files {
      guard let text = draft.settings[keyPath: path] else { continue }
      draft.settings[keyPath: path] = try expanded(text, key, at: draft.origin(of: key))
      guard !draft.settings.endpoint.isSecure else { continue }
      let problem = ValueProblem(
        expected: "an https:// address in otlp_endpoint beside it", found: "\(draft.settings.endpoint)")
      try reject(problem, key, in: &draft, otherwise: "the file is not used")
      draft.settings[keyPath: path] = nil
    }
    let (certificate, key) = (draft.settings.tlsClientCertificateFile, draft.settings.tlsClientKeyFile)
    guard (certificate == nil) != (key == nil) else { return }
    let present = certificate == nil ? files[2].key : files[1].key
    let missing = certificate == nil ? files[1].key : files[2].key
    // No exception for anybody's variables: half a pair would only fail later, in the handshake.
    throw SettingsError(
      "expected \(missing) beside it, found none", key: present, at: draft.origin(of: present))
  }

  private func expanded(_ path: String, _ key: String, at origin: SettingsOrigin) throws(SettingsError)
    -> String
  {
    guard path.hasPrefix("~") else { return path }
    guard path == "~" || path.hasPrefix("~/") else {
      throw SettingsError("expected ~/… or an absolute path, found \(path.quoted)", key: key, at: origin)
    }
    guard let homeDirectory, !homeDirectory.isEmpty else {
      throw SettingsError("expected HOME to be set for ~, found it is not", key: key, at: origin)
    }
    return homeDirectory + path.dropFirst()
  }

  /// An export must be over before the next one is due.
  private func settleTimes(_ draft: inout SettingsDraft) throws(SettingsError) {
    try settleTimeout("otel_export_timeout_seconds", \.exportTimeout, in: &draft)
    try settleTimeout("otel_metrics_export_timeout_seconds", \.metricsExportTimeout, in: &draft)
  }

  private func settleTimeout(
    _ key: String, _ path: WritableKeyPath<TelemetrySettings, Duration>, in draft: inout SettingsDraft
  ) throws(SettingsError) {
    let (interval, timeout) = (draft.settings.exportInterval, draft.settings[keyPath: path])
    guard timeout > interval else { return }
    let origin = draft.origin(of: key)
    if origin.isInSameFile(as: draft.origin(of: "otel_export_interval_seconds")) {
      let limit = (interval / .seconds(1)).shown
      let problem = "expected no more than otel_export_interval_seconds, \(limit), found "
      throw SettingsError(problem + (timeout / .seconds(1)).shown, key: key, at: origin)
    }
    if origin != .default {
      draft.warn(
        "longer than the export interval; \((interval / .seconds(1)).shown) is used", key: key, at: origin)
    }
    draft.settings[keyPath: path] = interval
  }

  /// A full batch of the smallest items must fit into the queue: of spans with two ids, a name and two times, of log
  /// records with a time and a short body.
  private func settleBatches(_ draft: inout SettingsDraft) throws(SettingsError) {
    try settleBatch("otel_batch_size", \.batchSize, smallest: 64, in: &draft)
    try settleBatch("otel_logs_batch_size", \.logsBatchSize, smallest: 32, in: &draft)
  }

  private func settleBatch(
    _ key: String,
    _ path: WritableKeyPath<TelemetrySettings, Int>,
    smallest byteCount: Int,
    in draft: inout SettingsDraft
  ) throws(SettingsError) {
    let (most, size) = (draft.settings.maxQueueBytes / byteCount, draft.settings[keyPath: path])
    guard size > most else { return }
    let problem = ValueProblem(
      expected: "at most \(most), what otel_max_queue_bytes can hold", found: "\(size)")
    try reject(problem, key, in: &draft, otherwise: "\(most) is used")
    draft.settings[keyPath: path] = most
  }

  private func reject(
    _ problem: ValueProblem, _ key: String, in draft: inout SettingsDraft, otherwise: String
  ) throws(SettingsError) {
    let origin = draft.origin(of: key)
    guard origin.isOpenTelemetryVariable else { throw problem.error(key: key, at: origin) }
    draft.warn("\(problem.text); \(otherwise)", key: key, at: origin)
  }
}
