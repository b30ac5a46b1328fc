import ArgumentParser
import EvaluationFiles
import Foundation
import Imaging
import Labels
import Media
import Rendering
import TerminalGraphics
import Tessera

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a frame with its regions in the terminal.",
    discussion: """
      The picture is drawn with the graphics of kitty or sixel where the terminal has them, otherwise with half blocks. \
      Without the input the regions are shown in their colors.
      """)

  @OptionGroup var source: LabeledInputArguments

  @Option(name: [.long, .customShort("n")], help: "The frame, from 0.")
  var frame = 0

  @Option(help: "kitty, sixel or blocks. (default: what the terminal has)")
  var graphics: TerminalGraphics?

  @Option(help: "The width in characters. (default: that of the terminal)")
  var columns: Int?

  @OptionGroup(title: "Overlay") var look: StyleArguments

  func validate() throws {
    if frame < 0 { throw ValidationError("--frame must be at least 0, not \(frame)") }
    if let columns, !(1...1000).contains(columns) {
      throw ValidationError("--columns must be in 1…1000, not \(columns)")
    }
  }

  func run() async throws {
    try await reportingErrors {
      let input = try source.namedInput()
      let frames = try LabeledFrames(source.labels, input: input, threads: source.decodingThreads)
      let entry = try frames.frame(frame)
      let table = (try? LabelFiles(source.labels))?.table
      let palette = try table.flatMap { OutputFiles.exists($0) ? try LabelTable.palette(path: $0) : nil } ?? .standard
      let terminal = Terminal.standardOutput()
      let graphics = graphics ?? terminal.graphics
      let size = entry.map.size.fitted(in: box(of: terminal, graphics))
      let shown = look.settings.drawing(
        entry.map.resized(to: size), over: entry.picture?.reduced(to: size), palette: palette)
      // Only what is written here is a control sequence; no text of a file is among it.
      writeToStandardOutput(graphics.text(of: shown) + legend(of: entry, palette, colored: isColored(terminal)))
    }
  }

  /// The pixels that fit, with some rows left for the legend.
  private func box(of terminal: Terminal, _ graphics: TerminalGraphics) -> PictureSize {
    let columns = columns ?? terminal.columns
    let cell = graphics == .blocks ? (width: 1, height: 2) : terminal.cell ?? (width: 10, height: 20)
    // A given width decides alone.
    let rows = self.columns == nil ? max(4, terminal.rows - 4) : 1000
    let width = columns * cell.width / (look.style == .sideBySide ? 2 : 1)
    return PictureSize(width: max(1, width), height: rows * cell.height)
  }

  private func isColored(_ terminal: Terminal) -> Bool { graphics != nil || isatty(STDOUT_FILENO) == 1 }

  /// The time, and the largest regions with their share of the picture.
  private func legend(of entry: LabeledFrames.Entry, _ palette: Palette, colored: Bool) -> String {
    let areas = entry.map.areas().filter { $0.label != 0 }.sorted { ($1.area, $0.label) < ($0.area, $1.label) }
    let regions = areas.prefix(12).map { label, area in
      let color = palette.color(of: label)
      let mark = colored ? "\u{1B}[38;2;\(color.red);\(color.green);\(color.blue)m■\u{1B}[0m " : ""
      return mark + "\(label): " + String(format: "%.1f %%", 100 * Double(area) / Double(entry.map.size.count))
    }
    let more = areas.count > regions.count ? ["and \(areas.count - regions.count) more"] : []
    let time = entry.time.map { ", \($0)" } ?? ""
    return "frame \(entry.index)\(time), \(areas.count) region\(areas.count == 1 ? "" : "s")\n"
      + (regions + more).joined(separator: "   ") + "\n"
  }
}

extension TerminalGraphics: ExpressibleByArgument {}

/// The look of regions over a picture.
struct StyleArguments: ParsableArguments {
  @Option(help: "tint, outlines, mean-color or side-by-side.")
  var style = OverlayStyle.tint

  @Option(help: "The opacity of the tint, 0…1.")
  var opacity = 0.4

  func validate() throws {
    if !(0...1).contains(opacity) { throw ValidationError("--opacity must be in 0…1, not \(plain(opacity))") }
  }

  var settings: OverlaySettings { OverlaySettings(style: style, opacity: opacity) }
}

extension OverlaySettings {
  /// The regions over a picture; without one, in their colors.
  fileprivate func drawing(_ map: LabelMap, over picture: Picture?, palette: Palette) -> Picture {
    guard let picture else { return palette.flatPicture(of: map) }
    var settings = self
    // Among few pixels, lines would cover the regions.
    settings.outlines = map.size.width >= 200
    return settings.render(picture, trackIDs: map, palette: palette)
  }
}
