import Foundation
package import GRPCTransport

/// An authority and two parties it vouches for, made by the openssl command line for this run and valid for a
/// day, the least it can do.
package struct TestCertificates {
  /// The certificate of the authority.
  package let authority: String
  /// A server that may call itself `localhost` or `127.0.0.1`.
  package let server: TLSIdentity
  /// A client.
  package let client: TLSIdentity
  /// The private key of the client, which its identity keeps to itself.
  package let clientKey: String

  /// Certificates of a new authority; with fewer than no days left, those of the parties have expired.
  package static func make(serverDays: Int = 1, clientDays: Int = 1) throws -> TestCertificates {
    let folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let workshop = Workshop(folder: folder)
    try workshop.openssl(
      "req", "-x509", "-subj", "/CN=authority", newKey: "authority", "-out", "authority.pem")
    return TestCertificates(
      authority: try workshop.text("authority.pem"),
      server: try workshop.identity("server", names: "DNS:localhost,IP:127.0.0.1", days: serverDays),
      client: try workshop.identity("client", names: "DNS:client", days: clientDays),
      clientKey: try workshop.text("client.key")
    )
  }
}

/// A folder in which openssl runs.
private struct Workshop {
  let folder: URL

  func openssl(_ arguments: String..., newKey name: String? = nil, _ more: String...) throws {
    let key =
      name.map { name in
        [
          "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
          "-keyout", "\(name).key",
        ]
      } ?? []
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments + key + more
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(arguments: arguments) }
  }

  struct Failure: Error {
    let arguments: [String]
  }

  /// A key and a certificate for `names`, signed by the authority.
  func identity(_ party: String, names: String, days: Int) throws -> TLSIdentity {
    try Data("subjectAltName=\(names)".utf8).write(to: folder.appending(path: "\(party).ext"))
    try openssl("req", "-subj", "/CN=\(party)", newKey: party, "-out", "\(party).csr")
    try openssl(
      "x509", "-req", "-in", "\(party).csr", "-CA", "authority.pem", "-CAkey", "authority.key",
      "-CAcreateserial", "-extfile", "\(party).ext", "-days", "\(days)", "-out", "\(party).pem")
    return try TLSIdentity(certificateChain: text("\(party).pem"), privateKey: text("\(party).key"))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }
}
