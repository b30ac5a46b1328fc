/// What the frames of a job cost: measured by the machine that planned, and what follows for its chunks.
public struct JobCosts: Sendable, Equatable, Codable {
  /// Seconds to decode a frame, and to find its motion and its shot.
  public internal(set) var decode = 0.0, motion = 0.0
  /// Seconds to segment the first frame of a shot, and a later one.
  public internal(set) var firstFrame = 0.0, laterFrame = 0.0
  /// The threads that were used.
  public internal(set) var threads = 1
  /// By chunk.
  public internal(set) var chunks: [Chunk] = []

  public struct Chunk: Sendable, Equatable, Codable {
    /// Seconds on the machine that planned.
    public let seconds: Double
    /// Bytes of memory.
    public let memory: Int
    /// Bytes on disk.
    public let disk: Int
    /// The frames that are only decoded, to reach its own.
    public let decodedOnly: Int
  }

  /// All chunks in turn.
  public var seconds: Double { chunks.reduce(0) { $0 + $1.seconds } }
  public var disk: Int { chunks.reduce(0) { $0 + $1.disk } }

  /// The time from the first chunk to the last one, in seconds, if that many workers take the chunks in order.
  public func seconds(workers: Int) -> Double {
    var busy = [Double](repeating: 0, count: max(1, min(workers, max(1, chunks.count))))
    for chunk in chunks {
      guard let next = busy.indices.min(by: { busy[$0] < busy[$1] }) else { break }
      busy[next] += chunk.seconds
    }
    return busy.max() ?? 0
  }
}
