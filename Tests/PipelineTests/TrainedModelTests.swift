import Foundation
import Media
import Pipeline
import Randomness
import Segmentation
import TestSupport
import Testing

@Suite struct TrainedModelTests {
  private static let headerLength = 14 + 4 + 8 + 32

  private func settings(_ change: (inout SegmentSettings) -> Void = { _ in }) -> SegmentSettings {
    var settings = SegmentSettings()
    (settings.channels, settings.clusters) = (5, 4)
    change(&settings)
    return settings
  }

  private func model(_ settings: SegmentSettings) -> TrainedModel {
    TrainedModel(settings.freshState(seed: 3), trainedBy: settings)
  }

  /// A file with other data under a valid header.
  private func forged(_ bytes: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var data = Array(bytes[Self.headerLength...])
    change(&data)
    let count = withUnsafeBytes(of: UInt64(data.count).littleEndian) { Array($0) }
    return Array(bytes[..<18]) + count + Array(md5(data).utf8) + data
  }

  @Test("A file gives the model that was written", arguments: SegmentSettings.Extractor.allCases)
  func roundTrip(_ extractor: SegmentSettings.Extractor) throws {
    let folder = try TemporaryFolder()
    let model = model(settings { $0.extractor = extractor })
    try model.write(to: folder("a.tessera"))
    let read = try TrainedModel(opening: folder("a.tessera"))
    #expect(read == model)
    #expect(try read.fileContents() == model.fileContents())
    #expect(throws: MediaError.self) { try model.write(to: folder("a.tessera")) }
    try model.write(to: folder("a.tessera"), overwrite: true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.tessera"])
  }

  @Test("Every truncated file, and every file with a changed byte, is refused")
  func damage() throws {
    let bytes = try model(settings()).fileContents()
    #expect(try TrainedModel(fileContents: bytes, path: "a").fileContents() == bytes)
    for count in (0..<bytes.count) where count < 200 || count.isMultiple(of: 37) {
      #expect(throws: ModelError.self, "\(count)") { try TrainedModel(fileContents: Array(bytes[..<count]), path: "a") }
    }
    for place in bytes.indices where place < 300 || place.isMultiple(of: 13) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(throws: ModelError.self, "\(place)") { try TrainedModel(fileContents: changed, path: "a") }
    }
    #expect(throws: ModelError.self) { try TrainedModel(fileContents: bytes + [0], path: "a") }
  }

  @Test("Another format is named")
  func otherFormat() throws {
    var bytes = try model(settings()).fileContents()
    bytes[14] = 9
    #expect(throws: ModelError.otherFormat(path: "a", format: 9, readable: 1)) {
      try TrainedModel(fileContents: bytes, path: "a")
    }
  }

  @Test("Forged data is refused, or is a model of finite weights; nothing traps")
  func forgery() throws {
    let bytes = try model(settings()).fileContents()
    var random = SplitMix64(seed: 1)
    var refused = 0
    for _ in 0..<2000 {
      let file = forged(bytes) { data in
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place =
            Bool.random(using: &random)
            ? Int.random(in: 0..<260, using: &random) : Int.random(in: data.indices, using: &random)
          data[min(place, data.count - 1)] = [0, 0xff, 0x7f, 0x80, UInt8.random(in: 0...255, using: &random)]
            .randomElement(using: &random)!
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
          data.removeLast(Int.random(in: 1..<data.count, using: &random))
        }
      }
      do {
        _ = try TrainedModel(fileContents: file, path: "a")
      } catch {
        #expect(error is ModelError, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 500)
  }

  @Test("A model is refused by a run with other settings, and names the first one")
  func otherSettings() throws {
    var pipeline = Pipeline(threads: 1)
    pipeline.settings.segment = settings()
    pipeline.model = model(settings())
    try pipeline.checkModel()
    pipeline.settings.segment.iterations.first = 7
    pipeline.settings.segment.seed = 7
    try pipeline.checkModel()
    pipeline.settings.segment.channels = 6
    #expect(throws: ModelError.otherSettings(key: "segment.channels", value: "5", now: "6")) {
      try pipeline.checkModel()
    }
    pipeline.settings.segment.extractor = .filters
    #expect(throws: ModelError.otherSettings(key: "segment.extractor", value: "network", now: "filters")) {
      try pipeline.checkModel()
    }
    pipeline.settings.segment.method = .kmeans
    #expect(throws: ModelError.notTrained(method: "kmeans")) { try pipeline.checkModel() }
  }
}
