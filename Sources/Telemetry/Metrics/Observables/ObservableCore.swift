/// What all values of one observable instrument share.
package final class ObservableCore: Sendable {
  package let descriptor: InstrumentDescriptor
  let streams: [ObservableStream]
  /// Of the meter it belongs to: callbacks are for the instruments of one.
  let meter: MeterSwitch
  private let diagnostics: Diagnostics

  init(
    _ descriptor: InstrumentDescriptor,
    streams: [ObservableStream],
    meter: MeterSwitch,
    diagnostics: Diagnostics
  ) {
    self.descriptor = descriptor
    self.streams = streams
    self.meter = meter
    self.diagnostics = diagnostics
  }

  /// Whether observing has any effect.
  var isEnabled: Bool { !streams.isEmpty && meter.isOn }

  /// Whether `value` can be kept; if not it is told, once per instrument (Z-13).
  func accepts(_ value: NumberValue) -> Bool {
    let number = value.asDouble
    if number.isFinite, descriptor.kind.takesNegative || number >= 0 { return true }
    diagnostics.reportMisuse(of: descriptor, meter, value)
    return false
  }
}

/// An observable instrument, whatever it observes.
public protocol ObservableInstrument: Sendable {
  /// What the program said about it when it made it.
  var descriptor: InstrumentDescriptor { get }
  /// For the SDK.
  var identity: ObservableIdentity { get }
}

/// Which observable instrument this is; only the SDK makes and reads it.
public struct ObservableIdentity: Sendable {
  let core: ObservableCore
}

/// A total that only grows and that somebody else keeps: bytes a system has read, processor time (M-16).
///
/// At each collection its callbacks tell the total of each series. A series that is not told disappears (M-81).
///
/// ```swift
/// let processorTime = meter.observableCounter("process.cpu.time", of: Double.self, unit: "s") { observer in
///   observer.observe(readProcessorTime(), ["cpu.mode": "user"])
/// }
/// ```
public struct ObservableCounter<Value: MeasurementValue>: ObservableInstrument {
  let core: ObservableCore

  /// What the program said about it when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }
  /// For the SDK.
  public var identity: ObservableIdentity { ObservableIdentity(core: core) }
  /// Whether observing has any effect.
  public var isEnabled: Bool { core.isEnabled }
}

/// A total that rises and falls and that somebody else keeps: the size of a queue, open files (M-16).
///
/// See ``ObservableCounter``.
public struct ObservableUpDownCounter<Value: MeasurementValue>: ObservableInstrument {
  let core: ObservableCore

  /// What the program said about it when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }
  /// For the SDK.
  public var identity: ObservableIdentity { ObservableIdentity(core: core) }
  /// Whether observing has any effect.
  public var isEnabled: Bool { core.isEnabled }
}

/// A value that is not added up and that somebody else keeps: a temperature, a rate (M-16).
///
/// See ``ObservableCounter``.
public struct ObservableGauge<Value: MeasurementValue>: ObservableInstrument {
  let core: ObservableCore

  /// What the program said about it when it made it.
  public var descriptor: InstrumentDescriptor { core.descriptor }
  /// For the SDK.
  public var identity: ObservableIdentity { ObservableIdentity(core: core) }
  /// Whether observing has any effect.
  public var isEnabled: Bool { core.isEnabled }
}
