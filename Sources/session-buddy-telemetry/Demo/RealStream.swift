import SessionBuddySources
import SessionBuddyTelemetry

/// The activity events of this machine's own database: all there are, then those that are added meanwhile.
struct RealStream: DemoStream {
  private static let eventsPerTick = 250
  private static let ticksBetweenLooks = 20

  private let database: ActivityDatabase
  private var rows: ActivityRows
  private var ticksUntilLook = 0

  init(home: String) throws(CommandFailure) {
    do throws(SourceError) {
      database = try ActivityDatabase.find(home: home)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    rows = database.events()
  }

  mutating func tick(_ services: DemoServices, at now: Timestamp) throws(CommandFailure) -> Int {
    let telemetry = services.sessionBuddy
    if ticksUntilLook > 0 {
      ticksUntilLook -= 1
      return 0
    }
    do throws(SourceError) {
      for count in 0..<Self.eventsPerTick {
        switch try rows.next() {
        case .success(let event): telemetry.record(event)
        case .failure: telemetry.noteInvalidRecord()
        case nil:
          rows = database.events(after: rows.lastID)
          ticksUntilLook = Self.ticksBetweenLooks
          return count
        }
      }
      return Self.eventsPerTick
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
  }

  mutating func finish() {}
}
