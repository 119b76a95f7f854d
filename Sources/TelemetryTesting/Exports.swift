// What a test sees after one `import TelemetryTesting`: the answers, statuses and values it compares.
@_exported public import GRPCTransport
@_exported public import OTLPReceiver
@_exported public import Telemetry
