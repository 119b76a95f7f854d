// What a service sees after one `import SessionBuddyTelemetry`; the only re-exports of the package.
@_exported public import SessionBuddyBridge
@_exported public import Settings
@_exported public import Telemetry
