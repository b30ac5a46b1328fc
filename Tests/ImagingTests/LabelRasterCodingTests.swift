import Foundation
import Imaging
import Randomness
import Testing

@Suite("A saved label map")
struct LabelRasterCodingTests {
  @Test("round-trips", arguments: [1, 3, 60_000])
  func roundTrip(labels: UInt16) throws {
    var random = SplitMix64(seed: 2)
    let size = PictureSize(width: 19, height: 7)
    let map = LabelMap(size: size, labels: (0..<size.count).map { _ in UInt16.random(in: 0..<labels, using: &random) })
    #expect(try JSONDecoder().decode(LabelMap.self, from: JSONEncoder().encode(map)) == map)
  }

  @Test("has the size of its runs, not of its pixels")
  func isShort() throws {
    let map = LabelMap(size: PictureSize(width: 1000, height: 1000), filledWith: 7)
    #expect(try JSONEncoder().encode(map).count < 100)
  }

  @Test(
    "is rejected if it is damaged",
    arguments: [
      #"{"size":{"width":0,"height":2},"runs":[]}"#,
      #"{"size":{"width":-1,"height":-2},"runs":[2,1]}"#,
      #"{"size":{"width":9000000000000000000,"height":9000000000000000000},"runs":[]}"#,
      #"{"size":{"width":1000000,"height":1000000},"runs":[1000000000000,1]}"#,
      #"{"size":{"width":2,"height":2},"runs":[4]}"#,
      #"{"size":{"width":2,"height":2},"runs":[3,1]}"#,
      #"{"size":{"width":2,"height":2},"runs":[5,1]}"#,
      #"{"size":{"width":2,"height":2},"runs":[4,1,1,2]}"#,
      #"{"size":{"width":2,"height":2},"runs":[0,1,4,1]}"#,
      #"{"size":{"width":2,"height":2},"runs":[-4,1]}"#,
      #"{"size":{"width":2,"height":2},"runs":[4,65536]}"#,
      #"{"size":{"width":2,"height":2}}"#,
    ])
  func damaged(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(LabelMap.self, from: Data(json.utf8)) }
  }
}
