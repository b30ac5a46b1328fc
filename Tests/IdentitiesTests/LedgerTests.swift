import Foundation
import Identities
import Imaging
import Motion
import Testing

private let size = Size(width: 4, height: 2)

private func map(_ labels: [UInt16]) -> LabelMap { LabelMap(size: size, labels: labels) }

/// A frame in which nothing moves; or the first one of a shot.
private func continuation(_ shot: Int = 0, first: Bool = false, moved source: [Int32]? = nil) -> Continuation {
  let source = source ?? (0..<Int32(size.count)).map { $0 }
  return Continuation(shot: shot, source: first ? nil : source, seconds: 0.04, change: first ? 1 : 0.125)
}

@Suite("From frame to frame")
struct EventTrackerTests {
  private var tracker = EventTracker()

  @Test("a first frame has births without origin, and no pixel that could have changed")
  mutating func first() {
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 0, 3]), continuation: continuation(7, first: true))
    #expect(events == FrameEvents(shot: 7, change: 1, births: [.init(1), .init(2), .init(3)]))
  }

  @Test("a new identity is born from the one that held most of its pixels")
  mutating func birth() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation(first: true))
    let events = tracker.next(map([1, 3, 3, 1, 2, 3, 2, 2]), continuation: continuation())
    #expect(events == FrameEvents(change: 0.125, changed: 3 / 8, births: [.init(3, from: 1)]))
  }

  @Test("half of the pixels do not make an origin, nor do pixels that were not there before")
  mutating func noOrigin() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation(first: true))
    let source: [Int32] = [0, 1, 2, -1, 4, 5, 6, -1]
    let events = tracker.next(map([1, 3, 1, 4, 2, 3, 2, 4]), continuation: continuation(moved: source))
    #expect(events.births == [.init(3), .init(4)])
    #expect(events.changed == 2.0 / 6)
  }

  @Test("an identity that is gone merged into the one that has most of its pixels")
  mutating func merge() {
    _ = tracker.next(map([1, 1, 3, 3, 2, 2, 2, 3]), continuation: continuation(first: true))
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation())
    #expect(events == FrameEvents(change: 0.125, changed: 3 / 8, deaths: [.init(3, into: 1)]))
  }

  @Test("what is covered has no heir")
  mutating func covered() {
    _ = tracker.next(map([1, 1, 3, 3, 2, 2, 2, 3]), continuation: continuation(first: true))
    let source: [Int32] = [0, 1, -1, -1, 4, 5, 6, 7]
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation(moved: source))
    #expect(events.deaths == [.init(3)])
  }

  @Test("pixels are compared along the motion")
  mutating func motion() {
    _ = tracker.next(map([1, 2, 2, 1, 1, 2, 2, 1]), continuation: continuation(first: true))
    let source: [Int32] = [-1, 0, 1, 2, -1, 4, 5, 6]
    let carried = tracker.next(map([1, 1, 2, 2, 1, 1, 2, 2]), continuation: continuation(moved: source))
    #expect(carried.changed == 0)
    let born = tracker.next(map([1, 1, 1, 3, 1, 1, 1, 3]), continuation: continuation(moved: source))
    #expect(born.births == [.init(3, from: 2)])
    // Two of its four pixels have left the picture: not more than half went to 3.
    #expect(born.deaths == [.init(2)])
  }

  @Test("an identity that was gone and is there again returns; it is not born twice")
  mutating func returns() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation(first: true))
    _ = tracker.next(map([1, 1, 1, 1, 1, 1, 1, 1]), continuation: continuation())
    let events = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation())
    #expect(events == FrameEvents(change: 0.125, changed: 0.5, returns: [2]))
  }

  @Test("behind a cut nothing has an origin or an heir, also where a shot returns")
  mutating func cut() {
    _ = tracker.next(map([1, 1, 1, 1, 2, 2, 2, 2]), continuation: continuation(first: true))
    let cut = tracker.next(map([3, 3, 3, 3, 3, 3, 3, 3]), continuation: continuation(1, first: true))
    #expect(cut == FrameEvents(shot: 1, change: 1, births: [.init(3)], deaths: [.init(1), .init(2)]))
    let back = tracker.next(map([1, 1, 1, 1, 4, 4, 4, 4]), continuation: continuation())
    #expect(back == FrameEvents(change: 0.125, births: [.init(4)], deaths: [.init(3)], returns: [1]))
  }
}

