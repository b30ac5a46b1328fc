import CFFmpeg

extension OutputFile {
  /// Copies the chapters of the input that overlap the range. Call it before the file is finished.
  /// - Parameters:
  ///   - range: seconds on the input's clock.
  ///   - shift: added to every time, in seconds.
  func copyChapters(of input: InputFile, in range: ClosedRange<Double>, shift: Double) throws(MediaError) {
    let source = input.context.pointee
    let chapters = UnsafeBufferPointer(start: source.chapters, count: Int(source.nb_chapters))
    for case let chapter? in chapters {
      let timeBase = chapter.pointee.time_base
      guard timeBase.num > 0, timeBase.den > 0 else { continue }
      let tick = Double(timeBase.num) / Double(timeBase.den)
      let start = max(Double(chapter.pointee.start) * tick, range.lowerBound)
      let end = min(Double(chapter.pointee.end) * tick, range.upperBound)
      guard start < end || (start == end && range.contains(start)) else { continue }
      try add(
        chapter, start: Int64(clamping: ((start + shift) / tick).rounded()),
        end: Int64(clamping: ((end + shift) / tick).rounded()))
    }
  }

  private func add(_ chapter: UnsafeMutablePointer<AVChapter>, start: Int64, end: Int64) throws(MediaError) {
    guard let memory = av_mallocz(MemoryLayout<AVChapter>.size) else { throw .outOfMemory }
    let copy = memory.bindMemory(to: AVChapter.self, capacity: 1)
    copy.pointee.id = chapter.pointee.id
    copy.pointee.time_base = chapter.pointee.time_base
    copy.pointee.start = max(0, start)
    copy.pointee.end = max(0, end)
    av_dict_copy(&copy.pointee.metadata, chapter.pointee.metadata, 0)
    // SAFETY: the list and its chapters belong to the context, which releases them with av_free.
    let count = Int(context.pointee.nb_chapters)
    let size = (count + 1) * MemoryLayout<UnsafeMutablePointer<AVChapter>?>.stride
    guard let list = av_realloc(context.pointee.chapters, size) else {
      av_free(memory)
      throw .outOfMemory
    }
    context.pointee.chapters = list.bindMemory(to: UnsafeMutablePointer<AVChapter>?.self, capacity: count + 1)
    context.pointee.chapters[count] = copy
    context.pointee.nb_chapters += 1
  }
}
