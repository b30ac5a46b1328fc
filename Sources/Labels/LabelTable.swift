import Foundation
import Imaging
import Media
import Rendering
import Tracking

/// `labels.json`: the origin of labels, and every track. docs/schemas/labels.schema.json describes it.
package enum LabelTable {
  /// Incremented with every change of a key's meaning. The earliest tables have none.
  package static let format = 1
  /// Of `frames.csv`; see ``FrameRow``.
  package static let indexFormat = 1

  /// The contents of the table.
  package struct Contents {
    let origin: LabelOrigin
    let size: PictureSize?
    let frames: Int
    /// Whether all frames of the selection were written.
    let isComplete: Bool
    /// In ascending order.
    let tracks: [LabelTrack]

    package init(origin: LabelOrigin, size: PictureSize?, frames: Int, isComplete: Bool, tracks: [LabelTrack]) {
      self.origin = origin
      self.size = size
      self.frames = frames
      self.isComplete = isComplete
      self.tracks = tracks
    }
  }

  /// JSON with one key per line, and one track per line.
  package static func text(of contents: Contents) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    let origin = contents.origin
    let tracks = try contents.tracks.map { "\n    " + (try json($0)) }
    // Only corrected labels have the key.
    let corrections = try origin.corrections.map { "\n  \"corrections\": \(try json($0))," } ?? ""
    // Only labels of a run with a model have the key.
    let model = try origin.model.map { "\n  \"model\": \(try json($0))," } ?? ""
    let thumbnails = try origin.thumbnails.sorted { $0.key < $1.key }.filter { $0.key < contents.frames }.map {
      "\n    " + (try json(ThumbnailRow(frame: $0.key, colors: $0.value.text)))
    }
    return """
      {
        "format": \(format),
        "index_format": \(indexFormat),
        "input": \(try json(origin.input ?? "")),
        "images": \(try json(origin.images)),
        "selection": \(try json(SelectionRow(origin.selection))),
        "seed": \(origin.seed),
        "run": \(try json(origin.run)),
        "outputs": \(try json(origin.outputs)),\(model)\(corrections)
        "width": \(contents.size?.width ?? 0),
        "height": \(contents.size?.height ?? 0),
        "frames": \(contents.frames),
        "complete": \(contents.isComplete),
        "thumbnails": [\(thumbnails.joined(separator: ","))
        ],
        "identities": [\(tracks.joined(separator: ","))
        ]
      }

      """
  }

  /// The selected frames of the input.
  struct SelectionRow: Codable {
    let start: Double
    let duration: Double?
    let every: Int
    let maxFrames: Int?

    init(_ selection: FrameSelection) {
      (start, duration) = (selection.start, selection.duration)
      (every, maxFrames) = (selection.every, selection.maxFrames)
    }

    enum CodingKeys: String, CodingKey {
      case start, duration, every
      case maxFrames = "max_frames"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(start, forKey: .start)
      // A missing value is written as null, so that the key always exists.
      try container.encode(duration, forKey: .duration)
      try container.encode(every, forKey: .every)
      try container.encode(maxFrames, forKey: .maxFrames)
    }

    /// Nil if the values are invalid.
    var selection: FrameSelection? {
      guard start.isFinite, start >= 0, every > 0, duration ?? 1 >= 0, maxFrames ?? 1 > 0 else { return nil }
      return FrameSelection(start: start, duration: duration, every: every, maxFrames: maxFrames)
    }
  }

  struct ThumbnailRow: Codable {
    let frame: Int
    let colors: String
  }
}

extension Double {
  /// With at most four significant digits: `2.981`, `0.03415`, `1`.
  package var shortened: String { String(format: "%.4g", self) }
}
