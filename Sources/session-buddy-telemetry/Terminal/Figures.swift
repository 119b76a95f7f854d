/// Numbers as people read them.
package enum Figures {
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
    if size >= 100 { return size < 1e15 ? count(Int(number.rounded())) : "\(number)" }
    return fixed(number, digits: size >= 10 ? 1 : 2)
  }

  /// `7.10` for two digits.
  package static func fixed(_ number: Double, digits: Int) -> String {
    let factor = (0..<digits).reduce(1) { factor, _ in factor * 10 }
    let scaled = Int((abs(number) * Double(factor)).rounded())
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + count(scaled) }
    let fraction = String(scaled % factor)
    return sign + "\(scaled / factor)." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// `850 µs`, `12.4 ms`, `3.2 s`, `4 min`, `2.5 h`.
  package static func duration(_ seconds: Double) -> String {
    switch abs(seconds) {
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
