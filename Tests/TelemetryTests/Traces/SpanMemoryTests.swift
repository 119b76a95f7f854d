import Synchronization
import Telemetry
import TestSupport
import XCTest

/// A span may get the memory of one before it, but never that of one that is still there.
final class SpanMemoryTests: XCTestCase {
  /// Keeps what spans were at their end, and none of them.
  private final class Notes: Sendable {
    private let ended = Mutex<[SpanData]>([])

    var spans: [SpanData] { ended.withLock { $0 } }

    func tracer() -> Tracer {
      let processor = ScriptedSpanProcessor(ending: { span in
        let data = span.data
        self.ended.withLock { $0.append(data) }
      })
      return TracerProvider(resource: Resource(), processors: [processor]).tracer(named: "notes")
    }
  }

  func test_T29_spansThatAreOpenAtOnce_keepWhatIsTheirs() {
    let notes = Notes()
    let tracer = notes.tracer()
    // Leaves memory behind for one of the next two.
    tracer.startSpan("earlier", attributes: ["n": 0, "only": "there"]).end()
    let first = tracer.startSpan("first", attributes: ["n": 1])
    let second = tracer.startSpan("second", attributes: ["n": 2])
    first.setAttribute("late", 10)
    second.setAttribute("late", 20)
    first.end()
    second.end()

    XCTAssertEqual(notes.spans.map(\.name), ["earlier", "first", "second"])
    XCTAssertEqual(
      notes.spans.map(\.attributes),
      [["n": 0, "only": "there"], ["n": 1, "late": 10], ["n": 2, "late": 20]])
  }

  func test_T29_spansThatEndOnAnotherThread_leaveTheNextOnesAlone() {
    let notes = Notes()
    let tracer = notes.tracer()
    let rounds = 100
    onThreads(4) { thread in
      for round in 0..<rounds {
        let number = Int64(thread * rounds + round)
        let span = tracer.startSpan("there", attributes: ["n": .int(number)])
        // Another thread may be the last to hold it, and gets the memory then.
        onThreads(1) { _ in
          span.setAttribute("m", .int(number))
          span.end()
        }
      }
    }

    XCTAssertEqual(notes.spans.count, 4 * rounds)
    XCTAssertEqual(
      Set(notes.spans.map(\.attributes)),
      Set((0..<4 * rounds).map { ["n": .int(Int64($0)), "m": .int(Int64($0))] }))
  }
}
