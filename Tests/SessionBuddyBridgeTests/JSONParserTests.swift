import SessionBuddyBridge
import Telemetry
import XCTest

final class JSONParserTests: XCTestCase {
  func test_values_areRead() throws {
    let values: [(String, AttributeValue)] = [
      ("null", .empty), ("true", true), (" false ", false),
      ("0", 0), ("-0", 0), ("42", 42), ("9223372036854775807", .int(.max)),
      ("9223372036854775808", .double(9_223_372_036_854_775_808)),
      ("1.5", 1.5), ("-1e3", -1_000.0), ("1.8333332718611928e-07", 1.8333332718611928e-07),
      ("Infinity", .double(.infinity)), ("-Infinity", .double(-.infinity)),
      ("\"\"", ""), ("\"\u{e9}\u{1F600}\"", "é😀"),
      (#""a\"b\\c\/d\n\t\r\b\f""#, "a\"b\\c/d\n\t\r\u{8}\u{c}"),
      (#""\u00e9\ud83d\ude00""#, "é😀"),
      (#""x\ud800y""#, "x\u{FFFD}y"), (#""\udcff""#, "\u{FFFD}"), (#""\ud800\u0041""#, "\u{FFFD}A"),
      ("[]", []), ("[1, [2, \"x\"], null]", [1, [2, "x"], .empty]),
      ("{}", .map([:])), (#"{"a": {"b": [true]}, "a b": 1}"#, .map(["a": .map(["b": [true]]), "a b": 1])),
      (#"{"a": 1, "a": 2}"#, .map(["a": 2])),
    ]
    for (text, value) in values { XCTAssertEqual(try JSONParser.parse(Array(text.utf8)), value, text) }
    guard case .double(let number) = try JSONParser.parse(Array("NaN".utf8)) else {
      return XCTFail("no number")
    }
    XCTAssertTrue(number.isNaN)
  }

  func test_whatIsNotJSON_isRefusedWithItsColumn() {
    let texts: [(String, Int, String, String)] = [
      ("", 1, "a value", "the end of the text"),
      ("nul", 1, "a value", "'n'"),
      ("01", 3, "a number without leading zeros", "the end of the text"),
      ("-", 2, "a number without leading zeros", "the end of the text"),
      ("1.", 3, "a digit after the point", "the end of the text"),
      ("1e", 3, "a digit in the exponent", "the end of the text"),
      ("\"abc", 5, "'\"' at the end of the text", "the end of the text"),
      ("\"a\u{1}\"", 3, "an escape instead of a control character", "byte 0x01"),
      (#""\x""#, 3, "an escape such as \\n", "'x'"),
      (#""\u12g4""#, 6, "four hexadecimal digits", "'g'"),
      ("[1", 3, "',' or ']'", "the end of the text"),
      ("[1,]", 4, "a value", "']'"),
      ("{\"a\" 1}", 6, "':'", "'1'"),
      ("{a: 1}", 2, "a key in quotes", "'a'"),
      ("{\"a\": 1", 8, "',' or '}'", "the end of the text"),
      ("1 2", 3, "nothing after the value", "'2'"),
    ]
    for (text, column, expected, found) in texts {
      XCTAssertEqual(
        failure { () throws(RecordFormatError) in _ = try JSONParser.parse(Array(text.utf8)) },
        RecordFormatError(.column(column), expected: expected, found: found),
        text
      )
    }
  }

  func test_nesting_isBounded() throws {
    let deepest = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    XCTAssertNoThrow(try JSONParser.parse(Array(deepest.utf8)))
    let tooDeep = String(repeating: "[", count: 100_000)
    XCTAssertThrowsError(try JSONParser.parse(Array(tooDeep.utf8)))
  }

  func test_anyTruncation_isAnErrorAndNeverACrash() {
    let text = Array(#"{"a":"é\u00e9\ud83d\ude00","b":[1,-2.5e-3,true,null],"c":{"d":NaN}}"#.utf8)
    for count in 0..<text.count {
      XCTAssertThrowsError(try JSONParser.parse(Array(text[..<count])), "\(count)")
    }
  }
}

/// The error `body` throws, already typed, or a failure at the caller's line.
func failure<E: Error>(
  _ body: () throws(E) -> Void,
  file: StaticString = #filePath,
  line: UInt = #line
) -> E? {
  do throws(E) {
    try body()
  } catch {
    return error
  }
  XCTFail("expected \(E.self) to be thrown", file: file, line: line)
  return nil
}
