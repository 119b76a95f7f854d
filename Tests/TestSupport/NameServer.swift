import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A name server on a free loopback port that says of every name what a test wants said.
package final class NameServer: Sendable {
  /// What a name stands for: one address of this machine.
  package enum Address: UInt16, Sendable {
    /// `127.0.0.1`, in a record of type A.
    case ipv4 = 1
    /// `::1`, in a record of type AAAA.
    case ipv6 = 28

    fileprivate var bytes: [UInt8] {
      switch self {
      case .ipv4: [127, 0, 0, 1]
      case .ipv6: [UInt8](repeating: 0, count: 15) + [1]
      }
    }
  }

  package let port: Int
  private let desk: Desk

  package init(answering address: Address) throws {
    desk = Desk(address)
    let socket = Loopback.makeSocket(ofDatagrams: true)
    port = try Loopback.giveFreePort(to: socket)
    // A look every now and then whether this is over; a socket that waits for datagrams cannot be shut down.
    var glance = timeval(tv_sec: 0, tv_usec: 50_000)
    _ = unsafe setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &glance, socklen_t(MemoryLayout.size(ofValue: glance)))
    Thread.detachNewThread { [desk] in
      while !desk.isOver.load(ordering: .relaxed) { desk.serve(socket) }
      close(socket)
    }
  }

  deinit {
    desk.isOver.store(true, ordering: .relaxed)
  }

  /// From now on names stand for `address`.
  package func answer(_ address: Address) {
    desk.address.withLock { $0 = address }
  }
}

private final class Desk: Sendable {
  let address: Mutex<NameServer.Address>
  let isOver = Atomic(false)

  init(_ address: NameServer.Address) {
    self.address = Mutex(address)
  }

  /// Answers one question, if one comes.
  func serve(_ socket: Int32) {
    var question = [UInt8](repeating: 0, count: 512)
    var client = Loopback.address(port: 0)
    unsafe Loopback.withPointer(to: &client) { client, size in
      var size = size
      let count = unsafe recvfrom(socket, &question, question.count, 0, client, &size)
      guard count > 0, let answer = answer(to: Array(question[..<count])) else { return }
      _ = unsafe sendto(socket, answer, answer.count, 0, client, size)
    }
  }

  /// The answer to a question (RFC 1035, 4.1): the address, or none when another type is asked for.
  private func answer(to message: [UInt8]) -> [UInt8]? {
    // A header of twelve bytes, a name that ends with an empty label, a type and a class.
    guard message.count > 12, let end = message[12...].firstIndex(of: 0), end + 4 < message.count else {
      return nil
    }
    let question = message[12...end + 4]
    let type = UInt16(message[end + 1]) << 8 | UInt16(message[end + 2])
    let address = address.withLock(\.self)
    let isKnown = type == address.rawValue
    let header: [UInt8] = [0x81, 0x80, 0, 1, 0, isKnown ? 1 : 0, 0, 0, 0, 0]
    var answer = Array(message[..<2]) + header + question
    guard isKnown else { return answer }
    // The name of the question, its type and class, a time to live of zero.
    answer += [0xC0, 12] + message[end + 1...end + 4] + [0, 0, 0, 0]
    return answer + [0, UInt8(address.bytes.count)] + address.bytes
  }
}
