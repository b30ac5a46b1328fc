import Foundation
import Imaging

/// The formats of a list of cuts.
public enum CutListFormat: String, Sendable, CaseIterable {
  /// One shot a line, with exact times.
  case csv = "cuts"
  /// CMX 3600: for editing programs.
  case edl
  /// FFmpeg's metadata with a chapter for each shot.
  case chapters
  /// The scene list of PySceneDetect.
  case pySceneDetect = "pyscenedetect"
  /// OpenTimelineIO's JSON.
  case otio

  /// - Parameters:
  ///   - title: the name of the video.
  ///   - input: its path; nil if unknown.
  ///   - frameRate: frames per second, for formats that count frames; nil: 25.
  package func text(of list: CutList, title: String, input: String?, frameRate: Rational?) -> String {
    let rate = frameRate ?? Rational(25, 1)
    return switch self {
    case .csv: Self.csv(list)
    case .edl: Self.edl(list, title: title, input: input, rate: rate.value)
    case .chapters: Self.chapters(list, title: title)
    case .pySceneDetect: Self.scenes(list, rate: rate.value)
    case .otio: Self.timeline(list, title: title, input: input, rate: rate.value)
    }
  }

  private static func csv(_ list: CutList) -> String {
    var text = "number,shot,first_frame,frames,start_pts,end_pts,time_base,start_seconds,end_seconds\n"
    for (place, shot) in list.shots.enumerated() {
      text +=
        "\(place),\(shot.number),\(shot.firstFrame),\(shot.frames),\(shot.start.ticks),\(shot.end.ticks),"
        + "\(shot.start.timeBase),\(shot.start.seconds),\(shot.end.seconds)\n"
    }
    return text
  }

  // MARK: EDL

  /// Each shot of the source is an event, one behind the other.
  private static func edl(_ list: CutList, title: String, input: String?, rate: Double) -> String {
    var text = "TITLE: \(oneLine(title))\nFCM: NON-DROP FRAME\n\n"
    var record = 0
    for (place, shot) in list.shots.enumerated() {
      let (start, end) = (frame(shot.start, rate), frame(shot.end, rate))
      let length = max(1, end - start)
      let codes = [start, start + length, record, record + length].map { timecode($0, rate) }
      text += "\(padded((place + 1) % 1000, 3))  AX       V     C        \(codes.joined(separator: " "))\n"
      text += "* FROM CLIP NAME: \(oneLine(input.map(lastComponent) ?? title))\n"
      text += "* COMMENT: shot \(shot.number)\n\n"
      record += length
    }
    return text
  }

  /// `HH:MM:SS:FF`, counting whole frames of the nearest whole rate.
  private static func timecode(_ frame: Int, _ rate: Double) -> String {
    let perSecond = max(1, Int(min(rate, 1000).rounded()))
    let seconds = frame / perSecond
    return "\(clock(seconds)):\(padded(frame % perSecond, 2))"
  }

  // MARK: Chapters

  private static func chapters(_ list: CutList, title: String) -> String {
    var text = ";FFMETADATA1\ntitle=\(escaped(title))\n"
    for shot in list.shots {
      text += "[CHAPTER]\nTIMEBASE=\(shot.start.timeBase)\nSTART=\(shot.start.ticks)\nEND=\(shot.end.ticks)\n"
      text += "title=shot \(shot.number)\n"
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in oneLine(text) {
      if "=;#\\".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }

  // MARK: PySceneDetect

  private static func scenes(_ list: CutList, rate: Double) -> String {
    var text = "Timecode List:" + list.shots.dropFirst().map { ",\(time($0.start.seconds))" }.joined() + "\n"
    text +=
      "Scene Number,Start Frame,Start Timecode,Start Time (seconds),End Frame,End Timecode,End Time (seconds),"
      + "Length (frames),Length (timecode),Length (seconds)\n"
    for (place, shot) in list.shots.enumerated() {
      let (start, end) = (shot.start.seconds, shot.end.seconds)
      // The first frame is 1, and the end is the last frame of the scene.
      let fields = [
        "\(place + 1)", "\(frame(shot.start, rate) + 1)", time(start), rounded(start), "\(frame(shot.end, rate))",
        time(end), rounded(end), "\(frame(shot.end, rate) - frame(shot.start, rate))", time(end - start),
        rounded(end - start),
      ]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }

  private static func rounded(_ seconds: Double) -> String { String(format: "%.3f", seconds) }

  /// `HH:MM:SS.mmm`
  private static func time(_ seconds: Double) -> String {
    let milliseconds = whole(seconds * 1000)
    return "\(clock(milliseconds / 1000)).\(padded(milliseconds % 1000, 3))"
  }

  // MARK: OpenTimelineIO

  private static func timeline(_ list: CutList, title: String, input: String?, rate: Double) -> String {
    func json(_ text: String) -> String {
      var bytes: [UInt8] = []
      bytes.append(json: text)
      return String(decoding: bytes, as: UTF8.self)
    }
    /// In frames: whole ones where the rate is constant.
    func time(_ seconds: Double) -> String {
      let frames = seconds * rate
      let value = abs(frames - frames.rounded()) < 0.02 ? frames.rounded() : frames
      return "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"rate\":\(rate),\"value\":\(value.isFinite ? value : 0)}"
    }
    let common = "\"effects\":[],\"markers\":[],\"enabled\":true"
    let media =
      input.map {
        "{\"OTIO_SCHEMA\":\"ExternalReference.1\",\"metadata\":{},\"name\":\(json(title)),\"available_range\":null,"
          + "\"target_url\":\(json($0))}"
      } ?? "{\"OTIO_SCHEMA\":\"MissingReference.1\",\"metadata\":{},\"name\":\(json(title)),\"available_range\":null}"
    let clips = list.shots.map { shot in
      let (start, end) = (shot.start.seconds, shot.end.seconds)
      return "{\"OTIO_SCHEMA\":\"Clip.1\",\"metadata\":{\"tessera\":{\"shot\":\(shot.number)}},"
        + "\"name\":\"shot \(shot.number)\",\"source_range\":{\"OTIO_SCHEMA\":\"TimeRange.1\","
        + "\"start_time\":\(time(start)),\"duration\":\(time(end - start))},\(common),\"media_reference\":\(media)}"
    }
    return "{\"OTIO_SCHEMA\":\"Timeline.1\",\"metadata\":{},\"name\":\(json(title)),\"global_start_time\":null,"
      + "\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"metadata\":{},\"name\":\"tracks\",\"source_range\":null,\(common),"
      + "\"children\":[{\"OTIO_SCHEMA\":\"Track.1\",\"metadata\":{},\"name\":\"shots\",\"source_range\":null,\(common),"
      + "\"kind\":\"Video\",\"children\":[\n" + clips.joined(separator: ",\n") + "\n]}]}}\n"
  }

  // MARK: Times

  /// The number of the frame that begins at a time, counted at a constant rate from time 0.
  private static func frame(_ time: MediaTime, _ rate: Double) -> Int { whole(time.seconds * rate) }

  /// Rounded, at least 0, and at most what a timecode can show.
  private static func whole(_ value: Double) -> Int { value > 0 ? Int(min(value, 1e12).rounded()) : 0 }

  private static func clock(_ seconds: Int) -> String {
    [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
  }

  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
