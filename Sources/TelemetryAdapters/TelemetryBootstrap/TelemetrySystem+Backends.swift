package import CoreMetrics
public import Logging
import LoggingAdapter
import MetricsAdapter
public import ServiceLifecycleAdapter
import SessionBuddyTelemetry
import Tracing
package import TracingAdapter

extension TelemetrySystem {
  /// Becomes the backend of the three packages.
  func install(_ console: Console?, _ metadataProvider: Logging.Logger.MetadataProvider?) {
    LoggingSystem.bootstrap(
      { logHandler($0, $1, console) },
      metadataProvider: metadataProvider
    )
    MetricsSystem.bootstrap(metricsFactory)
    InstrumentationSystem.bootstrap(tracer)
  }

  /// What becomes of the messages of a logger.
  package func logHandler(
    _ label: String, _ provider: Logging.Logger.MetadataProvider?, _ console: Console?
  ) -> any LogHandler {
    let handler = TelemetryLogHandler(
      label: label, provider: telemetry.loggerProvider, metadataProvider: provider)
    guard let console else { return handler }
    return MultiplexLogHandler([console(label, provider), handler])
  }

  /// What becomes of metrics; their scope is `swift-metrics`.
  package var metricsFactory: any MetricsFactory {
    TelemetryMetricsFactory(telemetry.meterProvider.meter(named: "swift-metrics"))
  }

  /// What becomes of spans; their scope is `swift-distributed-tracing`.
  package var tracer: TelemetryTracer {
    TelemetryTracer(telemetry.tracerProvider, propagator: telemetry.propagator)
  }

  /// This system as a service of swift-service-lifecycle, which shuts it down within `duration`, that of the settings
  /// unless given; the first of its group, so that it ends last.
  ///
  /// ```swift
  /// let group = ServiceGroup(services: [telemetry.service(), server], logger: logger)
  /// ```
  public func service(
    within duration: Duration? = nil, logger: Logging.Logger? = nil
  ) -> TelemetryService {
    TelemetryService(logger: logger) { shutdown(within: duration) }
  }
}
