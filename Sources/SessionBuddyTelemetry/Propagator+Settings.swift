import Settings
import Telemetry

extension TelemetrySettings {
  /// The propagators of the settings as one.
  var propagator: any TextMapPropagator {
    let propagators = propagators.map { name -> any TextMapPropagator in
      switch name {
      case .traceContext: W3CTraceContextPropagator()
      case .baggage: W3CBaggagePropagator()
      case .b3: B3Propagator(.single)
      case .b3multi: B3Propagator(.multi)
      }
    }
    return CompositePropagator(propagators)
  }
}
