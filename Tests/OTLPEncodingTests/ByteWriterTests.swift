import WireFormat
import XCTest

final class ByteWriterTests: XCTestCase {
  func test_borrowedMemory_isLeftWhenItIsFull() {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)
    defer { unsafe memory.deallocate() }
    var writer = unsafe ByteWriter(borrowing: memory)
    for value in UInt8(0)..<64 { writer.byte(value) }
    XCTAssertEqual(unsafe memory[63], 63)
    for value in UInt8(64)..<200 { writer.byte(value) }
    unsafe memory.copyBytes(from: repeatElement(0xFF, count: 64))

    let written = writer.seal().bytes
    XCTAssertEqual(written, Array(0..<200))
  }

  func test_borrowedMemory_isNotKeptByWhatIsSealed() {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)
    var writer = unsafe ByteWriter(borrowing: memory)
    writer.string(0x0A, "kept")
    let chunk = writer.seal()
    unsafe memory.deallocate()

    XCTAssertEqual(chunk.bytes, [0x0A, 4] + Array("kept".utf8))
  }

  func test_remove_closesTheGap() {
    for range in [0..<0, 0..<3, 2..<9, 5..<10, 0..<10] {
      var expected = Array(UInt8(0)..<10)
      var writer = ByteWriter(capacity: 64)
      for value in expected { writer.byte(value) }
      writer.remove(range)
      expected.removeSubrange(range)
      let written = writer.seal().bytes
      XCTAssertEqual(written, expected)
    }
  }

  func test_replaceTags_changesTheTagsAndNothingElse() {
    for length in [0, 1, 127, 128, 20_000] {
      let text = String(repeating: ":", count: length)
      func written(_ tag: UInt8) -> [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.string(0x3A, "before")
        let start = writer.count
        for _ in 0..<3 { writer.string(0x3A, text) }
        if tag != 0x3A { writer.replaceTags(from: start, with: tag) }
        return writer.seal().bytes
      }
      let plain = written(0x3A)
      let changed = written(0x4A)
      XCTAssertEqual(changed.count, plain.count)
      let different = plain.indices.filter { plain[$0] != changed[$0] }
      XCTAssertEqual(different.count, 3)
      XCTAssertTrue(different.allSatisfy { changed[$0] == 0x4A })
    }
  }

  func test_identifiers_areBigEndian() {
    var writer = ByteWriter(capacity: 64)
    writer.identifier(0x0A, 0x0102_0304_0506_0708, 0x090A_0B0C_0D0E_0F10)
    writer.identifier(0x12, 0x1112_1314_1516_1718)

    let written = writer.seal().bytes
    XCTAssertEqual(
      written, [0x0A, 16] + Array(1...16) + [0x12, 8] + Array(0x11...0x18))
  }
}
