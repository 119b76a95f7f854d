import Foundation
import GRPCTransport
import OTLPReceiver
import TestSupport
import XCTest

final class PeerDiagnosisTests: XCTestCase {
  func test_closedPort_isSaidToBeRefused() throws {
    let server = try UnaryServer(address: "127.0.0.1:0") { _ in .ok() }
    server.stop(within: .zero)

    try assertDiagnosis(
      at: server.port, .connectionRefused,
      "nothing listens on 127.0.0.1:\(server.port) (connection refused)")
  }

  func test_serverOfHTTP1_isRecognised() throws {
    let modern = try StrangePeer(saying: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    try assertDiagnosis(
      at: modern.port, .http1,
      "127.0.0.1:\(modern.port) answers as an HTTP/1.1 server, not gRPC; OTLP/gRPC is usually on port 4317")

    // What Python's http.server does with a request it cannot read: HTML without a status line.
    let ancient = try StrangePeer(saying: "<!DOCTYPE HTML>\n<html><h1>Error response</h1></html>")
    try assertDiagnosis(
      at: ancient.port, .notHTTP2,
      "127.0.0.1:\(ancient.port) answers, but not in HTTP/2, so it is no gRPC server; "
        + "OTLP/gRPC is usually on port 4317")
  }

  func test_peerThatHangsUp_isRecognised() throws {
    let peer = try StrangePeer(saying: "")
    try assertDiagnosis(
      at: peer.port, .closedEarly,
      "127.0.0.1:\(peer.port) closed the connection at once; it may expect TLS or a client certificate")
  }

  func test_peerThatSaysNothing_isTimedOut() throws {
    let peer = try StrangePeer(saying: nil)
    try assertDiagnosis(
      at: peer.port, .noAnswer, "127.0.0.1:\(peer.port) did not answer in time", status: .deadlineExceeded,
      timeout: .milliseconds(50))
  }

  func test_hostWithoutAddress_isNamed() throws {
    let answer = try Channel(target: "no-such-host.invalid:4317").answer()
    XCTAssertEqual(PeerDiagnosis(answer)?.cause, .unknownHost("no-such-host.invalid:4317"))
  }

  func test_socketFileThatIsNotThere_isNamed() throws {
    let answer = try Channel(target: "unix:/no/such/socket").answer()
    XCTAssertEqual(
      PeerDiagnosis(answer)?.description, "unix:/no/such/socket cannot be reached: No such file or directory")
  }

  func test_serverWithoutTheMethod_isNoCollector() {
    XCTAssertEqual(PeerDiagnosis(Answer(status: .unimplemented, statusMessage: ""))?.cause, .unknownMethod)
  }

  func test_proxyThatAnswersInHTTP_isRecognised() {
    let diagnosis = PeerDiagnosis(
      Answer(status: .unavailable, statusMessage: "Received http2 header with status: 502"))
    XCTAssertEqual(
      diagnosis?.description, "a proxy or web server answered with HTTP status 502 instead of gRPC")
  }

  func test_FS19_pageNotFound_isNoMethodOfAnybody() {
    let answer = Answer(status: .unimplemented, statusMessage: "Received http2 header with status: 404")
    XCTAssertEqual(PeerDiagnosis(answer)?.cause, .httpStatus("404"))
  }

  func test_wordsOfTheServer_areLeftAlone() {
    XCTAssertNil(PeerDiagnosis(Answer(status: .ok, statusMessage: "")))
    XCTAssertNil(PeerDiagnosis(Answer(status: .unavailable, statusMessage: "restarting")))
    XCTAssertNil(PeerDiagnosis(Answer(status: .unavailable, statusMessage: "Socket closed")))
    XCTAssertNil(PeerDiagnosis(Answer(status: .invalidArgument, statusMessage: "Connection refused")))
  }

  func test_addressOfVersionSix_isWrittenAsUsual() {
    let message =
      "failed to connect to all addresses; last error: UNKNOWN: ipv6:%5B::1%5D:4317: "
      + "Failed to connect to remote host: Connection refused"
    XCTAssertEqual(PeerDiagnosis(Answer(status: .unavailable, statusMessage: message))?.address, "[::1]:4317")
  }

  private func assertDiagnosis(
    at port: Int,
    _ cause: PeerDiagnosis.Cause,
    _ sentence: String,
    status: Status = .unavailable,
    timeout: Duration = .seconds(30),
    line: UInt = #line
  ) throws {
    let answer = try Channel(target: "127.0.0.1:\(port)").answer(timeout: timeout)
    XCTAssertEqual(answer.status, status, line: line)
    XCTAssertEqual(PeerDiagnosis(answer)?.cause, cause, answer.statusMessage, line: line)
    XCTAssertEqual(PeerDiagnosis(answer)?.description, sentence, line: line)
  }
}
