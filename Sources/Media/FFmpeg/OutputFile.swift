import CFFmpeg
import Foundation
import Imaging

/// A media file written under a temporary name next to the final one, so that a file with the final name is always
/// complete; or a stream to standard output.
///
/// Disk space is reserved so that all accepted packets can be completed.
final class OutputFile {
  enum Container {
    /// MPEG-4 or QuickTime: any time base, edit lists.
    case mp4, mov
    /// Times in milliseconds.
    case matroska
    /// The Matroska subset that browsers support: VP9, Opus, WebVTT.
    case webm

    /// Whether times are milliseconds ≥ 0.
    var isMatroska: Bool { self == .matroska || self == .webm }
  }

  /// For messages.
  let path: String
  let container: Container
  let context: UnsafeMutablePointer<AVFormatContext>
  private let bytes: ByteWriter
  /// nil: standard output.
  private let file: PartialFile?
  private let overwrite: Bool
  /// False after the file is finished or discarded; its streams are then released.
  private(set) var isOpen = true
  private var packetCount = 0
  private var packetBytes: Int64 = 0
  /// Buffered packets that the container rejected later.
  private(set) var lost = 0

  /// Checks whether a file of this name can be created; touches nothing.
  @discardableResult
  static func checkName(
    path: String, overwrite: Bool
  ) throws(MediaError) -> (muxer: UnsafePointer<AVOutputFormat>, container: Container) {
    guard let muxer = av_guess_format(nil, path, nil), let container = container(String(cString: muxer.pointee.name))
    else { throw .unsuitableContainer(path: path) }
    try OutputFiles.checkTarget(path, overwrite: overwrite)
    return (muxer, container)
  }

  /// - Parameter path: nil for standard output, which is written as Matroska.
  init(path: String?, overwrite: Bool) throws(MediaError) {
    self.overwrite = overwrite
    FFmpegLog.forgetLastError()
    let muxer: UnsafePointer<AVOutputFormat>
    let url: String
    if let path {
      self.path = path
      (muxer, container) = try Self.checkName(path: path, overwrite: overwrite)
      let file = try PartialFile(path: path)
      self.file = file
      // The muxer reopens the file by this name to move the index to the front.
      url = "file:" + file.partialPath
      bytes = try ByteWriter(file.descriptor, reserve: file.reserve())
    } else {
      guard let matroska = av_guess_format("matroska", nil, nil) else { throw .encoderMissing(name: "matroska") }
      (muxer, container) = (matroska, .matroska)
      file = nil
      url = "pipe:1"
      let output = Descriptor.standardOutput()
      self.path = output.path
      bytes = try ByteWriter(output, reserve: nil)
    }
    var allocatedContext: UnsafeMutablePointer<AVFormatContext>?
    try check(avformat_alloc_output_context2(&allocatedContext, muxer, nil, url)) { _ in .outOfMemory }
    context = try allocated(allocatedContext)
    // All properties are initialized: errors from here on are cleaned up by `deinit`.
    context.pointee.pb = bytes.pointer
    // Without random identifiers, so that the same run writes the same file.
    context.pointee.flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT
    // Times are written unchanged; VideoWriter ensures that none is negative.
    context.pointee.avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED
  }

  deinit { discard() }

  /// The display name: `MP4`, `QuickTime`, `Matroska` or `WebM`.
  var containerName: String {
    switch container {
    case .mp4: "MP4"
    case .mov: "QuickTime"
    case .matroska: "Matroska"
    case .webm: "WebM"
    }
  }

  /// Whether the disk is full: no more packets are accepted, but the file can be finished.
  var isFull: Bool { bytes.isFull && bytes.failure == nil }

  func addStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    try allocated(avformat_new_stream(context, nil))
  }

  func writeHeader(_ options: consuming Options) throws(MediaError) {
    nameLanguages()
    try check(avformat_write_header(context, &options.pointer), failure)
  }

  /// Appends a packet; its times are in its stream's time base.
  ///
  /// Packets are not reordered here, so that a rejected packet is the one passed in.
  /// - Throws: `encodingFailed` if the container rejects the packet; others can follow. `diskFull` before the packet
  ///   is accepted; accepted packets can be completed.
  func write(_ packet: borrowing Packet) throws(MediaError) {
    let size = Int64(packet.pointer.pointee.size)
    if let file, !file.descriptor.isLinked { throw .vanished(path: path) }
    // The data still inside the muxer, and an upper bound for each packet's share of the container's tables.
    let waiting = max(0, packetBytes + size - bytes.position)
    try bytes.keepBack(1 << 17 + 32 * (packetCount + 1) + Int(clamping: waiting))
    packetCount += 1
    packetBytes += size
    let code = av_write_frame(context, packet.pointer)
    try checkBytes()
    guard code < 0 else { return }
    // Matroska buffers a sound packet and may reject it only now: that one is lost, and this one can be written.
    guard av_write_frame(context, packet.pointer) >= 0 else { throw failure(code) }
    lost += 1
    try checkBytes()
  }

  /// Completes the file and renames it.
  func finish() throws(MediaError) {
    do throws(MediaError) {
      try file?.checkPlace()
      try check(av_write_trailer(context), failure)
      bytes.flush()
      try checkBytes()
      if file != nil, !overwrite { try OutputFiles.checkTarget(path, overwrite: false) }
      try file?.finish()
    } catch {
      discard()
      throw error
    }
    isOpen = false
    avformat_free_context(context)
  }

  /// Discards the output. No effect after `finish()`.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    avformat_free_context(context)
    file?.discard()
  }

  func failure(_ code: Int32) -> MediaError {
    bytes.failure ?? .encodingFailed(path: path, reason: AVError.reason(code))
  }

  /// libavformat does not report every failed write immediately.
  private func checkBytes() throws(MediaError) {
    if let failure = bytes.failure { throw failure }
    try check(bytes.pointer.pointee.error, failure)
  }

  private static func container(_ muxer: String) -> Container? {
    switch muxer {
    case "mp4", "ipod": .mp4
    case "mov": .mov
    case "matroska": .matroska
    case "webm": .webm
    default: nil
    }
  }
}
