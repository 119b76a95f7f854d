import OTLPExporter
import SessionBuddyBridge
import Settings

extension BatchOptions {
  /// The batches of spans of the settings.
  static func spans(_ settings: TelemetrySettings) -> BatchOptions {
    var options = BatchOptions()
    options.scheduleDelay = settings.scheduleDelay
    options.maximumBatchSize = settings.batchSize
    return options
  }

  /// The batches of log records of the settings.
  static func logs(_ settings: TelemetrySettings) -> BatchOptions {
    var options = BatchOptions.logs
    options.scheduleDelay = settings.logsScheduleDelay
    options.maximumBatchSize = settings.logsBatchSize
    return options
  }
}

extension BridgeOptions {
  /// The hashing of paths and the limits of the settings.
  init(_ settings: TelemetrySettings) {
    self.init()
    anonymizePaths = settings.anonymizePaths
    cardinalityLimit = settings.cardinalityLimit
    anonymizationKey = settings.anonymizationKey?.value ?? ""
  }
}
