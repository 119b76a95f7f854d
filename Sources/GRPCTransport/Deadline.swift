package import CGRPC

extension gpr_timespec {
  /// The moment `duration` from now on the core's monotonic clock; one that is too far away never comes.
  package static func after(_ duration: Duration) -> gpr_timespec {
    let (seconds, attoseconds) = duration.components
    // gRPC counts the milliseconds since its own start in 64 bits; a century is as good as forever.
    guard seconds < 3_155_760_000 else { return .never }
    let span = gpr_timespec(
      tv_sec: max(seconds, 0),
      tv_nsec: seconds < 0 ? 0 : Int32(max(attoseconds, 0) / 1_000_000_000),
      clock_type: GPR_TIMESPAN
    )
    return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), span)
  }

  /// The moment that never comes.
  package static var never: gpr_timespec {
    gpr_inf_future(GPR_CLOCK_MONOTONIC)
  }
}

extension Duration {
  /// Whole milliseconds for an argument of the core, rounded up and held within `Int32`.
  package var clampedMilliseconds: Int32 {
    let milliseconds = self / .milliseconds(1)
    return Int32(max(0, min(milliseconds.rounded(.up), Double(Int32.max))))
  }
}
