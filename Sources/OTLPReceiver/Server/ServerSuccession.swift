import CGRPC
import GRPCTransport
import Synchronization

/// The servers that follow one another at one address.
///
/// The core closes connections gracefully only with the server they belong to. So a server whose clients are to make
/// new connections is shut down, which sends them GOAWAY, and another one listens in its place.
final class ServerSuccession: Sendable {
  private struct Member {
    let handle: ServerHandle
    let thread: ServingThread
  }

  private struct State {
    var address: String
    var members: [Member] = []
    var isStopped = false
  }

  private let credentials: ServerCredentials
  private let limits: ServerLimits
  private let handler: @Sendable (Request) -> Reply
  private let state: Mutex<State>

  init(
    at address: String,
    _ credentials: ServerCredentials,
    _ limits: ServerLimits,
    _ handler: @escaping @Sendable (Request) -> Reply
  ) {
    self.credentials = credentials
    self.limits = limits
    self.handler = handler
    state = Mutex(State(address: address))
  }

  /// Starts the first server and returns its port, 0 for an address without one; later ones listen there too.
  func start() throws(ReceiverError) -> Int {
    // The lock lets no typed error through.
    let result = state.withLock { state -> Result<Int, ReceiverError> in
      listen(&state).map { port in
        if port > 0, let colon = state.address.lastIndex(of: ":") {
          state.address = state.address[...colon] + "\(port)"
        }
        return port
      }
    }
    return try result.get()
  }

  /// Asks every client to make a new connection, which another server takes; calls that have begun go on.
  func makeWay() throws(ReceiverError) {
    let result = state.withLock { state -> Result<Int, ReceiverError> in
      guard !state.isStopped else { return .success(0) }
      forgetWhatIsOver(&state)
      state.members.last?.handle.beginDraining()
      var result = listen(&state)
      // The address is free once the core has closed the socket, which may take it a moment.
      for _ in 0..<200 {
        guard case .failure(.cannotListen) = result else { return result }
        gpr_sleep_until(.after(.milliseconds(10)))
        result = listen(&state)
      }
      return result
    }
    _ = try result.get()
  }

  /// Ends all of them; what has begun may go on until `deadline`. Returns when their threads are gone.
  func stop(by deadline: ContinuousClock.Instant) {
    let members = state.withLock { state in
      state.isStopped = true
      return state.members
    }
    for member in members { member.handle.beginStopping(by: deadline) }
    for member in members { member.thread.join() }
  }

  private func forgetWhatIsOver(_ state: inout State) {
    state.members.removeAll { member in
      guard case .released = member.handle.current else { return false }
      member.thread.join()
      return true
    }
  }

  private func listen(_ state: inout State) -> Result<Int, ReceiverError> {
    do throws(ReceiverError) {
      let handle = ServerHandle(limits)
      let port = try handle.listen(on: state.address, credentials)
      let serve: @Sendable () -> Void = { [handler] in
        // A successor that cannot listen leaves clients with a refused connection, which tells them as much.
        var loop = ServerLoop(handle, handler) { try? self.makeWay() }
        loop.run()
      }
      do throws(ReceiverError) {
        state.members.append(Member(handle: handle, thread: try ServingThread(serve)))
      } catch {
        handle.beginStopping(by: .now)
        serve()
        throw error
      }
      return .success(port)
    } catch {
      return .failure(error)
    }
  }
}
