/// SHA-256 (FIPS 180-4) of a few bytes, for names that every language can work out again.
///
/// Not for secrets, and not for much data: what is hashed here are session ids. A library of cryptography would cost
/// more to build than the rest of this package.
package struct SHA256 {
  private static let blockSize = 64
  /// The bytes of a block that the length of the message takes.
  private static let lengthSize = 8

  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var block: [UInt8] = []
  private var schedule = [UInt32](repeating: 0, count: 64)

  /// The digest of `bytes`, as four numbers of eight bytes each, the first byte first.
  package static func digest(of bytes: some Sequence<UInt8>) -> (UInt64, UInt64, UInt64, UInt64) {
    var hash = SHA256()
    var count: UInt64 = 0
    for byte in bytes {
      hash.append(byte)
      count &+= 1
    }
    hash.append(0x80)
    while hash.block.count != blockSize - lengthSize { hash.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      hash.append(UInt8(truncatingIfNeeded: (count &* 8) >> shift))
    }
    let words = hash.state.map { UInt64($0) }
    return (
      words[0] << 32 | words[1], words[2] << 32 | words[3], words[4] << 32 | words[5],
      words[6] << 32 | words[7]
    )
  }

  private init() {
    block.reserveCapacity(Self.blockSize)
  }

  private mutating func append(_ byte: UInt8) {
    block.append(byte)
    guard block.count == Self.blockSize else { return }
    expand()
    compress()
    block.removeAll(keepingCapacity: true)
  }

  /// Fills the schedule from the block.
  private mutating func expand() {
    for index in 0..<16 {
      schedule[index] = block[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (schedule[index - 15], schedule[index - 2])
      let first = early.rotated(7) ^ early.rotated(18) ^ early >> 3
      let second = late.rotated(17) ^ late.rotated(19) ^ late >> 10
      schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
    }
  }

  private mutating func compress() {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for (constant, word) in zip(Self.constants, schedule) {
      let mixed = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
      let first = h &+ mixed &+ (e & f ^ ~e & g) &+ constant &+ word
      let second = (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  /// The fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

extension UInt32 {
  fileprivate func rotated(_ count: UInt32) -> UInt32 {
    self >> count | self << (32 - count)
  }
}
