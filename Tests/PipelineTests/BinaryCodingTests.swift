import Pipeline
import Randomness
import Testing

private struct Sample: Codable, Equatable {
  struct Inner: Codable, Equatable {
    var number: Int?
    var name = "ä"
    var kind: Kind? = .second
  }
  enum Kind: String, Codable { case first, second }

  var flag = true
  var small: UInt16 = 65535
  var wide: Int64 = .min
  var seed: UInt64 = .max
  var share = 0.1
  var floats: [Float] = [1, -0.0, .infinity]
  var empty: [Double] = []
  var optionals: [Inner?] = [nil, Inner(number: nil), Inner(number: 3, kind: nil), nil]
  var none: Double?
  var table: [UInt16: Int] = [1: 2, 3: 4]
  var set: Set<UInt16> = [7, 8]
  var vector = SIMD3<Float>(1, 2, 3)
  var bytes: [UInt8] = [0, 255]
  var nested: [[Int32]] = [[1], [], [2, 3]]
}

@Suite struct BinaryCodingTests {
  @Test("Values round-trip")
  func roundTrip() throws {
    for value in [Sample(), Sample(flag: false, optionals: [], none: 2.5, table: [:])] {
      #expect(try BinaryDecoder.decode(Sample.self, from: BinaryEncoder.encode(value)) == value)
    }
  }

  @Test("A million floats take four million bytes")
  func compact() throws {
    #expect(try BinaryEncoder.encode([Float](repeating: 1, count: 1_000_000)).count == 4_000_008)
  }

  @Test("Missing and excess data are errors")
  func cut() throws {
    let bytes = try BinaryEncoder.encode(Sample())
    for end in 0..<bytes.count {
      #expect(throws: DecodingError.self) { try BinaryDecoder.decode(Sample.self, from: Array(bytes[..<end])) }
    }
    #expect(throws: DecodingError.self) { try BinaryDecoder.decode(Sample.self, from: bytes + [1]) }
  }

  @Test("Any bytes give a value or an error, and invalid lengths allocate no memory")
  func noise() throws {
    let bytes = try BinaryEncoder.encode(Sample())
    var random = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? BinaryDecoder.decode(Sample.self, from: damaged)
    }
    #expect(throws: DecodingError.self) {
      try BinaryDecoder.decode([Float].self, from: BinaryEncoder.encode(Int.max))
    }
  }
}
