// TelemetryTesting
