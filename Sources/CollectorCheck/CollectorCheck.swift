import GRPCTransport
import OTLPExporter
import SessionBuddyTelemetry
package import Settings
import Telemetry

/// Goes the way of an export, one step after the other, and says what it sees and how to mend it.
///
/// Nothing is sent that makes a series, a span or a record at the collector. A step that fails ends the way; those
/// behind it are skipped.
package struct CollectorCheck {
  let resolved: ResolvedSettings
  let options: OTLPExporterOptions
  /// How long one step may take.
  let patience: Duration
  /// What time it is for certificates.
  let now: CertificateTime

  private var addresses: [SocketAddress] = []
  private var handshake: Handshake?

  /// Checks the way that `settings` lead; `tell` hears of each stage as soon as it is over, and `now` is in seconds since 1970.
  package static func run(
    _ settings: Result<ResolvedSettings, SettingsError>,
    environment: [String: String],
    now: Double,
    patience: Duration = .seconds(5),
    tell: (CheckStage) -> Void = { _ in }
  ) -> CheckReport {
    let first = SettingsStage(settings)
    tell(first.stage)
    let skipped = CheckStage.Name.allCases.dropFirst()
    guard let resolved = first.resolved, let options = first.options else {
      let rest = skipped.map { CheckStage($0, .skipped, "not tried: the settings come first") }
      rest.forEach(tell)
      return CheckReport(
        collector: first.resolved?.settings.endpoint.description, stages: [first.stage] + rest,
        notes: CheckNotes(first.resolved, environment).lines)
    }
    var check = CollectorCheck(
      resolved: resolved, options: options, patience: patience, now: CertificateTime(seconds: Int(now)))
    let stages = [first.stage] + check.goOn(tell)
    return CheckReport(
      collector: resolved.settings.endpoint.description, stages: stages,
      notes: CheckNotes(resolved, environment).lines)
  }

  private init(
    resolved: ResolvedSettings, options: OTLPExporterOptions, patience: Duration, now: CertificateTime
  ) {
    self.resolved = resolved
    self.options = options
    self.patience = patience
    self.now = now
  }

  private mutating func goOn(_ tell: (CheckStage) -> Void) -> [CheckStage] {
    var culprit: CheckStage.Name?
    var stages: [CheckStage] = []
    for name in CheckStage.Name.allCases.dropFirst() {
      let stage =
        culprit.map { CheckStage(name, .skipped, "not tried: \($0.rawValue) comes first") } ?? look(at: name)
      if stage.outcome == .failed { culprit = culprit ?? name }
      tell(stage)
      stages.append(stage)
    }
    return stages
  }

  private mutating func look(at name: CheckStage.Name) -> CheckStage {
    switch name {
    // The settings were looked at before there was a check.
    case .settings: SettingsStage(.success(resolved)).stage
    case .address: lookUp()
    case .connect: connect()
    case .tls: TLSStage(self, shakeHands()).stage
    case .grpc: GRPCStage(shakeHands(), words: words, endpoint: resolved.settings.endpoint).stage
    case .export: ExportStage(self).stage
    case .size: SizeStage(self).stage
    }
  }

  private mutating func lookUp() -> CheckStage {
    let found = AddressStage(resolved.settings.endpoint, atMost: patience)
    addresses = found.addresses
    return found.stage
  }

  private func connect() -> CheckStage {
    guard !addresses.isEmpty else {
      return CheckStage(.connect, .skipped, "left to gRPC, as the address is")
    }
    let dialing = Dialing(addresses, atMost: patience)
    return ConnectStage(dialing, endpoint: resolved.settings.endpoint, patience: patience).stage
  }

  /// TLS and gRPC are both told from one call.
  private mutating func shakeHands() -> Handshake {
    if let handshake { return handshake }
    let new = Handshake(options, atMost: patience)
    handshake = new
    return new
  }

  /// Words of the server, made fit to be shown.
  var words: ForeignWords {
    ForeignWords(hiding: options.headers)
  }

  /// The signals that are exported.
  var signals: [TelemetrySignal] {
    let settings = resolved.settings
    return TelemetrySignal.allCases.filter { signal in
      switch signal {
      case .metrics: settings.metricsEnabled
      case .traces: settings.tracesEnabled
      case .logs: settings.logsEnabled
      }
    }
  }
}
