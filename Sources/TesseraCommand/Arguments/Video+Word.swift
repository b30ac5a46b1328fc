import Media
import Tessera

extension Video {
  /// Opens the input that an argument names; `-` is standard input, and `./-` a file.
  init(
    word: String, selection: FrameSelection = .all, options: InputOptions = InputOptions()
  ) throws(MediaError) {
    self =
      word == "-"
      ? try .standardInput(selection: selection, options: options)
      : try Video(opening: word, selection: selection, options: options)
  }
}
