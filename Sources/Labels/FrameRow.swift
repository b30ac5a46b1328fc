import Imaging
import Tracking

/// A row of `frames.csv`; docs/schemas/frames.schema.json describes it.
enum FrameRow {
  static let columns =
    "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level,image,source\n"

  /// - Parameter image: the name of the label image; nil for none.
  static func line(of frame: some LabeledFrame, _ changes: TrackTable.Changes, image: String?) -> String {
    let (time, events) = (frame.time, frame.events)
    let fields: [String] = [
      "\(frame.index)", "\(time.ticks)", "\(time.timeBase)", "\(time.seconds)", "\(frame.labels.regionCount)",
      "\(events.shot)", events.flicker?.shortened ?? "", "\(changes.births)", "\(changes.deaths)", "\(changes.returns)",
      "\(frame.iterations)", frame.loss.map { Double($0).shortened } ?? "", events.change?.shortened ?? "",
      frame.supervoxels.map { "\($0.level)" } ?? "", quoted(image ?? ""), quoted(frame.source ?? ""),
    ]
    return fields.joined(separator: ",") + "\n"
  }

  /// A text field in RFC 4180 quoting. Line ends in names are replaced for readers that work line by line.
  private static func quoted(_ text: String) -> String {
    // By Unicode scalars: a combining mark after a comma, or CR LF, would be one character.
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" { line.append(scalar) }
      line.append(scalar.value < 32 ? " " : scalar)
    }
    let isQuoted = text.unicodeScalars.contains { $0 == "," || $0 == "\"" }
    return isQuoted ? "\"\(String(line))\"" : String(line)
  }

  /// The fields of a row.
  static func fields(_ line: String) -> [Substring] {
    let (comma, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    var bytes = Array(line.utf8)[...]
    while let next = bytes.popFirst() {
      if next == quote {
        if isQuoted, bytes.first == quote {
          bytes.removeFirst()
          fields[fields.count - 1].append(quote)
        } else {
          isQuoted.toggle()
        }
      } else if next == comma, !isQuoted {
        fields.append([])
      } else {
        fields[fields.count - 1].append(next)
      }
    }
    return fields.map { String(decoding: $0, as: UTF8.self)[...] }
  }
}
