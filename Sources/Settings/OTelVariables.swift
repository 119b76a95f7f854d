import Surroundings

/// One setting as OpenTelemetry's environment variables spell it.
struct OTelVariable: Sendable {
  /// The variable, then others that mean the same for one signal; the first that is set decides.
  let names: [String]
  /// What decides when none of them is set: a limit for everything, where they are limits for one thing.
  let fallback: String?
  /// What a value that makes no sense is read as; without it such a value is ignored.
  let instead: String?
  /// The key it sets.
  let key: String
  /// The value as the key's own text, nil when it changes nothing.
  let convert: @Sendable (String) throws(ValueProblem) -> String?

  init(
    _ names: [String],
    or fallback: String? = nil,
    sets key: String,
    instead: String? = nil,
    convert: @escaping @Sendable (String) throws(ValueProblem) -> String? = { text throws(ValueProblem) in
      text
    }
  ) {
    self.names = names
    self.fallback = fallback
    self.instead = instead
    self.key = key
    self.convert = convert
  }
}

extension OTelVariable {
  /// The variables that set a key, apart from `OTEL_RESOURCE_ATTRIBUTES` and the protocol.
  static let all: [OTelVariable] = [
    OTelVariable(["OTEL_SDK_DISABLED"], sets: "otel_enabled", instead: "false") { text throws(ValueProblem) in
      // "false" is the default of the variable; it does not switch on what a file has switched off.
      try boolean(text) ? "false" : nil
    },
    OTelVariable(exporter("ENDPOINT"), sets: "otlp_endpoint"),
    OTelVariable(exporter("INSECURE"), sets: "otel_insecure", instead: "false") { text throws(ValueProblem) in
      try boolean(text) ? "true" : "false"
    },
    OTelVariable(exporter("HEADERS"), sets: "otel_headers"),
    OTelVariable(exporter("COMPRESSION"), sets: "otel_compression"),
    OTelVariable(exporter("CERTIFICATE"), sets: "otel_tls_ca_file"),
    OTelVariable(exporter("CLIENT_CERTIFICATE"), sets: "otel_tls_client_certificate_file"),
    OTelVariable(exporter("CLIENT_KEY"), sets: "otel_tls_client_key_file"),
    OTelVariable(
      exporter("TIMEOUT") + ["OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BLRP_EXPORT_TIMEOUT"],
      sets: "otel_export_timeout_seconds",
      convert: { text throws(ValueProblem) in try timeout(text) }),
    OTelVariable(
      ["OTEL_METRIC_EXPORT_TIMEOUT"], sets: "otel_metrics_export_timeout_seconds",
      convert: { text throws(ValueProblem) in try timeout(text) }),
    OTelVariable(["OTEL_SERVICE_NAME"], sets: "otel_service_name"),
    OTelVariable(
      ["OTEL_METRICS_EXPORTER"], sets: "otel_metrics_enabled",
      convert: { text throws(ValueProblem) in try exporterChoice(text) }),
    OTelVariable(
      ["OTEL_TRACES_EXPORTER"], sets: "otel_traces_enabled",
      convert: { text throws(ValueProblem) in try exporterChoice(text) }),
    OTelVariable(
      ["OTEL_LOGS_EXPORTER"], sets: "otel_logs_enabled",
      convert: { text throws(ValueProblem) in try exporterChoice(text) }),
    OTelVariable(["OTEL_METRIC_EXPORT_INTERVAL"], sets: "otel_export_interval_seconds") {
      text throws(ValueProblem) in (Double(try milliseconds(text)) / 1000).shown
    },
    OTelVariable(
      ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"], sets: "otel_metrics_temporality",
      convert: { text throws(ValueProblem) in try temporality(text) }),
    OTelVariable(
      ["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"],
      sets: "otel_metrics_default_histogram_aggregation"),
    OTelVariable(["OTEL_METRICS_EXEMPLAR_FILTER"], sets: "otel_metrics_exemplar_filter"),
    OTelVariable(["OTEL_BSP_SCHEDULE_DELAY"], sets: "otel_schedule_delay_ms") { text throws(ValueProblem) in
      "\(try milliseconds(text))"
    },
    OTelVariable(["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"], sets: "otel_batch_size"),
    OTelVariable(["OTEL_BLRP_SCHEDULE_DELAY"], sets: "otel_logs_schedule_delay_ms") {
      text throws(ValueProblem) in "\(try milliseconds(text))"
    },
    OTelVariable(["OTEL_BLRP_MAX_EXPORT_BATCH_SIZE"], sets: "otel_logs_batch_size"),
    OTelVariable(
      ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT"], or: attributeCountLimit, sets: "otel_span_attribute_count_limit"),
    OTelVariable(["OTEL_SPAN_EVENT_COUNT_LIMIT"], sets: "otel_span_event_count_limit"),
    OTelVariable(["OTEL_SPAN_LINK_COUNT_LIMIT"], sets: "otel_span_link_count_limit"),
    OTelVariable(
      ["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"], or: attributeCountLimit,
      sets: "otel_event_attribute_count_limit"),
    OTelVariable(
      ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT"], or: "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
      sets: "otel_span_attribute_value_length_limit"),
    OTelVariable(
      ["OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT"], or: attributeCountLimit,
      sets: "otel_logrecord_attribute_count_limit"),
    OTelVariable(
      ["OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT"], or: "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
      sets: "otel_logrecord_attribute_value_length_limit"),
    OTelVariable(["OTEL_LOG_LEVEL"], sets: "otel_log_level"),
    OTelVariable(["OTEL_TRACES_SAMPLER"], sets: "otel_trace_sampler"),
    OTelVariable(["OTEL_TRACES_SAMPLER_ARG"], sets: "otel_trace_sampler_ratio"),
    OTelVariable(["OTEL_PROPAGATORS"], sets: "otel_propagators", convert: { withoutRepetition($0) }),
  ]

  static let protocolNames = exporter("PROTOCOL")
  static let resourceAttributes = "OTEL_RESOURCE_ATTRIBUTES"
  private static let attributeCountLimit = "OTEL_ATTRIBUTE_COUNT_LIMIT"

  /// Every variable that has some effect.
  static let knownNames = Set(
    all.flatMap { $0.names + [$0.fallback].compactMap(\.self) } + protocolNames + [resourceAttributes])

  private static func exporter(_ option: String) -> [String] {
    ["", "TRACES_", "METRICS_", "LOGS_"].map { "OTEL_EXPORTER_OTLP_\($0)\(option)" }
  }

  /// True only for `true`; OpenTelemetry reads everything else as false (E-03).
  private static func boolean(_ text: String) throws(ValueProblem) -> Bool {
    switch text.trimmed.lowercased() {
    case "true": return true
    case "false": return false
    default: throw ValueProblem(expected: "true or false", found: text.quoted)
    }
  }

  private static func milliseconds(_ text: String) throws(ValueProblem) -> Int {
    guard let count = Int(text.trimmed), (0...Int(Int32.max)).contains(count) else {
      throw ValueProblem(expected: "milliseconds from 0 to \(Int32.max)", found: text.quoted)
    }
    return count
  }

  /// Seconds. 0 asks for no limit; every wait here has one, so it gets the longest there is.
  private static func timeout(_ text: String) throws(ValueProblem) -> String {
    let count = try milliseconds(text)
    return count == 0 ? "3600" : (Double(count) / 1000).shown
  }

  /// The file's `low_memory` is `lowmemory` here (E-21).
  private static func temporality(_ text: String) throws(ValueProblem) -> String {
    switch text.trimmed.lowercased() {
    case "cumulative": return "cumulative"
    case "delta": return "delta"
    case "lowmemory": return "low_memory"
    default: throw ValueProblem(expected: "cumulative, delta, lowmemory", found: text.quoted)
    }
  }

  /// A list in which each word stands once, where it stands first (E-10).
  private static func withoutRepetition(_ text: String) -> String {
    text.split(separator: ",").map { String($0).trimmed.lowercased() }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .joined(separator: ",")
  }

  private static func exporterChoice(_ text: String) throws(ValueProblem) -> String? {
    switch text.trimmed.lowercased() {
    case "otlp": return "true"
    case "none": return "false"
    default: throw ValueProblem(expected: "otlp or none", found: text.quoted)
    }
  }
}
