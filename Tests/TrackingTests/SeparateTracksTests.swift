import Imaging
import Motion
import Testing
import Tracking

/// Tracks of regions: with a separation of a quarter of the shorter side, eight pixels.
@Suite("With a separation, the track assigner")
struct SeparateTracksTests {
  private static let size = PictureSize(width: 48, height: 32)
  private let settings = TrackingSettings(separation: 0.25, minArea: 0.01)

  /// A square on the ground, which is cluster 0.
  private struct Square {
    var cluster: UInt16 = 1
    var x: Int
    var y: Int
    var side = 6

    func contains(_ x: Int, _ y: Int) -> Bool {
      (self.x..<self.x + side).contains(x) && (self.y..<self.y + side).contains(y)
    }
    /// Its middle pixel.
    var middle: (x: Int, y: Int) { (x + side / 2, y + side / 2) }
  }

  private func frame(_ squares: Square...) -> ClusterMap {
    var map = ClusterMap(size: Self.size)
    for y in 0..<map.size.height {
      for x in 0..<map.size.width { map[x, y] = squares.last { $0.contains(x, y) }?.cluster ?? 0 }
    }
    return map
  }

  /// Every pixel is where it was, but for squares that nothing is known of.
  private func backward(new squares: Square...) -> [Int32] {
    (0..<Int32(Self.size.count)).map { n in squares.contains { $0.contains(Int(n) % 48, Int(n) / 48) } ? -1 : n }
  }

  /// Every pixel is where it was, but for squares that come from elsewhere. What they uncover is new.
  private func backward(_ moves: (from: Square, to: Square)...) -> [Int32] {
    let width = Self.size.width
    var backward = Array(0..<Int32(Self.size.count))
    for y in 0..<Self.size.height {
      for x in 0..<width {
        if moves.contains(where: { $0.from.contains(x, y) }) { backward[y * width + x] = -1 }
        if let move = moves.last(where: { $0.to.contains(x, y) }) {
          backward[y * width + x] = Int32((y - move.to.y + move.from.y) * width + x - move.to.x + move.from.x)
        }
      }
    }
    return backward
  }

  private func trackID(_ square: Square, in map: LabelMap) -> UInt16 { map[square.middle.x, square.middle.y] }

  private let left = Square(x: 4, y: 10)
  private let right = Square(x: 36, y: 10)

  @Test("gives two regions of one cluster two tracks if they are far apart, one if they are near")
  func apart() throws {
    var tracker = TrackAssigner(settings)
    let far = try tracker.follow(frame(left, right))
    #expect(trackID(left, in: far) == 2 && trackID(right, in: far) == 3)
    #expect(far.areas().map(\.area) == [48 * 32 - 72, 36, 36])

    var other = TrackAssigner(settings)
    let beside = Square(x: 14, y: 10)
    let near = try other.follow(frame(left, beside))
    #expect(trackID(left, in: near) == 2 && trackID(beside, in: near) == 2)
    #expect(other.tracks.count == 2)
  }

  @Test("gives one cluster one track when there is no separation")
  func together() throws {
    var tracker = TrackAssigner()
    let map = try tracker.follow(frame(left, right))
    #expect(trackID(left, in: map) == trackID(right, in: map))
  }

  @Test("moves a track with its points, further than the separation, past similar ones")
  func travels() throws {
    var tracker = TrackAssigner(settings)
    _ = try tracker.follow(frame(left, right))
    // The two change places.
    let map = try tracker.follow(frame(left, right), backward: backward((left, right), (right, left)))
    #expect(trackID(left, in: map) == 3 && trackID(right, in: map) == 2)
    let below = Square(x: 20, y: 24)
    let moved = try tracker.follow(frame(below, right), backward: backward((left, below)))
    #expect(trackID(below, in: moved) == 3 && trackID(right, in: moved) == 2)
    #expect(tracker.tracks.count == 3)
  }

