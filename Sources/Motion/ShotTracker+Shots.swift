import Imaging

extension ShotTracker {
  /// The shot of the next frame, if its thumbnail is so much like that of the frame before it that there is no cut; otherwise nil.
  /// The picture is to be given to ``complete(_:)`` before any other frame is compared with it.
  mutating func shot(ofAlike image: LumaThumbnail, at seconds: Double) -> Int? {
    var thumbnail = TrackedThumbnail(image)
    guard thumbnail.hasContent, !shots.isEmpty, isAlike(shots.count - 1, &thumbnail) else { return nil }
    let place = shots.count - 1
    time = seconds
    blanks = 0
    shots[place].last = TrackedPicture(size: shots[place].last.size, luma: [], thumbnail)
    return shots[place].number
  }

  /// The picture of the last frame that was alike.
  mutating func complete(_ picture: Picture) {
    guard let last = shots.last else { return }
    shots[shots.count - 1].last = TrackedPicture(picture, last.last.thumbnail)
  }

  /// The shot of the next frame, which was not found to be alike.
  mutating func shot(ofNext picture: Picture, _ thumbnail: LumaThumbnail, at seconds: Double) -> Int {
    let interval = interval(to: seconds)
    var tracked = TrackedPicture(picture, TrackedThumbnail(thumbnail))
    guard let place = place(of: tracked.size) else { return begin(tracked, interval).shot }
    if let stay = stay(tracked, interval) { return stay.shot }
    let isOfShot =
      !tracked.thumbnail.hasContent && isAlike(place, &tracked.thumbnail)
      || isPossible(place, &tracked.thumbnail) && step(from: place, to: &tracked).explained >= Self.minExplained
    guard isOfShot else { return change(to: &tracked, interval).shot }
    shots[place].last = tracked
    return shots[place].number
  }
}
