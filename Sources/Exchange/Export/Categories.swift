/// The categories of an export: 1 is `region`, for tracks without a name, then each name in the order of its first track.
struct Categories: Sendable {
  /// By ID, from 1.
  let names: [String]
  private let ids: [UInt16: Int]

  init(_ tracks: [UInt16: String]) {
    var names = ["region"]
    var ids: [UInt16: Int] = [:]
    for (track, name) in tracks.sorted(by: { $0.key < $1.key }) {
      let place = names.firstIndex(of: name) ?? names.count
      if place == names.count { names.append(name) }
      ids[track] = place + 1
    }
    self.names = names
    self.ids = ids
  }

  /// From 1.
  func id(of track: UInt16) -> Int { ids[track] ?? 1 }

  func name(of track: UInt16) -> String { names[id(of: track) - 1] }

  /// The list of COCO and YouTube-VIS.
  ///
  /// - Parameter kind: the category above all.
  func json(under kind: String) -> [UInt8] {
    var text: [UInt8] = []
    text.append("\"categories\":[")
    for (place, name) in names.enumerated() {
      text.append(place > 0 ? "," : "")
      text.append("{\"id\":\(place + 1),\"name\":")
      text.append(json: name)
      text.append(",\"supercategory\":\"\(kind)\"}")
    }
    text.append("]")
    return text
  }
}
