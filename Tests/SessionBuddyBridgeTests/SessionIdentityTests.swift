import Foundation
import SessionBuddyBridge
import Telemetry
import XCTest

/// The ids of a session's trace, which every language has to work out alike.
final class SessionIdentityTests: XCTestCase {
  /// Worked out by Python's `hashlib` and `int`.
  private static let table = [
    // ULIDs: their 128 bits, in either case.
    ("01M7W918A5QKFBF5KZNWJ47TAN", "01a1f890a145bcdeb7967faf2443e955", "473c3ad0e7cd295b"),
    ("01m7w918a5qkfbf5kznwj47tan", "01a1f890a145bcdeb7967faf2443e955", "473c3ad0e7cd295b"),
    ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "ffffffffffffffffffffffffffffffff", "a237e398a00c89fc"),
    ("00000000000000000000000001", "00000000000000000000000000000001", "e6ee53e1705bf99a"),
    // No trace may be all zero.
    ("00000000000000000000000000", "575b83480d348cd3168ffbb874e26156", "b7d94842cd6c667d"),
    // More than 128 bits, an O, one digit too few, one too many, an I, an l, a u: no ULIDs.
    ("80000000000000000000000000", "3474c259782b126d2940efa4ba3d9728", "110246876e4a037c"),
    ("01M81V7K3XHOOKSHAPE0000000", "53b0814829c3a6c5474fe4211b446904", "768354eceed63ac3"),
    ("01M7W918A5QKFBF5KZNWJ47TA", "1f9fda5cd6ca0c0275ac66238e56db59", "5e169c1b9bf7a7bc"),
    ("01M7W918A5QKFBF5KZNWJ47TANN", "9b492914a08a3e14b5d1ad335d566e35", "c099539d0a3c367d"),
    ("01M7W918A5QKFBF5KZNWJ47TAI", "feef02e91174c9b3fd1ab711cf13c94a", "0abc7f15acf3b97c"),
    ("01M7W918A5QKFBF5KZNWJ47TAl", "5f355d3a4f0957808be54ae154ec5e2c", "90653b42b691d5a4"),
    ("01M7W918A5QKFBF5KZNWJ47TAu", "3abfd1ad2b5f0ec402133b64f172cb62", "c028fc5e6b13448a"),
    ("kite-20261119-034156", "7a8c603d6027a3c3c2967d42fd6c2a4a", "e2eb48e17e22906d"),
    ("s1", "e8bc163c82eee18733288c7d4ac636db", "3a6deb013ef2d37b"),
    ("größe 🦊", "8fabafe77d22b07c9870ef5b8b0069b2", "99f14bbcf7b246b2"),
    ("", "e3b0c44298fc1c149afbf4c8996fb924", "27ae41e4649b934c"),
  ]

  func test_S01_S02_S03_ids_areThoseThatPythonWorksOut() {
    for (id, trace, span) in Self.table {
      let identity = SessionIdentity(of: id)
      XCTAssertEqual("\(identity.traceID)", trace, id)
      XCTAssertEqual("\(identity.spanID)", span, id)
      XCTAssertTrue(identity.context.isValid)
    }
  }

  /// Random ids, against the Python of this machine.
  func test_S01_S02_S03_idsOfAnyText_areThoseThatPythonWorksOut() throws {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHJKMNPQRSTVWXYZ-é")
    let ids = (0..<2_000).map { index in
      let length = index.isMultiple(of: 2) ? 26 : Int.random(in: 1...150, using: &generator)
      let choice = index.isMultiple(of: 4) ? Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ") : letters
      return String((0..<length).map { _ in choice.randomElement(using: &generator) ?? "0" })
    }
    XCTAssertEqual(ids.map { SessionIdentity(of: $0) }.map { "\($0.traceID) \($0.spanID)" }, try python(ids))
  }

  func test_S04_linkFromAnotherProcess_claimsNothingItDoesNotKnow() {
    let context = SessionIdentity(of: "s1").context
    XCTAssertTrue(context.isRemote)
    XCTAssertEqual(context.flags, [])
  }

  private static let script = """
    import hashlib, sys
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    for id in sys.stdin.read().split("\\n")[:-1]:
        upper = id.upper() if id.isascii() else id
        is_ulid = len(upper) == 26 and all(c in digits for c in upper) and upper[0] <= "7"
        text = upper if is_ulid else id
        digest = hashlib.sha256(text.encode()).digest()
        number = 0
        if is_ulid:
            for c in text: number = number * 32 + digits.index(c)
        trace = number.to_bytes(16, "big") if number else digest[:16]
        print(trace.hex(), digest[16:24].hex())
    """

  private func python(_ ids: [String]) throws -> [String] {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    // Python reads to the end before it writes anything.
    try input.fileHandleForWriting.write(contentsOf: Data((ids.joined(separator: "\n") + "\n").utf8))
    try input.fileHandleForWriting.close()
    let lines = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
