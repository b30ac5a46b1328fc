import Imaging

/// A decoded frame whose picture is converted when it is needed. Belongs to the task of its reader.
package struct UnconvertedFrame {
  /// As in `Frame`.
  package let index: Int
  package let time: MediaTime
  package let thumbnail: LumaThumbnail
  /// Makes the picture at the working size.
  package let workingPicture: () throws -> Picture

  /// A frame that is converted already.
  init(_ frame: Frame) {
    (index, time, thumbnail) = (frame.index, frame.time, frame.thumbnail)
    workingPicture = { frame.workingPicture }
  }

  init(index: Int, time: MediaTime, thumbnail: LumaThumbnail, workingPicture: @escaping () throws -> Picture) {
    (self.index, self.time, self.thumbnail, self.workingPicture) = (index, time, thumbnail, workingPicture)
  }
}
