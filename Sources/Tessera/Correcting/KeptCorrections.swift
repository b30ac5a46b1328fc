import Foundation
import Labels
import Media
import PipelineFiles

/// The corrections that labels have, and those that they get.
struct KeptCorrections: Sendable {
  /// What the labels have.
  let kept: [PlacedCorrection]
  /// What they will have.
  let all: [PlacedCorrection]
  /// Those of ``all`` that they do not have yet.
  let added: [PlacedCorrection]
  /// How many of the given ones they have already.
  let skipped: Int

  /// - Parameters:
  ///   - origin: of the labels.
  ///   - list: the path of the given list.
  ///   - replacing: whether the labels get the given corrections and no others.
  /// - Throws: ``CorrectionError``, `MediaError`.
  init(_ files: LabelFiles, _ origin: LabelOrigin, list: String, replacing: Bool) throws {
    kept = try Self.kept(files, origin)
    let given: [PlacedCorrection]
    do {
      given = try CorrectionFile.load(list)
    } catch {
      throw CorrectionError.badList(place: error.place, reason: error.reason)
    }
    var unmatched = kept
    var matched: [PlacedCorrection] = []
    var added: [PlacedCorrection] = []
    for correction in given {
      if let place = unmatched.firstIndex(where: { correction.correction.isSame(as: $0.correction) }) {
        matched.append(PlacedCorrection(unmatched.remove(at: place).correction, place: correction.place))
      } else {
        added.append(correction)
      }
    }
    skipped = matched.count
    self.added = added
    guard replacing else {
      guard kept.count + added.count <= CorrectionFile.maxCorrections else {
        throw CorrectionError.badList(
          place: list,
          reason: "with the \(kept.count) corrections of the labels there are \(kept.count + added.count), at most "
            + "\(CorrectionFile.maxCorrections) are kept; give one list with --replace")
      }
      all = kept + added
      return
    }
    if let lost = unmatched.first(where: \.correction.changesShots) {
      throw CorrectionError.cutKept(
        labels: files.name, entry: CorrectionFile.print([lost.correction]).trimmingCharacters(in: .newlines))
    }
    // In the order of the file, with the numbers that splits got before.
    var next = matched[...]
    all = given.map { correction in
      if let first = next.first, correction.place == first.place, correction.correction.isSame(as: first.correction) {
        return next.removeFirst()
      }
      return correction
    }
  }

  private static func kept(_ files: LabelFiles, _ origin: LabelOrigin) throws -> [PlacedCorrection] {
    guard let digest = origin.corrections else { return [] }
    guard OutputFiles.exists(files.corrections),
      let text = try? InputText.read(path: files.corrections, maxBytes: 1 << 24),
      md5(Array(text)) == digest
    else { throw CorrectionError.keptListChanged(path: files.corrections) }
    do {
      return try CorrectionFile.parse(String(decoding: text, as: UTF8.self), file: files.corrections)
    } catch {
      throw CorrectionError.keptListChanged(path: files.corrections)
    }
  }
}

extension Correction {
  /// The regions whose pixels it changes or whose color it sets, so that their shots must be known.
  var changedRegions: [UInt16] {
    switch self {
    case .merge(let regions): Array(regions.dropFirst())
    case .split(let region, _, _), .color(let region, _), .forget(let region): [region]
    case .name, .pin, .cut, .notACut: []
    }
  }

  /// All regions that it names.
  var namedRegions: [UInt16] {
    switch self {
    case .merge(let regions): regions
    case .split(let region, _, _), .name(let region, _), .color(let region, _), .pin(let region, _, _),
      .forget(let region):
      [region]
    case .cut, .notACut: []
    }
  }

  /// The number that a split has in the file.
  var newRegion: UInt16? { if case .split(_, _, let new) = self { new } else { nil } }

  /// Its word in a list.
  var word: String {
    switch self {
    case .merge: "merge"
    case .split: "split"
    case .name: "name"
    case .color: "color"
    case .pin: "pin"
    case .forget: "forget"
    case .cut: "cut"
    case .notACut: "not-a-cut"
    }
  }
}
