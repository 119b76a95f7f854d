import Foundation
import GRPCTransport
import OTLPReceiver
import Synchronization
import TestSupport
import XCTest

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the transport does to the process around it.
final class ProcessTests: XCTestCase {
  /// A server of this class uses OpenSSL; see `TLSTests`.
  override func tearDownWithError() throws {
    try CoreThreads.waitForTheirEnd()
  }

  #if os(Linux)
    func test_threadsOfTheCore_areFewAndEndWithTheLastChannel() throws {
      try withServer { request in
        .ok(request.message)
      } _: { channel, _ in
        for _ in 0..<200 { _ = try channel.answer() }
        // A pool of a thread for each core, from 2 to 32, and six others: two executors, timers, their manager.
        let cores = sysconf(CInt(_SC_NPROCESSORS_CONF))
        XCTAssertLessThanOrEqual(try CoreThreads.names().count, min(max(cores, 2), 32) + 6)
        XCTAssertGreaterThanOrEqual(
          try CoreThreads.names().count, 1, "the names of the core's threads have changed")
      }
      try CoreThreads.waitForTheirEnd()
    }
  #endif

  func test_linesOfTheCore_goWhereTheyAreSentAndNowhereElse() throws {
    let lines = Mutex<[String]>([])
    CoreLog.forward { line in lines.withLock { $0.append(line) } }
    let printed = try printedText {
      // The server logs every handshake that fails.
      let certificates = try TestCertificates.make()
      let server = try UnaryServer(address: "127.0.0.1:0", credentials: .tls(certificates.server)) { _ in
        .ok()
      }
      XCTAssertEqual(try Channel(target: "127.0.0.1:\(server.port)").answer().status, .unavailable)
      server.stop(within: .seconds(5))
      CoreLog.forward(to: nil)
      XCTAssertThrowsError(try UnaryServer(address: "no-such-host.invalid:0") { _ in .ok() })
    }

    XCTAssertEqual(printed, "")
    XCTAssertEqual(lines.withLock { $0.count }, 1)
    XCTAssertEqual(lines.withLock { $0.first?.hasPrefix("Handshake failed with fatal error") }, true)
  }

  /// What `body` writes to standard output and standard error.
  private func printedText(_ body: () throws -> Void) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = unsafe open(path, O_RDWR | O_CREAT, 0o600)
    let saved = (dup(STDOUT_FILENO), dup(STDERR_FILENO))
    dup2(file, STDOUT_FILENO)
    dup2(file, STDERR_FILENO)
    defer {
      close(file)
      close(saved.0)
      close(saved.1)
    }
    let result = Result { try body() }
    dup2(saved.0, STDOUT_FILENO)
    dup2(saved.1, STDERR_FILENO)
    try result.get()
    return try String(contentsOfFile: path, encoding: .utf8)
  }
}
