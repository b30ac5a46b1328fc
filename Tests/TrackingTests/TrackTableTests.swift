import Foundation
import Imaging
import Motion
import Testing
import Tracking

private let size = PictureSize(width: 4, height: 2)

private func map(_ labels: [UInt16]) -> LabelMap { LabelMap(size: size, labels: labels) }

/// A frame in which nothing moves; or the first one of a shot.
private func correspondence(_ shot: Int = 0, first: Bool = false, moved backward: [Int32]? = nil) -> FrameCorrespondence
{
  let backward = backward ?? (0..<Int32(size.count)).map { $0 }
  return FrameCorrespondence(shot: shot, backward: first ? nil : backward, seconds: 0.04, change: first ? 1 : 0.125)
}

@Suite("From frame to frame")
struct EventTrackerTests {
  private var tracker = EventTracker()

  @Test("a first frame has births without split, and no pixel that could have changed")
  mutating func first() {
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 0, 3]), correspondence: correspondence(7, first: true))
    #expect(events == FrameEvents(shot: 7, change: 1, births: [.init(1), .init(2), .init(3)]))
  }

  @Test("a new track is born from the one that held most of its pixels")
  mutating func birth() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence(first: true))
    let events = tracker.next(map([1, 3, 3, 1, 2, 3, 2, 2]), correspondence: correspondence())
    #expect(events == FrameEvents(change: 0.125, flicker: 3 / 8, births: [.init(3, splitFrom: 1)]))
  }

  @Test("half of the pixels do not make a split, nor do pixels that were not there before")
  mutating func noSplit() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence(first: true))
    let backward: [Int32] = [0, 1, 2, -1, 4, 5, 6, -1]
    let events = tracker.next(map([1, 3, 1, 4, 2, 3, 2, 4]), correspondence: correspondence(moved: backward))
    #expect(events.births == [.init(3), .init(4)])
    #expect(events.flicker == 2.0 / 6)
  }

  @Test("a vanished track is merged into the one with most of its pixels")
  mutating func merge() {
    _ = tracker.next(map([1, 1, 3, 3, 2, 2, 2, 3]), correspondence: correspondence(first: true))
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence())
    #expect(events == FrameEvents(change: 0.125, flicker: 3 / 8, deaths: [.init(3, mergedInto: 1)]))
  }

  @Test("an occluded track is not merged")
  mutating func covered() {
    _ = tracker.next(map([1, 1, 3, 3, 2, 2, 2, 3]), correspondence: correspondence(first: true))
    let backward: [Int32] = [0, 1, -1, -1, 4, 5, 6, 7]
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence(moved: backward))
    #expect(events.deaths == [.init(3)])
  }

  @Test("pixels are compared along the motion")
  mutating func motion() {
    _ = tracker.next(map([1, 2, 2, 1, 1, 2, 2, 1]), correspondence: correspondence(first: true))
    let backward: [Int32] = [-1, 0, 1, 2, -1, 4, 5, 6]
    let carried = tracker.next(map([1, 1, 2, 2, 1, 1, 2, 2]), correspondence: correspondence(moved: backward))
    #expect(carried.flicker == 0)
    let born = tracker.next(map([1, 1, 1, 3, 1, 1, 1, 3]), correspondence: correspondence(moved: backward))
    #expect(born.births == [.init(3, splitFrom: 2)])
    // Two of its four pixels have left the picture: not more than half went to 3.
    #expect(born.deaths == [.init(2)])
  }

  @Test("a track that was gone and is there again returns; it is not born twice")
  mutating func returns() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence(first: true))
    _ = tracker.next(map([1, 1, 1, 1, 1, 1, 1, 1]), correspondence: correspondence())
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence())
    #expect(events == FrameEvents(change: 0.125, flicker: 0.5, returns: [2]))
  }

  @Test("after a cut nothing is split or merged, also if a shot returns")
  mutating func cut() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), correspondence: correspondence(first: true))
    let cut = tracker.next(map([3, 3, 3, 3, 3, 3, 3, 3]), correspondence: correspondence(1, first: true))
    #expect(cut == FrameEvents(shot: 1, change: 1, births: [.init(3)], deaths: [.init(1), .init(2)]))
    let back = tracker.next(map([1, 1, 1, 1, 4, 4, 4, 4]), correspondence: correspondence())
    #expect(back == FrameEvents(change: 0.125, births: [.init(4)], deaths: [.init(3)], returns: [1]))
  }
}

