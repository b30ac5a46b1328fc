import CFFmpeg

package enum FFmpegLibrary {
  /// The version in use, for example `5.1.9-0+deb12u1`.
  package static var version: String { String(cString: av_version_info()) }
}
