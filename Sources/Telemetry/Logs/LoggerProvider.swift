import Synchronization

/// Where loggers come from: one resource, and the processors that see every record.
///
/// A program can make many; ``LoggerProvider/global`` is one it may share. Everything is safe from any thread (L-27).
///
/// ```swift
/// let exporter = InMemoryLogRecordExporter()
/// let provider = LoggerProvider(processors: [SimpleLogRecordProcessor(exporter)])
/// provider.logger(named: "demo").emit("started", severity: .info)
/// ```
public final class LoggerProvider: Sendable {
  /// Says how the logger of a scope is configured; nil for the defaults.
  public typealias Configurator = @Sendable (InstrumentationScope) -> LoggerConfiguration?

  /// What may be chosen about a provider.
  public struct Options: Sendable {
    /// How much the attributes of a record may hold; what exceeds it is discarded and counted (L-20).
    public var limits = AttributeLimits()
    /// What is said of each logger when it is made (L-14).
    public var configurator: Configurator = { _ in nil }
    /// Where the provider counts its own records, as `otel.sdk.log.created`; nil for nowhere (O-03, O-10).
    public var selfMeter: Meter?

    /// The defaults.
    public init() {}
  }

  /// What produces the records; ``Resource/default`` unless given.
  public let resource: Resource
  private let processors: [any LogRecordProcessor]
  private let limits: AttributeLimits
  private let clock: any TelemetryClock
  private let diagnostics: Diagnostics
  private let meters: LogMeters?
  private let origin = ProcessOrigin()
  private let cores: ScopeCores<LoggerCore, LoggerConfiguration>

  /// A provider whose records `processors` see; without processors its loggers do nothing (L-06).
  public init(
    resource: Resource = .default,
    processors: [any LogRecordProcessor],
    options: Options = Options(),
    clock: any TelemetryClock = SystemClock(),
    diagnostics: Diagnostics = Diagnostics()
  ) {
    self.resource = resource
    self.processors = processors
    self.clock = clock
    self.diagnostics = diagnostics
    limits = options.limits
    meters = options.selfMeter.map { LogMeters($0) }
    cores = ScopeCores(options.configurator)
  }

  /// The logger of a scope; after ``shutdown(within:)`` one that does nothing (L-02, L-27).
  ///
  /// Code that passes on the records of another logging library names the scope after the logger there. A name that is
  /// empty is reported and kept (L-13).
  public func logger(
    named name: String,
    version: String = "",
    schemaURL: String = "",
    attributes: AttributeSet = [:]
  ) -> Logger {
    let scope = InstrumentationScope(
      name: name, version: version, schemaURL: schemaURL, attributes: attributes)
    if name.isEmpty, !processors.isEmpty, origin.isHere {
      diagnostics.reportOnce("logger:", Diagnostic(.warning, "a logger was asked for without a name"))
    }
    let core =
      !origin.isHere
      ? nil : cores.core(of: scope) { makeCore(scope, processors, $0 ?? LoggerConfiguration()) }
    return Logger(core ?? makeCore(scope, [], LoggerConfiguration()))
  }

  private func makeCore(
    _ scope: InstrumentationScope,
    _ processors: [any LogRecordProcessor],
    _ configuration: LoggerConfiguration
  ) -> LoggerCore {
    LoggerCore(
      identity: ScopeIdentity(resource: resource, scope: scope),
      processors: processors,
      limits: limits,
      clock: clock,
      settings: LoggerSwitch(configuration),
      meters: meters
    )
  }

  /// Replaces ``Options/configurator``, for the loggers there are as well (L-13).
  public func configureLoggers(_ configurator: @escaping Configurator) {
    cores.configure(configurator) { core, configuration in
      core.settings.configuration = configuration ?? LoggerConfiguration()
    }
  }

  /// Exports every record that was emitted; false when that has not finished in time (L-27).
  public func flush(within duration: Duration) -> Bool {
    flush(until: clock.instant.advanced(by: duration))
  }

  /// Exports every record that was emitted, then stops, all processors side by side; later calls do nothing and return true
  /// (L-27).
  public func shutdown(within duration: Duration) -> Bool {
    shutdown(until: clock.instant.advanced(by: duration))
  }

  package func flush(until deadline: Instant) -> Bool {
    guard origin.isHere else { return false }
    return processors.map { $0.flush(until: deadline) }.allSatisfy(\.self)
  }

  package func shutdown(until deadline: Instant) -> Bool {
    guard origin.isHere else { return true }
    guard cores.shutDown() else { return true }
    return SideWork.all(
      processors.map { processor in { processor.shutdown(until: deadline) } }, until: deadline, clock)
  }
}

extension LoggerProvider {
  private static let shared = Mutex<LoggerProvider?>(nil)

  /// A provider whose loggers do nothing (L-06).
  public static let disabled = LoggerProvider(resource: Resource(), processors: [])

  /// The provider for code that is given none: ``disabled`` until a program sets one (L-01).
  ///
  /// A logger belongs to the provider it was made by: set it before loggers are made.
  public static var global: LoggerProvider { shared.withLock { $0 } ?? disabled }

  /// Makes `provider` the ``global`` one; nil for none.
  public static func setGlobal(_ provider: LoggerProvider?) {
    shared.withLock { $0 = provider }
  }
}
