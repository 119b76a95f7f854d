#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The screen behind standard output, drawn over and over in place.
///
/// It draws on the terminal's second screen, so that what was there before comes back at the end.
package struct Terminal {
  /// How many characters fit.
  package struct Size: Equatable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// Whether colours are wanted: <https://no-color.org>.
  let usesColour: Bool

  /// Nil when standard output is not a terminal that can be drawn on.
  init?() {
    guard isatty(STDOUT_FILENO) == 1, Self.variable("TERM") != "dumb" else { return nil }
    usesColour = (Self.variable("NO_COLOR") ?? "").isEmpty
  }

  /// The size at this moment; 80 by 24 for a terminal that does not say.
  var size: Size {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return Size(width: 80, height: 24)
    }
    return Size(width: Int(size.ws_col), height: Int(size.ws_row))
  }

  /// Switches to the second screen and hides the cursor.
  func open() {
    Console.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
  }

  /// Replaces what is shown by `lines`; false when the terminal is gone.
  func draw(_ lines: [Line]) -> Bool {
    let rows = lines.map { $0.text(withColour: usesColour) + "\u{1B}[K" }
    return Console.write("\u{1B}[H" + rows.joined(separator: "\r\n") + "\u{1B}[J")
  }

  /// Brings the first screen and the cursor back.
  func close() {
    Console.write("\u{1B}[?25h\u{1B}[?1049l")
  }

  private static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