@Suite("The track table")
struct TrackTableTests {
  private var trackTable = TrackTable()

  @Test("records first and last frame, area and frequency of every track")
  mutating func records() {
    trackTable.record(map([5, 5, 2, 2, 5, 5, 2, 2]), index: 0, seconds: 0.5)
    trackTable.record(map([5, 5, 5, 1, 5, 5, 5, 5]), index: 1, seconds: 0.75)
    trackTable.record(map([2, 5, 5, 5, 5, 5, 5, 5]), index: 4, seconds: 2)
    #expect(trackTable.entries.map(\.trackID) == [1, 2, 5])
    let two = trackTable[2]
    #expect(two?.firstIndex == 0 && two?.firstSeconds == 0.5 && two?.lastIndex == 4 && two?.lastSeconds == 2)
    #expect(two?.area == 5 && two?.frames == 2)
    #expect(two?.largestArea == 4 && two?.largestIndex == 0)
    #expect(two?.areas.samples == [.init(index: 0, share: 0.5), .init(index: 4, share: 0.125)])
    #expect(trackTable[5]?.area == 18 && trackTable[5]?.frames == 3)
    #expect(trackTable[5]?.largestArea == 7 && trackTable[5]?.largestIndex == 1)
    #expect(trackTable[3] == nil)
    #expect(trackTable.entries.map(\.area).reduce(0, +) == 3 * size.count)
    #expect(trackTable.entries.map { trackTable.hasEnded($0) } == [true, false, false])
  }

  @Test("does not count pixels without a label")
  mutating func skipsZero() {
    trackTable.record(map([0, 0, 0, 3, 0, 0, 0, 0]), index: 0, seconds: 0)
    #expect(trackTable.entries.map(\.trackID) == [3])
  }

  @Test("counts births, deaths and returns per frame")
  mutating func changes() {
    let frames: [[UInt16]] = [
      [1, 1, 2, 2, 1, 1, 2, 2], [1, 1, 1, 1, 3, 1, 1, 1], [4, 1, 1, 1, 1, 1, 2, 2], [3, 3, 3, 3, 3, 3, 3, 3],
    ]
    var labels = 0
    let changes = frames.enumerated().map { index, labels in
      trackTable.record(map(labels), index: 2 * index, seconds: Double(index))
    }
    for (frame, change) in zip(frames, changes) {
      labels += change.births + change.returns - change.deaths
      #expect(labels == Set(frame).count)
    }
    #expect(changes.map(\.births) == [2, 1, 1, 0])
    #expect(changes.map(\.deaths) == [0, 1, 1, 3])
    #expect(changes.map(\.returns) == [0, 0, 1, 1])
  }

  @Test("notes when a track came back and how long it was gone; the latest times are kept, all are counted")
  mutating func returns() {
    let times = TrackTable.Entry.rememberedReturns + 5
    for index in 0...(2 * times) {
      trackTable.record(
        map(Array(repeating: index % 2 == 0 ? 1 : 2, count: 8)), index: index, seconds: Double(index) / 4)
    }
    #expect(trackTable[1]?.returnCount == times)
    #expect(trackTable[1]?.returns.count == TrackTable.Entry.rememberedReturns)
    #expect(trackTable[1]?.returns.first == .init(index: 12, seconds: 3, secondsGone: 0.5))
    #expect(trackTable[1]?.returns.last == .init(index: 2 * times, seconds: Double(times) / 2, secondsGone: 0.5))
  }

  @Test("keeps where a track came from and what it merged into, until it comes back")
  mutating func relations() {
    trackTable.record(map([1, 1, 1, 1, 2, 2, 2, 2]), index: 0, seconds: 0)
    let born = FrameEvents(births: [.init(3, splitFrom: 2), .init(4)])
    trackTable.record(map([1, 1, 1, 1, 2, 3, 3, 4]), index: 1, seconds: 1, events: born)
    #expect(trackTable[3]?.splitFrom == 2 && trackTable[4]?.splitFrom == nil && trackTable[1]?.splitFrom == nil)
    let gone = FrameEvents(deaths: [.init(3, mergedInto: 1), .init(4, mergedInto: 2)])
    trackTable.record(map([1, 1, 1, 1, 2, 1, 1, 2]), index: 2, seconds: 2, events: gone)
    #expect(trackTable[3]?.mergedInto == 1 && trackTable[4]?.mergedInto == 2)
    trackTable.record(map([1, 1, 1, 1, 2, 1, 4, 4]), index: 3, seconds: 3, events: FrameEvents(returns: [4]))
    #expect(trackTable[3]?.mergedInto == 1 && trackTable[4]?.mergedInto == nil)
    #expect(trackTable[3]?.splitFrom == 2)
  }

