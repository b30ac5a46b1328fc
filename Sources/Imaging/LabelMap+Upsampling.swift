import Parallelism

extension LabelMap {
  /// These labels, made at the working size, at the size of the whole picture, with their borders drawn along its
  /// edges: joint bilateral upsampling (Kopf, Cohen, Lischinski and Uyttendaele, ACM TOG 26(3), 2007) as a vote.
  ///
  /// Near a border each pixel takes the label with the most votes among the working pixels around it; a vote weighs
  /// the more, the nearer the working pixel lies (σs) and the more its color resembles the pixel's own (σr). Equal
  /// votes go to the smaller label. Elsewhere the label is copied. The result does not depend on `workers`. At equal
  /// sizes it is the map itself; smaller and differently proportioned pictures work as well.
  ///
  /// - Parameters:
  ///   - picture: the whole picture.
  ///   - workingPicture: the picture that was segmented, of this map's size.
  package func upsampled(
    to picture: Picture, guide workingPicture: Picture, workers: Workers = Workers(count: 1)
  ) -> LabelMap {
    precondition(workingPicture.size == size, "labels of \(size) need a guide of that size, not \(workingPicture.size)")
    guard picture.size != size else { return self }
    let columns = VoteAxis(full: picture.size.width, working: size.width)
    let rows = VoteAxis(full: picture.size.height, working: size.height)
    let full = [UInt16](unsafeUninitializedCapacity: picture.size.count) { full, initialized in
      // SAFETY: the buffers hold a label for each working pixel, three bytes for each pixel of both pictures, and a
      // label for each full pixel. Working row y writes the full rows rows.blocks[y], which together are all rows, once
      // each, so no two parts write the same place and every place is written.
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
    return LabelMap(size: picture.size, labels: full)
  }
}
