import Foundation
import Imaging

/// What the script of the page reads.
struct PageData: Encodable {
  private let frames: Int
  private let seconds: Values
  private let series: [String: Values]
  private let tracks: [Track]
  /// The colors of regions that are not among the tracks.
  private let colors: [String: String]
  private let player: Player?

  private struct Values: Encodable {
    /// Frames for each value.
    let width: Int
    let values: [Double?]

    init(_ series: BinnedSeries) {
      width = series.width
      values = series.bins.map { $0.mean.map { Double(String(format: "%.5g", $0)) ?? 0 } }
    }
  }

  private struct Track: Encodable {
    let id: Int
    let color: String
    /// Nil if the user gave none.
    let name: String?
    let first, last, frames, returns, largest: Int
    let firstSeconds, lastSeconds: Double?
    let share: Double
    let from, into: UInt16?
    let spans: [[Int]]
  }

  private struct Player: Encodable {
    let width, height: Int
    let type: String
    let frames: [Frame]
  }

  private struct Frame: Encodable {
    let index: Int
    let seconds: Double?
    /// In base 64; empty without pictures.
    let picture, map: String
  }

  init(_ page: Page) {
    let contents = page.contents
    frames = contents.frames
    seconds = Values(contents.series.seconds)
    var series = [
      "labels": contents.series.labels, "changed": contents.series.changed, "change": contents.series.change,
      "loss": contents.series.loss, "iterations": contents.series.iterations,
      "consistency": contents.series.consistency,
    ]
    series["elapsed"] = page.run.record?.elapsed
    self.series = series.mapValues(Values.init)
    tracks = page.regions.map { region in
      let life = region.life
      let saved = contents.tracks[life.trackID]
      return Track(
        id: Int(life.trackID), color: contents.palette.color(of: life.trackID).hex, name: saved?.name,
        first: life.firstFrame,
        last: life.lastFrame, frames: life.frames, returns: life.returns, largest: life.largestFrame,
        firstSeconds: life.firstSeconds, lastSeconds: life.lastSeconds,
        share: Double(String(format: "%.4g", region.totalShare / Double(life.frames))) ?? 0, from: saved?.splitFrom,
        into: saved?.mergedInto, spans: region.spans.map { [$0.lowerBound, $0.upperBound] })
    }
    let others = contents.histories.largest(Page.maxColors).dropFirst(page.regions.count).map(\.life.trackID)
    colors = Dictionary(uniqueKeysWithValues: others.map { ("\($0)", contents.palette.color(of: $0).hex) })
    player = contents.player.map { player in
      Player(
        width: player.size.width, height: player.size.height, type: player.format.mediaType,
        frames: player.frames.map {
          Frame(
            index: $0.index, seconds: $0.seconds, picture: Data($0.picture).base64EncodedString(),
            map: Data($0.map).base64EncodedString())
        })
    }
  }
}