  @Test(
    "a track that appears late in the maps keeps its origin; nothing refers to a track in no map")
  mutating func small() {
    trackTable.record(map([1, 1, 1, 1, 1, 1, 1, 1]), index: 0, seconds: 0)
    trackTable.record(
      map([1, 1, 1, 1, 1, 1, 1, 1]), index: 1, seconds: 1,
      events: FrameEvents(births: [.init(2, splitFrom: 1), .init(3)]))
    #expect(trackTable[2] == nil)
    trackTable.record(
      map([1, 1, 1, 1, 1, 1, 1, 2]), index: 2, seconds: 2, events: FrameEvents(births: [.init(4, splitFrom: 3)]))
    #expect(trackTable[2]?.splitFrom == 1 && trackTable[2]?.firstIndex == 2)
    let events = FrameEvents(deaths: [.init(2, mergedInto: 3), .init(3, mergedInto: 1)])
    trackTable.record(map([4, 1, 1, 1, 1, 1, 1, 1]), index: 3, seconds: 3, events: events)
    #expect(trackTable[4]?.splitFrom == nil && trackTable[2]?.mergedInto == nil && trackTable[3] == nil)
  }

  @Test("an area over time is thinned evenly; first and last stay", arguments: [1, 2, 63, 64, 65, 100, 1000, 4097])
  func thinning(count: Int) {
    var series = TrackTable.AreaSeries()
    for index in 0..<count { series.append(.init(index: 3 * index, share: Double(index) / 5000)) }
    let indices = series.samples.map(\.index)
    #expect(indices.first == 0 && indices.last == 3 * (count - 1))
    #expect(indices.count <= TrackTable.AreaSeries.limit)
    #expect(indices.count >= min(count, TrackTable.AreaSeries.limit / 2))
    let steps = Set(zip(indices, indices.dropFirst()).map { $1 - $0 }.dropLast())
    #expect(steps.count <= 1)
  }

  @Test("does not grow with the number of frames")
  mutating func bounded() throws {
    for index in 0..<2000 {
      let labels: [UInt16] = index % 2 == 0 ? [1, 2, 3, 4, 1, 2, 3, 4] : [1, 2, 3, 3, 1, 2, 3, 3]
      trackTable.record(map(labels), index: index, seconds: Double(index) / 25)
    }
    #expect(trackTable.entries.count == 4)
    #expect(trackTable[4]?.frames == 1000)
    #expect(trackTable[4]?.returnCount == 999)
    #expect(try JSONEncoder().encode(trackTable).count < 4 * 5000)
  }

  @Test("continues identically when decoded; damaged data is rejected")
  mutating func saved() throws {
    let frames: [[UInt16]] = [[9, 9, 2, 2, 9, 9, 2, 2], [9, 9, 9, 9, 9, 9, 9, 9], [2, 2, 2, 2, 2, 2, 2, 3]]
    let events = FrameEvents(births: [.init(3, splitFrom: 9)], deaths: [.init(2, mergedInto: 9)])
    trackTable.record(map(frames[0]), index: 0, seconds: 0)
    trackTable.record(map(frames[1]), index: 1, seconds: 0.125, events: events)
    let data = try JSONEncoder().encode(trackTable)
    var copy = try JSONDecoder().decode(TrackTable.self, from: data)
    #expect(copy == trackTable)
    for index in 2..<200 {
      let labels = map(frames[index % 3])
      #expect(
        copy.record(labels, index: index, seconds: Double(index))
          == trackTable.record(labels, index: index, seconds: Double(index)))
    }
    #expect(copy == trackTable)
    #expect(copy[3]?.splitFrom == 9)

    let text = String(decoding: data, as: UTF8.self)
    for (good, bad) in [
      (#""trackID":9"#, #""trackID":2"#), (#""lastIndex":1"#, #""lastIndex":-1"#), (#""stride":1"#, #""stride":0"#),
    ] {
      let damaged = text.replacingOccurrences(of: good, with: bad)
      #expect(damaged != text)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(TrackTable.self, from: Data(damaged.utf8)) }
    }
  }
}
