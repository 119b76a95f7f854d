import GRPCTransport
import OTLPReceiver
import TestSupport
import XCTest

final class TLSTests: XCTestCase {
  /// OpenSSL keeps memory for each thread that has used it, and frees it when the thread ends, but not any more
  /// once the process exits: a thread of the core that ends at that moment leaks. So none outlives its test.
  override func tearDownWithError() throws {
    try CoreThreads.waitForTheirEnd()
  }

  func test_serverVouchedFor_isTrusted() throws {
    let ours = try TestCertificates.make()
    try withTLSServer(ours) { port in
      let options = try TLSOptions(rootCertificates: ours.authority)
      XCTAssertEqual(try answer(of: port, options).response, [1])
      XCTAssertEqual(try answer(of: port, options, host: "localhost").response, [1])
    }
  }

  func test_serverOfAnotherAuthority_isNot() throws {
    let (ours, theirs) = try (TestCertificates.make(), TestCertificates.make())
    try withTLSServer(theirs) { port in
      for roots in [ours.authority, nil] {
        let answer = try answer(of: port, TLSOptions(rootCertificates: roots))
        XCTAssertEqual(answer.status, .unavailable)
        XCTAssertEqual(
          PeerDiagnosis(answer)?.description,
          "the certificate of 127.0.0.1:\(port) is not signed by a trusted authority")
      }
    }
  }

  func test_certificateForAnotherName_isRefusedUnlessExpected() throws {
    let ours = try TestCertificates.make()
    try withTLSServer(ours) { port in
      let wrong = try TLSOptions(rootCertificates: ours.authority, expectedName: "collector.example")
      XCTAssertEqual(
        PeerDiagnosis(try answer(of: port, wrong))?.cause, .wrongCertificateName("collector.example"))
      let right = try TLSOptions(rootCertificates: ours.authority, expectedName: "localhost")
      XCTAssertEqual(try answer(of: port, right).status, .ok)
    }
  }

  func test_mutualTLS_wantsTheClientsCertificate() throws {
    let (ours, theirs) = try (TestCertificates.make(), TestCertificates.make())
    try withTLSServer(ours, clientRoots: ours.authority) { port in
      let known = try TLSOptions(rootCertificates: ours.authority, identity: ours.client)
      XCTAssertEqual(try answer(of: port, known).response, [1])

      for identity in [nil, theirs.client] {
        let stranger = try answer(of: port, TLSOptions(rootCertificates: ours.authority, identity: identity))
        XCTAssertEqual(stranger.status, .unavailable)
        XCTAssertEqual(PeerDiagnosis(stranger)?.cause, .closedEarly, stranger.statusMessage)
      }
    }
  }

  func test_plaintextAndTLS_doNotMeet() throws {
    let ours = try TestCertificates.make()
    try withTLSServer(ours) { port in
      let answer = try Channel(target: "127.0.0.1:\(port)", options: .soonForgotten).answer()
      XCTAssertEqual(PeerDiagnosis(answer)?.cause, .closedEarly, answer.statusMessage)
    }
    try withServer { _ in
      .ok()
    } _: { _, server in
      let answer = try answer(of: server.port, TLSOptions(rootCertificates: ours.authority))
      XCTAssertEqual(
        PeerDiagnosis(answer)?.description,
        "127.0.0.1:\(server.port) does not speak TLS; it may expect plaintext")
    }
  }

  func test_expiredCertificate_isOnlyUntrustedToTheCore_andALookTellsWhy() throws {
    let theirs = try TestCertificates.make(serverDays: -1)
    let end = try XCTUnwrap(Certificate(pem: theirs.server.certificateChain)).notAfter
    try withTLSServer(theirs) { port in
      var answer = try answer(of: port, TLSOptions(rootCertificates: theirs.authority))
      XCTAssertEqual(PeerDiagnosis(answer)?.cause, .untrustedCertificate, answer.statusMessage)

      let shown = try XCTUnwrap(
        Certificate.shown(by: "127.0.0.1:\(port)", .soonForgotten, atMost: .seconds(30)))
      answer.lapse = shown.lapse(at: CertificateTime(seconds: end.seconds + 1))
      XCTAssertEqual(
        PeerDiagnosis(answer)?.description, "the certificate of 127.0.0.1:\(port) expired on \(end)")
    }
  }

  func test_expiredClientCertificate_endsTheConnection() throws {
    let ours = try TestCertificates.make(clientDays: -1)
    try withTLSServer(ours, clientRoots: ours.authority) { port in
      let options = try TLSOptions(rootCertificates: ours.authority, identity: ours.client)
      var answer = try answer(of: port, options)
      XCTAssertEqual(PeerDiagnosis(answer)?.cause, .closedEarly, answer.statusMessage)
      answer.lapse = .expired(CertificateTime(seconds: 0))
      XCTAssertEqual(
        PeerDiagnosis(answer)?.description,
        "127.0.0.1:\(port) closed the connection: the client certificate expired on 1970-01-01")
    }
  }

