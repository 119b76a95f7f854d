import Telemetry
import XCTest

final class BaggagePropagatorTests: XCTestCase {
  private let propagator = W3CBaggagePropagator()

  private func found(_ values: String...) -> [String: String] {
    let fields = values.map { (name: "baggage", value: $0) }
    let baggage = propagator.extract(from: fields, using: .headerList, into: Context()).baggage
    return Dictionary(uniqueKeysWithValues: baggage.entries.map { ($0.name, $0.value) })
  }

  private func written(_ baggage: Baggage) -> String? {
    propagator.fields(of: .with(baggage))["baggage"]
  }

  func test_P36_members_areReadAroundBlanksAndOverSeveralFields() {
    XCTAssertEqual(propagator.fields, ["baggage"])
    XCTAssertEqual(found("a=1,b=2"), ["a": "1", "b": "2"])
    XCTAssertEqual(found(" a \t= 1 ,\tb=2 ; p = 1 ,,"), ["a": "1", "b": "2"])
    XCTAssertEqual(found("a=1", "b=2"), ["a": "1", "b": "2"])
    XCTAssertEqual(propagator.extract(("Baggage", "a=1")).baggage["a"], "1")
    XCTAssertEqual(written(Baggage().setting("a", to: "1").setting("b", to: "2")), "a=1,b=2")
    XCTAssertNil(written(Baggage()))
  }

  func test_P37_names_areTokensAndOthersAreNotSent() {
    let token = "!#$%&'*+-.^_`|~09azAZ"
    XCTAssertEqual(written(Baggage().setting(token, to: "1")), "\(token)=1")
    XCTAssertEqual(found("\(token)=1"), [token: "1"])
    for name in [" ", "a b", "naïve", "a=b", "a;b", "a,b", "(", "\"", "a\n"] {
      XCTAssertNil(written(Baggage().setting(name, to: "1")), name)
      XCTAssertEqual(written(Baggage().setting(name, to: "1").setting("a", to: "2")), "a=2")
    }
    XCTAssertEqual(found("a b=1,=2,c,na\u{ef}ve=3,d=4"), ["d": "4"])
  }

  func test_P38_values_arePercentEncodedExceptForWhatMayStand() {
    for byte in UInt8(0)...0x7F {
      let text = String(UnicodeScalar(byte))
      let isRaw: Bool =
        switch byte {
        case UInt8(ascii: "%"): false
        case 0x21, 0x23...0x2B, 0x2D...0x3A, 0x3C...0x5B, 0x5D...0x7E: true
        default: false
        }
      let hexadecimal = String(byte, radix: 16, uppercase: true)
      let expected = isRaw ? text : "%" + (byte < 16 ? "0" : "") + hexadecimal
      XCTAssertEqual(written(Baggage().setting("k", to: text)), "k=\(expected)")
      XCTAssertEqual(found("k=\(expected)"), ["k": text])
    }
    XCTAssertEqual(written(Baggage().setting("k", to: "é🧭")), "k=%C3%A9%F0%9F%A7%AD")
    XCTAssertEqual(found("k=%C3%A9%f0%9f%a7%ad"), ["k": "é🧭"])
    XCTAssertEqual(found("k=a=b=c"), ["k": "a=b=c"])
    XCTAssertEqual(found("k=%FFa%C3"), ["k": "\u{FFFD}a\u{FFFD}"])
    XCTAssertEqual(found("k=%,l=%4,m=%zz,n=100%25"), ["k": "%", "l": "%4", "m": "%zz", "n": "100%"])
    XCTAssertEqual(found("k=,l=a b,m=\"x\",n=é"), ["k": ""])
  }

  func test_P39_64EntriesOf8192Bytes_arePassedOnWhole() {
    let members = (0..<64).map { index in
      let name = "k\(index)="
      // 64 members and 63 commas make 8192 bytes.
      let length = index == 0 ? 8192 - 63 - 63 * 127 : 127
      return name + String(repeating: "v", count: length - name.utf8.count)
    }
    let field = members.joined(separator: ",")
    XCTAssertEqual(field.utf8.count, 8192)
    XCTAssertEqual(propagator.passOn(("baggage", field)), ["baggage": field])
    XCTAssertEqual(
      propagator.passOn(
        ("baggage", members[..<30].joined(separator: ",")), ("baggage", members[30...].joined(separator: ","))
      ),
      ["baggage": field])
  }

  func test_P39_whatDoesNotFit_isLeftOutAsAWhole() {
    let many = (0..<65).reduce(Baggage()) { $0.setting("k\($1)", to: "1") }
    XCTAssertEqual(written(many), (0..<64).map { "k\($0)=1" }.joined(separator: ","))
    let manyMembers = many.entries.map { "\($0.name)=1" }.joined(separator: ",")
    XCTAssertEqual(Set(found(manyMembers).keys), Set((0..<64).map { "k\($0)" }))
    // A name that is there already may still be given another value.
    XCTAssertEqual(found(manyMembers + ",k0=2")["k0"], "2")

    let big = String(repeating: "v", count: 8190)
    let fitting = Baggage().setting("a", to: big)
    XCTAssertEqual(written(fitting)?.utf8.count, 8192)
    XCTAssertEqual(written(fitting.setting("b", to: "1"))?.utf8.count, 8192)
    XCTAssertEqual(written(fitting.setting("a", to: big + "v").setting("b", to: "1")), "b=1")
    XCTAssertEqual(found("a=\(big)"), ["a": big])
    XCTAssertEqual(found("a=\(big)v,b=1"), ["b": "1"])
    XCTAssertEqual(found("a=\(big),b=1"), ["a": big])
    XCTAssertNil(written(Baggage().setting("a", to: big + "v")))
  }

  func test_P40_metadata_areOneTextAndTheLaterOfTwoNamesCounts() {
    let field = "a=1;ttl=5; x = \"y\" ;z,b=2"
    let baggage = propagator.extract(("baggage", field)).baggage
    XCTAssertEqual(baggage.entry(named: "a")?.metadata, "ttl=5; x = \"y\" ;z")
    XCTAssertEqual(baggage.entry(named: "b")?.metadata, "")
    XCTAssertEqual(propagator.passOn(("baggage", field)), ["baggage": field])
    XCTAssertEqual(found("a=1,b=2,a=3"), ["a": "3", "b": "2"])
    XCTAssertEqual(found("a=1", "a=2"), ["a": "2"])
  }

  /// Metadata are sent as they are, unless that would make another entry of them, or another field.
  func test_P03_P40_metadataThatWouldBreakTheField_areLeftOut() {
    for metadata in ["x,evil=1", "x\r\nevil: 1", "é"] {
      XCTAssertEqual(written(Baggage().setting("a", to: "1", metadata: metadata)), "a=1", metadata)
    }
    XCTAssertEqual(written(Baggage().setting("a", to: "1", metadata: "x;y")), "a=1;x;y")
  }

  func test_P02_aFieldThatSaysNothing_leavesTheBaggageAsItWas() {
    let own = Context.with(Baggage().setting("own", to: "1"))
    for field in ["", ",", "=", "a", "a b=1", ";x"] {
      XCTAssertEqual(propagator.extract(("baggage", field), into: own).baggage, own.baggage, field)
    }
    XCTAssertEqual(propagator.extract(into: own).baggage, own.baggage)
    XCTAssertEqual(
      propagator.extract(("baggage", "a=1"), into: own).baggage, Baggage().setting("a", to: "1"))
  }
}
