import Telemetry
import XCTest

/// How far the current span reaches.
final class CurrentSpanTests: XCTestCase {
  private struct Failure: Error, Equatable {}

  private let bench = SpanBench()

  /// The names of all spans but the outermost, which must be the parent of all of them.
  private var children: [String] {
    let spans = bench.spans
    guard let outer = spans.last, outer.name == "outer" else { return ["no outer span"] }
    return spans.dropLast().filter { $0.parentSpanID == outer.context.spanID }.map(\.name).sorted()
  }

  func test_T11_withSpan_makesItCurrentAndBringsTheFormerBack() {
    let tracer = bench.tracer
    let result = tracer.withSpan("outer") { outer in
      let number = tracer.withSpan("inner") { inner in
        XCTAssertEqual(Span.current?.context, inner.context)
        return 7
      }
      XCTAssertEqual(Span.current?.context, outer.context)
      return number
    }

    XCTAssertEqual(result, 7)
    XCTAssertNil(Span.current)
    XCTAssertEqual(children, ["inner"])
  }

  func test_T11_T23_typedError_bringsTheFormerBackToo() {
    let tracer = bench.tracer
    tracer.withSpan("outer") { outer in
      do throws(Failure) {
        try tracer.withSpan("failing") { (_: Span) throws(Failure) -> Void in throw Failure() }
        XCTFail("expected an error")
      } catch {
        XCTAssertEqual(error, Failure())
      }
      XCTAssertEqual(Span.current?.context, outer.context)
    }

    XCTAssertEqual(children, ["failing"])
    XCTAssertEqual(bench.spans.map(\.status), [.error("Failure()"), .unset])
  }

  func test_T11_T23_asyncError_bringsTheFormerBackToo() async {
    let tracer = bench.tracer
    await XCTAssertThrowsFailure {
      try await tracer.withSpan("outer") { outer in
        await Task.yield()
        XCTAssertEqual(Span.current?.context, outer.context)
        throw Failure()
      }
    }

    XCTAssertNil(Span.current)
    XCTAssertEqual(bench.spans.map(\.status), [.error("Failure()")])
    XCTAssertEqual(bench.spans.map { $0.events.map(\.name) }, [["exception"]])
  }

  func test_T11_childTasks_areInsideTheSpan() async throws {
    let tracer = bench.tracer
    await tracer.withSpan("outer") { _ in
      async let a: Void = tracer.withSpan("async let") { _ in await Task.yield() }
      await withTaskGroup(of: Void.self) { group in
        for index in 0..<3 { group.addTask { tracer.withSpan("group \(index)") { _ in } } }
      }
      await Task { tracer.withSpan("task") { _ in } }.value
      await a
    }

    XCTAssertEqual(children, ["async let", "group 0", "group 1", "group 2", "task"])
  }

  /// Work that leaves the task takes the context along by itself.
  func test_T11_detachedWork_isInsideWhenItAsksForIt() async throws {
    let tracer = bench.tracer
    await tracer.withSpan("outer") { _ in
      await Task.detached { tracer.withSpan("detached without") { _ in } }.value
      let context = Context.current
      await Task.detached { context.run { tracer.withSpan("detached with") { _ in } } }.value
      await Task.detached {
        await context.run {
          await Task.yield(); tracer.withSpan("detached later") { _ in }
        }
      }.value
      await withCheckedContinuation { done in
        DispatchQueue.global().async {
          tracer.withSpan("queue without") { _ in }
          context.run { tracer.withSpan("queue with") { _ in } }
          done.resume()
        }
      }
    }

    XCTAssertEqual(children, ["detached later", "detached with", "queue with"])
    XCTAssertEqual(
      bench.spans.filter { !$0.parentSpanID.isValid }.map(\.name),
      ["detached without", "queue without", "outer"])
  }

  func test_T11_aSpanOfOnesOwn_canBeMadeCurrent() async throws {
    let tracer = bench.tracer
    let outer = tracer.startSpan("outer")
    Context.current.setting(span: outer).run { tracer.startSpan("sync").end() }
    await Context.current.setting(span: outer).run {
      await Task.yield()
      tracer.startSpan("async").end()
    }
    outer.end()

    XCTAssertEqual(children, ["async", "sync"])
  }

  private func XCTAssertThrowsFailure(_ body: () async throws -> Void) async {
    do {
      try await body()
      XCTFail("expected an error")
    } catch {
      XCTAssertEqual(error as? Failure, Failure())
    }
  }
}
