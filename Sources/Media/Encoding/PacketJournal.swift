import CFFmpeg
import Foundation

/// The packets of a video in a work file next to the output, so that a stopped run can be resumed.
///
/// The file is append-only; data after a recorded length can be cut off. Each packet is a header of 32 bytes (length,
/// flags, presentation time, decoding time, duration; in the encoder's time base) and its data.
///
/// Disk space is reserved, since all packets are written a second time.
final class PacketJournal {
  private let file: Descriptor
  private let folder: OutputFolder
  private let name: String
  private let reserve: Reserve
  /// The end of the written data.
  private(set) var end = Mark(length: 0, count: 0, digest: DigestChain())
  private var readPlace = 0
  /// Whether packets may be behind the end, to be cut off before the next one is written.
  private var hasRest = false
  /// Whether the disk was full; no more packets are accepted.
  private(set) var isFull = false

  private static let headerLength = 32

  /// A position after a packet.
  struct Mark: Sendable, Codable {
    /// The bytes and packets before it.
    let length, count: Int
    let digest: DigestChain

    /// Validates decoded state.
    var isConsistent: Bool { count > 0 && length / PacketJournal.headerLength >= count }
  }

  /// - Parameters:
  ///   - path: of the output, named in errors.
  ///   - mark: where to continue; what is behind it is cut off at the next packet. nil: a new file is created.
  init(besides path: String, from mark: Mark?) throws(MediaError) {
    folder = try OutputFiles.folder(of: path)
    name = Self.name(besides: path)
    let number = mark == nil ? folder.create(name) : folder.reopen(name)
    guard number >= 0 else {
      throw mark == nil ? .write(errno, path: folder(name)) : .resuming(errno, path: folder(name))
    }
    file = Descriptor(number, path: path)
    reserve = Reserve(in: folder, for: path.fileName)
    guard let mark else { return }
    end = mark
    try verify()
    hasRest = true
    try keepBack(for: mark)
  }

  /// The hidden name of the packet file next to the output.
  private static func name(besides path: String) -> String { ".\(path.fileName).packets" }

  /// Appends a packet completely or, on a full disk, not at all, now and later.
  func append(_ packet: borrowing Packet) throws(MediaError) {
    guard !isFull else { throw .diskFull(path: file.path) }
    let fields = packet.pointer.pointee
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerLength + Int(fields.size))
    func add(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    add(fields.size)
    add(fields.flags)
    add(fields.pts)
    add(fields.dts)
    add(fields.duration)
    // SAFETY: the packet owns `size` bytes at `data`.
    bytes.append(contentsOf: UnsafeBufferPointer(start: fields.data, count: Int(fields.size)))
    var digest = end.digest
    digest.add(bytes)
    let next = Mark(length: end.length + bytes.count, count: end.count + 1, digest: digest)
    do throws(MediaError) {
      if hasRest { try file.cut(to: Int64(end.length)) }
      hasRest = false
      try keepBack(for: next)
      try file.write(bytes)
    } catch {
      if case .diskFull = error { isFull = true }
      file.truncate(to: Int64(end.length))
      throw error
    }
    end = next
  }

  /// Throws if the packets are not those that were written.
  private func verify() throws(MediaError) {
    var digest = DigestChain()
    var count = 0
    while readPlace < end.length {
      let header = try read(Self.headerLength)
      let size = header.withUnsafeBytes { Int32(littleEndian: $0.loadUnaligned(as: Int32.self)) }
      guard size > 0 else { throw damaged }
      digest.add(header + (try read(Int(size))))
      count += 1
    }
    guard count == end.count, digest == end.digest else { throw damaged }
    readPlace = 0
  }

  /// The container adds its own tables and their reserve to the packets.
  private func keepBack(for mark: Mark) throws(MediaError) {
    try reserve.grow(to: mark.length + 64 * mark.count + 1 << 18)
  }

  /// Syncs the data to disk.
  func sync() throws(MediaError) {
    try file.sync()
    try folder.sync()
  }

  /// Moves back to the first packet and frees the reserved space.
  func rewind() {
    readPlace = 0
    reserve.release()
  }

  /// Reads the next packet; false at the end.
  func read(_ packet: borrowing Packet) throws(MediaError) -> Bool {
    guard readPlace < end.length else { return false }
    let header = try read(Self.headerLength)
    func number<Number: FixedWidthInteger>(_ place: Int) -> Number {
      header.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self)) }
    }
    let size: Int32 = number(0)
    guard size > 0, Int(size) <= end.length - readPlace else { throw damaged }
    packet.clear()
    try check(av_new_packet(packet.pointer, size)) { _ in .outOfMemory }
    let data = try read(Int(size))
    // SAFETY: the packet was allocated with `size` bytes, at least one.
    data.withUnsafeBytes { data in
      guard let base = data.baseAddress else { return }
      UnsafeMutableRawPointer(packet.pointer.pointee.data).copyMemory(from: base, byteCount: data.count)
    }
    packet.pointer.pointee.flags = number(4)
    packet.pointer.pointee.pts = number(8)
    packet.pointer.pointee.dts = number(16)
    packet.pointer.pointee.duration = number(24)
    return true
  }

  /// Removes the file.
  func remove() { folder.remove(name) }

  static func remove(besides path: String) { (try? OutputFiles.folder(of: path))?.remove(name(besides: path)) }

  private var damaged: MediaError {
    .notWritable(path: folder(name), reason: "the work file is damaged; start again with --overwrite")
  }

  private func read(_ count: Int) throws(MediaError) -> [UInt8] {
    guard count <= end.length - readPlace else { throw damaged }
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let more = bytes[done...].withUnsafeMutableBytes {
        pread(file.number, $0.baseAddress, $0.count, off_t(readPlace + done))
      }
      if more < 0, errno == EINTR { continue }
      guard more > 0 else { throw damaged }
      done += more
    }
    readPlace += count
    return bytes
  }
}
