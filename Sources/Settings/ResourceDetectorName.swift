/// What can be found out about where a process runs; the names of OpenTelemetry's detectors and two more.
public enum ResourceDetectorName: String, CaseIterable, Sendable {
  /// The process: its id, its executable, when it began.
  case process
  /// The machine: its name, its id, its processor.
  case host
  /// The operating system: its kind, its name, its version.
  case os
  /// The service: the id of this running instance.
  case service
  /// The container the process runs in, if it runs in one.
  case container
  /// What the environment of the process says of the place it runs at.
  case environment
}

extension ResourceDetectorName: SettingsChoice {}