  func test_datesOfACertificate_countToTheSecond() throws {
    let made = try XCTUnwrap(Certificate(pem: TestCertificates.make().server.certificateChain))
    let (first, last) = (made.notBefore.seconds, made.notAfter.seconds)
    XCTAssertEqual(made.lapse(at: CertificateTime(seconds: first - 1)), .notYetValid(made.notBefore))
    XCTAssertNil(made.lapse(at: CertificateTime(seconds: first)))
    XCTAssertNil(made.lapse(at: CertificateTime(seconds: last)))
    XCTAssertEqual(made.lapse(at: CertificateTime(seconds: last + 1)), .expired(made.notAfter))
  }

  func test_credentials_areTriedOutWithoutAnybodyToConnectTo() throws {
    let (ours, theirs) = try (TestCertificates.make(), TestCertificates.make())
    let nonsense = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"
    let strange = try TLSIdentity(
      certificateChain: theirs.client.certificateChain, privateKey: ours.clientKey)
    let cases: [(TLSOptions, Bool)] = try [
      (TLSOptions(), true), (TLSOptions(rootCertificates: ours.authority), true),
      (TLSOptions(rootCertificates: ours.authority, identity: ours.client), true),
      (TLSOptions(rootCertificates: nonsense), false), (TLSOptions(identity: strange), false),
    ]
    for (options, isUsable) in cases {
      XCTAssertEqual(ChannelCredentials.tls(options).areUsable, isUsable)
    }
    XCTAssertTrue(ChannelCredentials.insecure.areUsable)
  }

  func test_textThatBreaksOff_isNoPEM() throws {
    let authority = try TestCertificates.make().authority
    let bundle = authority + authority
    for cut in [bundle.count / 4, bundle.count / 2 + 40] {
      XCTAssertThrowsError(try TLSOptions(rootCertificates: String(bundle.prefix(cut)))) {
        XCTAssertEqual($0 as? TransportError, .cutPEM(what: "root certificates"))
      }
    }
    XCTAssertNoThrow(try TLSOptions(rootCertificates: bundle))
  }

  func test_textThatIsNotPEM_isRefusedAtOnce() throws {
    let ours = try TestCertificates.make()
    XCTAssertThrowsError(try TLSOptions(rootCertificates: "/etc/ssl/ca.pem")) {
      XCTAssertEqual(
        "\($0)", "root certificates: expected PEM text with \"-----BEGIN CERTIFICATE-----\", found none")
    }
    let certificate = ours.client.certificateChain
    XCTAssertThrowsError(try TLSIdentity(certificateChain: certificate, privateKey: certificate)) {
      XCTAssertEqual(
        $0 as? TransportError,
        .notPEM(what: "private key", expected: "-----BEGIN PRIVATE KEY-----"))
    }
  }

  func test_armourAroundNonsense_isSaidToBeUnusable() throws {
    let nonsense = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"
    try withServer { _ in
      .ok()
    } _: { _, server in
      let answer = try answer(of: server.port, TLSOptions(rootCertificates: nonsense))
      XCTAssertEqual(answer.status, .unavailable)
      XCTAssertEqual(PeerDiagnosis(answer)?.cause, .unusableCredentials, answer.statusMessage)
    }
    XCTAssertThrowsError(
      try UnaryServer(
        address: "127.0.0.1:0",
        credentials: .tls(
          TLSIdentity(
            certificateChain: nonsense,
            privateKey: "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n"))
      ) { _ in .ok() })
  }

  func test_privateKey_isNeverShown() throws {
    let identity = try TestCertificates.make().server
    var dump = ""
    Swift.dump(ServerCredentials.tls(identity), to: &dump)
    XCTAssertFalse((dump + "\(identity)" + String(reflecting: identity)).contains("PRIVATE KEY"))
  }

  private func withTLSServer(
    _ certificates: TestCertificates,
    clientRoots: String? = nil,
    _ body: (Int) throws -> Void
  ) throws {
    let server = try UnaryServer(
      address: "127.0.0.1:0",
      credentials: .tls(certificates.server, clientRoots: clientRoots)
    ) { _ in .ok([1]) }
    defer { server.stop(within: .seconds(5)) }
    try body(server.port)
  }

  private func answer(of port: Int, _ options: TLSOptions, host: String = "127.0.0.1") throws -> Answer {
    try Channel(target: "\(host):\(port)", credentials: .tls(options), options: .soonForgotten).answer()
  }
}
