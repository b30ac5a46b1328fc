import Foundation
import Randomness
import Testing

@Suite struct SplitMix64Tests {
  @Test("The numbers are those of the reference implementation")
  func known() {
    // Of splitmix64.c by Sebastiano Vigna, with the seed 1234567.
    var random = SplitMix64(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test("A generator that was stored goes on where it was")
  func stored() throws {
    var random = SplitMix64(seed: 7)
    _ = random.next()
    var other = try JSONDecoder().decode(SplitMix64.self, from: JSONEncoder().encode(random))
    #expect(other == random)
    #expect(other.next() == random.next())
  }
}
