import Identities
import Imaging

/// A row of `frames.csv` as it is written; docs/schemas/frames.schema.json describes it.
enum FrameRow {
  static let columns =
    "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level\n"

  static func line(of frame: some LabeledFrame, _ changes: Ledger.Changes) -> String {
    let (time, events) = (frame.time, frame.events)
    let fields = [
      "\(frame.index)", "\(time.ticks)", "\(time.timeBase)", "\(time.seconds)", "\(frame.labels.areas().count)",
      "\(events.shot)", events.changed?.shortened ?? "", "\(changes.births)", "\(changes.deaths)", "\(changes.returns)",
      "\(frame.iterations)", frame.loss.map { Double($0).shortened } ?? "", events.change.shortened,
      frame.supervoxels.map { "\($0.level)" } ?? "",
    ]
    return fields.joined(separator: ",") + "\n"
  }
}
