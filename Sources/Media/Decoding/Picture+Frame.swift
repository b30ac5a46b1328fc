import CFFmpeg
import Imaging

extension Picture {
  /// Copies the colors of an RGB24 or RGBA frame, whose rows may be padded; nil for another format.
  init?(_ frame: UnsafePointer<AVFrame>) {
    let frame = frame.pointee
    let channels = frame.format == AV_PIX_FMT_RGB24.rawValue ? 3 : frame.format == AV_PIX_FMT_RGBA.rawValue ? 4 : 0
    guard channels > 0, let data = frame.data.0, frame.width > 0, frame.height > 0 else { return nil }
    let size = PictureSize(width: Int(frame.width), height: Int(frame.height))
    let rowBytes = 3 * size.width
    let stride = Int(frame.linesize.0)
    // SAFETY: until its release the frame owns `height` rows of at least `channels × width` bytes, `stride` apart;
    // every byte of the new array is written.
    let bytes = [UInt8](unsafeUninitializedCapacity: rowBytes * size.height) { buffer, initialized in
      for y in 0..<size.height {
        let row = UnsafeBufferPointer(start: data + y * stride, count: channels * size.width)
        let target = UnsafeMutableBufferPointer(rebasing: buffer[(y * rowBytes)..<((y + 1) * rowBytes)])
        if channels == 3 {
          _ = target.initialize(fromContentsOf: row)
        } else {
          for x in 0..<size.width {
            for n in 0..<3 { target.initializeElement(at: 3 * x + n, to: row[4 * x + n]) }
          }
        }
      }
      initialized = rowBytes * size.height
    }
    self.init(size: size, bytes: bytes)
  }
}

extension FrameBuffer {
  /// Blends an RGBA frame onto middle gray, where both white and black drawings stay visible.
  /// - Returns: whether any pixel was not opaque.
  func flatten() -> Bool {
    let ground = 128
    var isTransparent = false
    for y in 0..<Int(pointer.pointee.height) {
      let width = Int(pointer.pointee.width)
      let row = row(y, count: 4 * width)
      for x in 0..<width where row[4 * x + 3] != 255 {
        isTransparent = true
        let alpha = Int(row[4 * x + 3])
        for n in (4 * x)..<(4 * x + 3) {
          row[n] = UInt8(truncatingIfNeeded: (Int(row[n]) * alpha + ground * (255 - alpha) + 127) / 255)
        }
        row[4 * x + 3] = 255
      }
    }
    return isTransparent
  }
}
