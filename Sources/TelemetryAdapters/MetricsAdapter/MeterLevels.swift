import Synchronization
import Telemetry

/// Where a meter stands, so that it can be moved from there; all meters of one series share it.
final class MeterLevel: Sendable {
  private let value = Mutex(0.0)

  /// Changes the level and shows it, in one step: of two that were changed in one order and shown in the other, the older
  /// one would stay on show.
  func change(_ series: BoundGauge<Double>, _ move: (Double) -> Double) {
    value.withLock { value in
      let moved = move(value)
      // What is not finite is refused by the gauge, and would stay here for ever.
      if moved.isFinite { value = moved }
      series.record(moved)
    }
  }

  /// Goes back to 0, and shows nothing.
  func restart() {
    value.withLock { $0 = 0 }
  }
}

/// The levels of all series of a factory.
final class MeterLevels: Sendable {
  /// How many levels are remembered; a meter beyond them moves from 0, by itself.
  static let maximumCount = 10_000

  struct Key: Hashable {
    let label: String
    let attributes: AttributeSet
  }

  /// A level is kept until it is destroyed, and then as long as a meter holds it.
  private struct Slot {
    weak var level: MeterLevel?
    var kept: MeterLevel?
  }

  private let slots = Mutex<[Key: Slot]>([:])

  /// The level of a series, whether a meter holds it or not.
  func level(of key: Key) -> MeterLevel {
    slots.withLock { slots in
      let level = slots[key]?.level ?? MeterLevel()
      if slots[key] == nil, slots.count >= Self.maximumCount {
        slots = slots.filter { $0.value.level != nil }
        guard slots.count < Self.maximumCount else { return level }
      }
      slots[key] = Slot(level: level, kept: level)
      return level
    }
  }

  /// Has the series of `key` begin at 0 again.
  func restart(_ key: Key) {
    slots.withLock { slots in
      slots[key]?.level?.restart()
      slots[key]?.kept = nil
    }
  }
}
