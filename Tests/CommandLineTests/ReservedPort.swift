import Foundation

/// A loopback port nobody listens on, kept from everybody who asks the system for a free one.
///
/// Connecting to it is refused. Linux still lets a server that asks for exactly this port have it, because the
/// socket that holds it does not listen; elsewhere the port can only be given up before that.
final class ReservedPort {
  struct Failure: Error {
    let errorNumber: Int32
  }

  let number: Int
  private let socket: FileHandle

  init() throws {
    #if os(Linux)
      let descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = Foundation.socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw Failure(errorNumber: errno) }
    socket = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var isShared: Int32 = 1
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &isShared, socklen_t(MemoryLayout<Int32>.size))
    let result = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, size) == 0 ? unsafe getsockname(descriptor, address, &size) : -1
      }
    }
    guard result == 0 else { throw Failure(errorNumber: errno) }
    number = Int(UInt16(bigEndian: address.sin_port))
    #if !os(Linux)
      release()
    #endif
  }

  /// Lets go of the port.
  func release() {
    try? socket.close()
  }
}
