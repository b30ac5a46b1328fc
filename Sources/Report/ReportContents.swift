import Imaging
import Labels
import Rendering

/// Everything that the page shows.
struct ReportContents: Sendable {
  /// Series over the frames.
  struct Series: Sendable {
    var seconds = BinnedSeries()
    var labels = BinnedSeries()
    var changed = BinnedSeries()
    var change = BinnedSeries()
    var loss = BinnedSeries()
    var iterations = BinnedSeries()
    var consistency = BinnedSeries()
  }

  struct Poster: Sendable {
    let shot: ShotList.Shot
    let seconds: Double?
    /// In the format of the player.
    let picture: [UInt8]
  }

  /// A frame worth a look.
  struct Moment: Sendable {
    let frame: Int
    let seconds: Double?
    let value: Double
  }

  var header: LabelTable.Header?
  var tracks: [UInt16: SavedTrack] = [:]
  var palette = Palette.standard
  /// The pipeline file; nil if there is none.
  var pipeline: String?
  var size = PictureSize(width: 1, height: 1)
  var frames = 0
  var firstSeconds: Double?
  var lastSeconds: Double?
  var hasPictures = false
  var shots: ShotList
  var posters: [Poster] = []
  var player: PlayerFrames?
  var series = Series()
  var histories = RegionHistories()
  /// The frames with the lowest temporal consistency, and with the most changed pixels.
  var leastConsistent: Moment?
  var mostChanged: Moment?
  /// Whether a cut is between the last frame and the one before it, and the shot of the last one.
  var isAfterCut = false
  var lastShot: Int?
  /// About the input and the labels, one line each.
  var warnings: [String] = []

  init(shots: ShotList) { self.shots = shots }
}
