// SessionBuddyTelemetry