@Suite("The ledger")
struct LedgerTests {
  private var ledger = Ledger()

  @Test("knows when every identity was first and last seen, how much of it and how often")
  mutating func records() {
    ledger.record(map([5, 5, 2, 2, 5, 5, 2, 2]), index: 0, seconds: 0.5)
    ledger.record(map([5, 5, 5, 1, 5, 5, 5, 5]), index: 1, seconds: 0.75)
    ledger.record(map([2, 5, 5, 5, 5, 5, 5, 5]), index: 4, seconds: 2)
    #expect(ledger.entries.map(\.identity) == [1, 2, 5])
    let two = ledger[2]
    #expect(two?.firstIndex == 0 && two?.firstSeconds == 0.5 && two?.lastIndex == 4 && two?.lastSeconds == 2)
    #expect(two?.area == 5 && two?.frames == 2)
    #expect(two?.largestArea == 4 && two?.largestIndex == 0)
    #expect(two?.areas.samples == [.init(index: 0, share: 0.5), .init(index: 4, share: 0.125)])
    #expect(ledger[5]?.area == 18 && ledger[5]?.frames == 3)
    #expect(ledger[5]?.largestArea == 7 && ledger[5]?.largestIndex == 1)
    #expect(ledger[3] == nil)
    #expect(ledger.entries.map(\.area).reduce(0, +) == 3 * size.count)
    #expect(ledger.entries.map { ledger.hasEnded($0) } == [true, false, false])
  }

  @Test("does not count pixels without a label")
  mutating func skipsZero() {
    ledger.record(map([0, 0, 0, 3, 0, 0, 0, 0]), index: 0, seconds: 0)
    #expect(ledger.entries.map(\.identity) == [3])
  }

  @Test("counts what every frame brings and takes")
  mutating func changes() {
    let frames: [[UInt16]] = [
      [1, 1, 2, 2, 1, 1, 2, 2], [1, 1, 1, 1, 3, 1, 1, 1], [4, 1, 1, 1, 1, 1, 2, 2], [3, 3, 3, 3, 3, 3, 3, 3],
    ]
    var labels = 0
    let changes = frames.enumerated().map { index, labels in
      ledger.record(map(labels), index: 2 * index, seconds: Double(index))
    }
    for (frame, change) in zip(frames, changes) {
      labels += change.births + change.returns - change.deaths
      #expect(labels == Set(frame).count)
    }
    #expect(changes.map(\.births) == [2, 1, 1, 0])
    #expect(changes.map(\.deaths) == [0, 1, 1, 3])
    #expect(changes.map(\.returns) == [0, 0, 1, 1])
  }

  @Test("notes when an identity came back and how long it was gone; the latest times are kept, all are counted")
  mutating func returns() {
    let times = Ledger.Entry.rememberedReturns + 5
    for index in 0...(2 * times) {
      ledger.record(map(Array(repeating: index % 2 == 0 ? 1 : 2, count: 8)), index: index, seconds: Double(index) / 4)
    }
    #expect(ledger[1]?.returnCount == times)
    #expect(ledger[1]?.returns.count == Ledger.Entry.rememberedReturns)
    #expect(ledger[1]?.returns.first == .init(index: 12, seconds: 3, secondsGone: 0.5))
    #expect(ledger[1]?.returns.last == .init(index: 2 * times, seconds: Double(times) / 2, secondsGone: 0.5))
  }

  @Test("keeps where an identity came from and what it merged into, until it comes back")
  mutating func kinship() {
    ledger.record(map([1, 1, 1, 1, 2, 2, 2, 2]), index: 0, seconds: 0)
    let born = FrameEvents(births: [.init(3, from: 2), .init(4)])
    ledger.record(map([1, 1, 1, 1, 2, 3, 3, 4]), index: 1, seconds: 1, events: born)
    #expect(ledger[3]?.bornFrom == 2 && ledger[4]?.bornFrom == nil && ledger[1]?.bornFrom == nil)
    let gone = FrameEvents(deaths: [.init(3, into: 1), .init(4, into: 2)])
    ledger.record(map([1, 1, 1, 1, 2, 1, 1, 2]), index: 2, seconds: 2, events: gone)
    #expect(ledger[3]?.mergedInto == 1 && ledger[4]?.mergedInto == 2)
    ledger.record(map([1, 1, 1, 1, 2, 1, 4, 4]), index: 3, seconds: 3, events: FrameEvents(returns: [4]))
    #expect(ledger[3]?.mergedInto == 1 && ledger[4]?.mergedInto == nil)
    #expect(ledger[3]?.bornFrom == 2)
  }

