import CFFmpeg
import Foundation
import Imaging

/// A media file being written under a temporary name beside the final one, so that a file with the final name is always
/// whole.
final class OutputFile {
  enum Container {
    /// MPEG-4 or QuickTime: any time base, edit lists.
    case mp4, mov
    /// Counts in milliseconds.
    case matroska
  }

  let path: String
  let container: Container
  let context: UnsafeMutablePointer<AVFormatContext>
  private let partPath: String
  private let overwrite: Bool
  /// False once the file is finished or discarded; its streams are gone then.
  private(set) var isOpen = true

  /// Whether a file of this name can be made; touches nothing.
  @discardableResult
  static func checkName(
    path: String, overwrite: Bool
  ) throws(MediaError) -> (muxer: UnsafePointer<AVOutputFormat>, container: Container) {
    guard let muxer = av_guess_format(nil, path, nil), let container = container(String(cString: muxer.pointee.name))
    else { throw .unsuitableContainer(path: path) }
    try checkTarget(path, overwrite: overwrite)
    return (muxer, container)
  }

  init(path: String, overwrite: Bool) throws(MediaError) {
    self.path = path
    self.overwrite = overwrite
    let (muxer, container) = try Self.checkName(path: path, overwrite: overwrite)
    self.container = container
    let folder = (path as NSString).deletingLastPathComponent
    partPath = (folder as NSString).appendingPathComponent(".\((path as NSString).lastPathComponent).part")

    FFmpegLog.forgetLastError()
    let url = "file:" + partPath
    var allocatedContext: UnsafeMutablePointer<AVFormatContext>?
    try check(avformat_alloc_output_context2(&allocatedContext, muxer, nil, url)) { _ in .outOfMemory }
    context = try allocated(allocatedContext)
    // Everything is initialized by now: what is thrown from here on leaves the release to `deinit`.
    try check(avio_open2(&context.pointee.pb, url, AVIO_FLAG_WRITE, nil, nil)) {
      .notWritable(path: path, reason: AVError.text($0))
    }
    // Times are written as they are; VideoWriter sees to it that none is negative.
    context.pointee.avoid_negative_ts = AVFMT_AVOID_NEG_TS_DISABLED
  }

  deinit { discard() }

  /// For a human: `MP4`, `QuickTime` or `Matroska`.
  var containerName: String {
    switch container {
    case .mp4: "MP4"
    case .mov: "QuickTime"
    case .matroska: "Matroska"
    }
  }

  func addStream() throws(MediaError) -> UnsafeMutablePointer<AVStream> {
    try allocated(avformat_new_stream(context, nil))
  }

  func writeHeader(_ options: consuming Options) throws(MediaError) {
    try check(avformat_write_header(context, &options.pointer), failure)
  }

  /// Hands a packet over to be interleaved; its times count in its stream's time base.
  func write(_ packet: borrowing Packet) throws(MediaError) {
    try check(av_interleaved_write_frame(context, packet.pointer), failure)
    try checkBytes()
  }

  /// Completes the file and gives it its name.
  func finish() throws(MediaError) {
    do throws(MediaError) {
      try check(av_write_trailer(context), failure)
      try checkBytes()
      try check(avio_closep(&context.pointee.pb), failure)
      if !overwrite { try Self.checkTarget(path, overwrite: false) }
      guard rename(partPath, path) == 0 else {
        throw .notWritable(path: path, reason: String(cString: strerror(errno)))
      }
    } catch {
      discard()
      throw error
    }
    isOpen = false
    avformat_free_context(context)
  }

  /// Gives up: nothing is left behind. Does nothing behind `finish()`.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    avio_closep(&context.pointee.pb)
    avformat_free_context(context)
    unlink(partPath)
  }

  func failure(_ code: Int32) -> MediaError {
    code == shim_error(ENOSPC) ? .diskFull(path: path) : .encodingFailed(path: path, reason: AVError.reason(code))
  }

  /// libavformat does not report every failed write at once.
  private func checkBytes() throws(MediaError) {
    if let bytes = context.pointee.pb { try check(bytes.pointee.error, failure) }
  }

  private static func container(_ muxer: String) -> Container? {
    switch muxer {
    case "mp4", "ipod": .mp4
    case "mov": .mov
    case "matroska": .matroska
    default: nil
    }
  }

  private static func checkTarget(_ path: String, overwrite: Bool) throws(MediaError) {
    let folder = (path as NSString).deletingLastPathComponent
    var isFolder: ObjCBool = false
    if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) || !isFolder.boolValue {
      throw .folderMissing(path: path, folder: folder)
    }
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    if isFolder.boolValue { throw .notWritable(path: path, reason: "a folder has this name") }
    if !overwrite { throw .exists(path: path) }
  }
}
