import Foundation
import Randomness
import Regions

/// A state as the tree of values that it is saved as, to count what it holds and to forge it.
struct StateTree {
  private var root: Any

  private static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  init(_ state: RegionTracker.State) throws {
    root = try JSONSerialization.jsonObject(with: try Self.encoder().encode(state))
  }

  /// The state that the tree stands for, if its values are of the right types.
  func state() throws -> RegionTracker.State {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(RegionTracker.State.self, from: try JSONSerialization.data(withJSONObject: root))
  }

  var bytes: Int { (try? JSONSerialization.data(withJSONObject: root).count) ?? 0 }

  var supervoxels: Int {
    let shots = (root as? [String: Any])?["shots"] as? [[String: Any]] ?? []
    return shots.reduce(0) { $0 + (($1["supervoxels"] as? [Any])?.count ?? 0) }
  }

  /// Keys and places on the way to a value.
  private typealias Path = [String]

  /// Changes a value: a number becomes another one, or a list loses an entry, or has one twice. Every kind of value is
  /// as likely, however many of it there are.
  mutating func forge(_ random: inout SplitMix64) {
    var kinds: [Path: [Path]] = [:]
    Self.collect(root, [], &kinds)
    let kind = kinds.keys.sorted { $0.lexicographicallyPrecedes($1) }.randomElement(using: &random)!
    let path = kinds[kind]!.randomElement(using: &random)!
    root = Self.changed(root, path[...], &random)
  }

  private static func collect(_ value: Any, _ path: Path, _ kinds: inout [Path: [Path]]) {
    if let dictionary = value as? [String: Any] {
      for key in dictionary.keys.sorted() { collect(dictionary[key]!, path + [key], &kinds) }
      return
    }
    kinds[path.map { Int($0) == nil ? $0 : "n" }, default: []].append(path)
    if let list = value as? [Any] { for (n, entry) in list.enumerated() { collect(entry, path + ["\(n)"], &kinds) } }
  }

  private static func changed(_ value: Any, _ path: Path.SubSequence, _ random: inout SplitMix64) -> Any {
    guard let step = path.first else { return forged(value, &random) }
    if var dictionary = value as? [String: Any] {
      dictionary[step] = changed(dictionary[step]!, path.dropFirst(), &random)
      return dictionary
    }
    guard var list = value as? [Any], let n = Int(step) else { return value }
    list[n] = changed(list[n], path.dropFirst(), &random)
    return list
  }

  private static func forged(_ value: Any, _ random: inout SplitMix64) -> Any {
    if var list = value as? [Any], !list.isEmpty {
      let place = Int.random(in: list.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: list.remove(at: place)
      case 1: list.insert(list[place], at: Int.random(in: list.indices, using: &random))
      case 2: list.swapAt(place, Int.random(in: list.indices, using: &random))
      default: list = []
      }
      return list
    }
    let numbers: [Any] = [
      0, 1, -1, Int(Int32.random(in: .min ... .max, using: &random)), Int.random(in: 0...300, using: &random),
      65_535, 65_536, Int(Int32.max), Int(Int32.max) - 1, Int(Int32.max) / 2 - 1, Int.max, Int.max / 2 - 1, Int.min,
      1e38, -1e38, 1e-38, 0.5, "nan", "inf", "-inf",
    ]
    // Near what it was: what looks right is believed.
    if let number = value as? Int, Bool.random(using: &random) {
      return number &+ Int.random(in: -3...3, using: &random)
    }
    return numbers.randomElement(using: &random)!
  }
}