  @Test("an identity too small for the maps until later keeps its origin; nothing refers to one that is in no map")
  mutating func small() {
    ledger.record(map([1, 1, 1, 1, 1, 1, 1, 1]), index: 0, seconds: 0)
    ledger.record(
      map([1, 1, 1, 1, 1, 1, 1, 1]), index: 1, seconds: 1, events: FrameEvents(births: [.init(2, from: 1), .init(3)]))
    #expect(ledger[2] == nil)
    ledger.record(
      map([1, 1, 1, 1, 1, 1, 1, 2]), index: 2, seconds: 2, events: FrameEvents(births: [.init(4, from: 3)]))
    #expect(ledger[2]?.bornFrom == 1 && ledger[2]?.firstIndex == 2)
    let events = FrameEvents(deaths: [.init(2, into: 3), .init(3, into: 1)])
    ledger.record(map([4, 1, 1, 1, 1, 1, 1, 1]), index: 3, seconds: 3, events: events)
    #expect(ledger[4]?.bornFrom == nil && ledger[2]?.mergedInto == nil && ledger[3] == nil)
  }

  @Test("an area over time is thinned evenly; first and last stay", arguments: [1, 2, 63, 64, 65, 100, 1000, 4097])
  func thinning(count: Int) {
    var series = Ledger.AreaSeries()
    for index in 0..<count { series.append(.init(index: 3 * index, share: Double(index) / 5000)) }
    let indices = series.samples.map(\.index)
    #expect(indices.first == 0 && indices.last == 3 * (count - 1))
    #expect(indices.count <= Ledger.AreaSeries.limit)
    #expect(indices.count >= min(count, Ledger.AreaSeries.limit / 2))
    let steps = Set(zip(indices, indices.dropFirst()).map { $1 - $0 }.dropLast())
    #expect(steps.count <= 1)
  }

  @Test("does not grow with the number of frames")
  mutating func bounded() throws {
    for index in 0..<2000 {
      let labels: [UInt16] = index % 2 == 0 ? [1, 2, 3, 4, 1, 2, 3, 4] : [1, 2, 3, 3, 1, 2, 3, 3]
      ledger.record(map(labels), index: index, seconds: Double(index) / 25)
    }
    #expect(ledger.entries.count == 4)
    #expect(ledger[4]?.frames == 1000)
    #expect(ledger[4]?.returnCount == 999)
    #expect(try JSONEncoder().encode(ledger).count < 4 * 5000)
  }

  @Test("goes on as before when it has been saved; a damaged one is refused")
  mutating func saved() throws {
    let frames: [[UInt16]] = [[9, 9, 2, 2, 9, 9, 2, 2], [9, 9, 9, 9, 9, 9, 9, 9], [2, 2, 2, 2, 2, 2, 2, 3]]
    let events = FrameEvents(births: [.init(3, from: 9)], deaths: [.init(2, into: 9)])
    ledger.record(map(frames[0]), index: 0, seconds: 0)
    ledger.record(map(frames[1]), index: 1, seconds: 0.125, events: events)
    let data = try JSONEncoder().encode(ledger)
    var copy = try JSONDecoder().decode(Ledger.self, from: data)
    #expect(copy == ledger)
    for index in 2..<200 {
      let labels = map(frames[index % 3])
      #expect(
        copy.record(labels, index: index, seconds: Double(index))
          == ledger.record(labels, index: index, seconds: Double(index)))
    }
    #expect(copy == ledger)
    #expect(copy[3]?.bornFrom == 9)

    let text = String(decoding: data, as: UTF8.self)
    for (good, bad) in [
      (#""identity":9"#, #""identity":2"#), (#""lastIndex":1"#, #""lastIndex":-1"#), (#""stride":1"#, #""stride":0"#),
    ] {
      let damaged = text.replacingOccurrences(of: good, with: bad)
      #expect(damaged != text)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Ledger.self, from: Data(damaged.utf8)) }
    }
  }
}
