import Tessera
import Testing

@Suite struct ChunkDivisionTests {
  /// A film of visits, each a shot and its frames.
  private func division(_ visits: [(Int, Int)]) -> ChunkDivision {
    var first = 0
    let ranges = visits.map { shot, count in
      defer { first += count }
      return (shot: shot, frames: first..<(first + count))
    }
    return ChunkDivision(visits: ranges, batchSize: 16)
  }

  /// The frames whose labels are output, in order.
  private func labeled(_ chunks: [[FrameRange]]) -> [Int] {
    chunks.flatMap { $0.filter(\.isOutput).flatMap(\.frames) }.sorted()
  }

  @Test("Every frame is in one chunk, in order, and a shot that returns is in one with all its visits")
  func returns() {
    let division = division([(0, 50), (1, 40), (0, 35), (2, 30), (3, 30), (4, 38), (1, 40), (5, 25), (3, 16), (6, 34)])
    for size in [JobChunks.automatic, .count(1), .count(2), .count(3), .count(6), .count(50)] {
      let chunks = division.chunks(size).chunks
      #expect(labeled(chunks) == Array(0..<338))
      for chunk in chunks { #expect(zip(chunk, chunk.dropFirst()).allSatisfy { $0.frames.upperBound <= $1.first }) }
      for shot in 0..<7 { #expect(chunks.count { $0.contains { $0.shot == shot } } == 1) }
      if case .count(let count) = size, count <= 6 { #expect(chunks.count == count) }
    }
    #expect(division.chunks(.automatic).chunks.count == 1)
  }

  @Test("A long shot is divided at whole batches, with a warm-up, and its first frames for training")
  func divided() {
    let chunks = division([(0, 10), (1, 5000), (2, 10)]).chunks(.automatic).chunks
    #expect(labeled(chunks) == Array(0..<5020))
    let parts = chunks.filter { $0.contains { $0.shot == 1 } }
    #expect(parts.count == 3)
    for (number, part) in parts.enumerated() {
      func frames(_ use: FrameUse) -> Range<Int>? { part.first { $0.use == use }?.frames }
      let labels = frames(.description) ?? 0..<0
      #expect((labels.lowerBound - 10).isMultiple(of: 16))
      #expect(frames(.labels) == nil)
      #expect(frames(.warmUp) == (number == 0 ? nil : (labels.lowerBound - 112)..<labels.lowerBound))
      #expect(frames(.training) == (number == 0 ? nil : 10..<26))
      #expect(frames(.motion) == (number == 0 ? nil : (labels.lowerBound - 113)..<(labels.lowerBound - 112)))
    }
    // At most a tenth more than the film.
    let all = chunks.joined().reduce(0) { $0 + $1.count }
    #expect(Double(all) < 1.1 * 5020)
  }

  @Test("A shot that is long over several visits is divided, too")
  func dividedVisits() {
    let visits = (0..<60).flatMap { _ in [(0, 90), (1, 30)] }
    let chunks = division(visits).chunks(.automatic).chunks
    #expect(labeled(chunks) == Array(0..<7200))
    #expect(chunks.count >= 4)
    for chunk in chunks { #expect(zip(chunk, chunk.dropFirst()).allSatisfy { $0.frames.upperBound <= $1.first }) }
  }
}
