import Foundation
import XCTest

extension XCTestCase {
  /// Whether freed memory is kept to catch its use, so that the kernel's figure says nothing about ours.
  var isAddressSanitized: Bool {
    unsafe dlsym(nil, "__asan_init") != nil
  }

  /// What the kernel says this process holds in memory.
  func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    return try XCTUnwrap(Int(fields[1])) * 4_096
  }
}
