/// A decoded frame: what the first stage hands on.
package struct Frame: Sendable {
  /// The place among the frames that are segmented, from 0; the number in the names of the label files, unless the frame has
  /// a ``name``.
  package let index: Int
  /// The name of the image file that it is; nil for a frame of a video.
  package var source: String?
  /// A name for what is made of it, the stem of ``source``; nil for a frame of a video, and where two images have one stem.
  package var name: String?
  /// When it is shown, in the source's own time base.
  package let time: MediaTime
  /// The whole picture, upright, at the source's size.
  package let picture: Picture
  /// The same picture at the working size, on which the network trains.
  package let workingPicture: Picture
  private let decodedThumbnail: LumaThumbnail?

  /// - Parameter thumbnail: that of the luma that was decoded; nil: that of `picture`.
  package init(
    index: Int, time: MediaTime, picture: Picture, workingPicture: Picture, thumbnail: LumaThumbnail? = nil
  ) {
    self.index = index
    self.time = time
    self.picture = picture
    self.workingPicture = workingPicture
    decodedThumbnail = thumbnail
  }

  /// For the search for cuts.
  package var thumbnail: LumaThumbnail { decodedThumbnail ?? LumaThumbnail(picture) }
}
