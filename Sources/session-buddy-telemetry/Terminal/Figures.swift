/// Numbers as people read them.
package enum Figures {
  /// From here on a `Double` does not know its last digits.
  private static let beyondCounting = 1e16

  /// `1,204,331`.
  package static func count(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (number < 0 ? "-" : "") + text
  }

  /// `0.42`, `7.1`, `128`, `1,204`: three digits that say something.
  package static func decimal(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    let size = abs(number)
    if size >= 100 { return whole(number.rounded()) }
    return fixed(number, digits: size >= 10 ? 1 : 2)
  }

  /// `1,204,331` for 1204331.7; what has more digits than a `Double` knows is written with its exponent.
  package static func whole(_ number: Double) -> String {
    abs(number) < beyondCounting ? count(Int(number)) : "\(number)"
  }

  /// `7.10` for two digits; what has more digits than a `Double` knows is written with its exponent.
  package static func fixed(_ number: Double, digits: Int) -> String {
    let factor = (0..<digits).reduce(1) { factor, _ in factor * 10 }
    guard abs(number) < beyondCounting else { return "\(number)" }
    let scaled = Int((abs(number) * Double(factor)).rounded())
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + count(scaled) }
    let fraction = String(scaled % factor)
    return sign + "\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// `850 µs`, `12.4 ms`, `3.2 s`, `4 min`, `2.5 h`.
  package static func duration(_ seconds: Double) -> String {
    switch abs(seconds) {
    case _ where !seconds.isFinite: "\(seconds)"
    case ..<0.001: fixed(seconds * 1_000_000, digits: 0) + " µs"
    case ..<1: fixed(seconds * 1_000, digits: abs(seconds) < 0.1 ? 1 : 0) + " ms"
    case ..<120: fixed(seconds, digits: 1) + " s"
    case ..<7_200: fixed(seconds / 60, digits: 0) + " min"
    default: fixed(seconds / 3_600, digits: 1) + " h"
    }
  }

  /// `1 span`, `2 spans`.
  package static func items(_ number: some BinaryInteger, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }
}
