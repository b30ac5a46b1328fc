import Parallelism

extension LabelRaster {
  /// Upsamples labels from the working size to the full size and aligns their borders with the edges of the picture:
  /// joint bilateral upsampling (Kopf, Cohen, Lischinski and Uyttendaele, ACM TOG 26(3), 2007) as a vote.
  ///
  /// Near a border each pixel takes the label with the most votes among the working pixels around it. A vote's weight
  /// falls with spatial distance (σs) and with color difference (σr). Ties go to the smaller label. Elsewhere the
  /// label is copied. The result does not depend on `workers`. At equal sizes the result is the map itself; smaller
  /// pictures and other aspect ratios are allowed.
  ///
  /// - Parameters:
  ///   - picture: the full-size picture.
  ///   - workingPicture: the picture that was segmented, of this map's size.
  package func upsampled(
    to picture: Picture, guide workingPicture: Picture, workers: Workers = Workers(count: 1)
  ) -> LabelRaster {
    precondition(workingPicture.size == size, "labels are \(size), the working picture is \(workingPicture.size)")
    guard picture.size != size else { return self }
    let columns = VoteAxis(full: picture.size.width, working: size.width)
    let rows = VoteAxis(full: picture.size.height, working: size.height)
    let full = [UInt16](unsafeUninitializedCapacity: picture.size.count) { full, initialized in
      // SAFETY: the buffers hold a label for each working pixel, three bytes for each pixel of both pictures, and a
      // label for each full pixel. Working row y writes the full rows rows.blocks[y]. The blocks are disjoint and
      // cover all rows.
      labels.withUnsafeBufferPointer { labels in
        picture.bytes.withUnsafeBufferPointer { bytes in
          workingPicture.bytes.withUnsafeBufferPointer { guide in
            guard let full = full.baseAddress, let labels = labels.baseAddress, let bytes = bytes.baseAddress,
              let guide = guide.baseAddress
            else { return }
            let vote = LabelVote(
              columns: columns, rows: rows, labels: labels, guide: guide, bytes: bytes, full: full)
            workers.forEach(size.height) { row, _ in vote.fill(workingRow: row) }
          }
        }
      }
      initialized = picture.size.count
    }
    return LabelRaster(size: picture.size, labels: full)
  }
}
