import Identities
import Imaging

/// A row of `frames.csv` as it is written; docs/schemas/frames.schema.json describes it.
enum FrameRow {
  static let columns =
    "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level,image,source\n"

  /// - Parameter image: the name of its label image; nil where there is none.
  static func line(of frame: some LabeledFrame, _ changes: Ledger.Changes, image: String?) -> String {
    let (time, events) = (frame.time, frame.events)
    let fields = [
      "\(frame.index)", "\(time.ticks)", "\(time.timeBase)", "\(time.seconds)", "\(frame.labels.areas().count)",
      "\(events.shot)", events.changed?.shortened ?? "", "\(changes.births)", "\(changes.deaths)", "\(changes.returns)",
      "\(frame.iterations)", frame.loss.map { Double($0).shortened } ?? "", events.change.shortened,
      frame.supervoxels.map { "\($0.level)" } ?? "", quoted(image ?? ""), quoted(frame.source ?? ""),
    ]
    return fields.joined(separator: ",") + "\n"
  }

  /// A field of text as RFC 4180 has it. A line end in a name would end the row for readers line by line.
  private static func quoted(_ text: String) -> String {
    let line = text.replacing("\n", with: " ").replacing("\r", with: " ")
    return line.contains(",") || line.contains("\"") ? "\"" + line.replacing("\"", with: "\"\"") + "\"" : line
  }

  /// The fields of a row.
  static func fields(_ line: String) -> [Substring] {
    guard line.contains("\"") else { return line.split(separator: ",", omittingEmptySubsequences: false) }
    var fields = [""]
    var isQuoted = false
    var characters = line[...]
    while let next = characters.popFirst() {
      switch next {
      case "\"" where isQuoted && characters.first == "\"": fields[fields.count - 1].append(characters.removeFirst())
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(next)
      }
    }
    return fields.map { $0[...] }
  }
}
