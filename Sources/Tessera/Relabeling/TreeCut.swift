import Labels

/// Where the merge trees of the shots are cut.
enum TreeCut: Sendable {
  /// Each shot at a level.
  case shots(@Sendable (_ shot: Int) -> Float)
  /// Where the run cut them: the level may change from frame to frame.
  case saved

  func level(of frame: SavedFrames.SavedFrame) -> Float {
    switch self {
    case .shots(let level): level(frame.shot)
    // Without a level nothing is joined.
    case .saved: frame.level ?? 0
    }
  }
}