  @Test("finds an occluded region again among similar ones")
  func comesBack() throws {
    var tracker = TrackAssigner(settings)
    _ = try tracker.follow(frame(left, right))
    for _ in 0..<5 {
      let map = try tracker.follow(frame(left), backward: backward(new: right))
      #expect(Set(map.labels) == [1, 2])
    }
    let back = Square(x: 34, y: 18)
    let map = try tracker.follow(frame(left, back), backward: backward(new: back))
    #expect(trackID(left, in: map) == 2 && trackID(back, in: map) == 3)
    #expect(tracker.tracks.count == 3)
  }

  @Test("takes the nearer of two regions that are hidden")
  func nearer() throws {
    var tracker = TrackAssigner(settings)
    _ = try tracker.follow(frame(left, right))
    let neither = try tracker.follow(frame(), backward: backward(new: left, right))
    #expect(Set(neither.labels) == [1])
    let back = Square(x: 33, y: 12)
    let map = try tracker.follow(frame(back), backward: backward(new: back))
    #expect(trackID(back, in: map) == 3)
  }

  @Test("gives a new object a new number, even in a known cluster")
  func newcomer() throws {
    var tracker = TrackAssigner(settings)
    _ = try tracker.follow(frame(left))
    let other = Square(cluster: 5, x: 20, y: 24)
    #expect(trackID(other, in: try tracker.follow(frame(left, other), backward: backward(new: other))) == 3)
    let like = try tracker.follow(frame(left, other, right), backward: backward(new: right))
    #expect(trackID(right, in: like) == 4 && trackID(left, in: like) == 2)
  }

  @Test("does not treat a speck as a new object")
  func speck() throws {
    var tracker = TrackAssigner(settings)
    _ = try tracker.follow(frame(left))
    // Fewer pixels than a hundredth of the picture, 15.
    let speck = Square(cluster: 5, x: 30, y: 20, side: 3)
    let map = try tracker.follow(frame(left, speck), backward: backward(new: speck))
    #expect(trackID(speck, in: map) == 1)
    #expect(tracker.tracks.count == 2)
  }

  @Test("keeps a track whose pixels get another cluster")
  func changesCluster() throws {
    var tracker = TrackAssigner(settings)
    _ = try tracker.follow(frame(left, right))
    var renamed = left
    renamed.cluster = 7
    for _ in 0..<3 {
      let map = try tracker.follow(frame(renamed, right))
      #expect(trackID(left, in: map) == 2 && trackID(right, in: map) == 3)
    }
    // A few of its pixels are not enough.
    let map = try tracker.follow(frame(renamed, Square(cluster: 9, x: 4, y: 10, side: 4), right))
    #expect(map[left.x + 5, left.y + 5] == 2)
    #expect(trackID(right, in: map) == 3)
  }

  @Test("splits a track whose parts have separated only at a restart")
  func partsMoveApart() throws {
    var tracker = TrackAssigner(settings)
    let beside = Square(x: 10, y: 10)
    _ = try tracker.follow(frame(left, beside))
    let map = try tracker.follow(frame(left, right), backward: backward((beside, right)))
    #expect(trackID(left, in: map) == 2 && trackID(right, in: map) == 2)
    let anew = try tracker.follow(frame(left, right), clusterEpoch: 1)
    #expect(Set([trackID(left, in: anew), trackID(right, in: anew)]) == [2, 3])
  }

  @Test("matches the regions after a restart to those of the previous frame")
  func anew() throws {
    var tracker = TrackAssigner(settings)
    let first = try tracker.follow(frame(left, right))
    var (renamedLeft, renamedRight) = (left, right)
    (renamedLeft.cluster, renamedRight.cluster) = (4, 2)
    #expect(try tracker.follow(frame(renamedLeft, renamedRight), clusterEpoch: 1) == first)
    #expect(tracker.tracks.count == 3)
  }

  @Test("leaves no pixel without a track")
  func complete() throws {
    var tracker = TrackAssigner(TrackingSettings(separation: 0.25, minArea: 0.5))
    _ = try tracker.follow(frame())
    // Nothing of what is there is known, and nothing is large enough.
    var map = ClusterMap(size: Self.size)
    for n in map.labels.indices { map.labels[n] = UInt16(1 + n % 48 / 16) }
    #expect(!(try tracker.follow(map)).labels.contains(0))
  }
}
