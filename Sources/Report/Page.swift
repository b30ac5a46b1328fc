import Foundation
import Imaging
import Media

/// The page, from the template in the folder Page.
struct Page {
  /// The regions on the timeline, those that are visible at once, and those with a card.
  static let (maxTracks, visibleTracks, maxCards) = (300, 40, 24)
  /// The regions with a color in the player.
  static let maxColors = 20_000

  let contents: ReportContents
  /// The names of files, and what only the run knows.
  let run: ReportRun
  /// The largest first.
  let regions: [RegionHistory]

  init(contents: ReportContents, run: ReportRun) {
    self.contents = contents
    self.run = run
    regions = contents.histories.largest(Self.maxTracks)
  }

  var html: String {
    let (style, script) = (text(PackageResources.style_css), text(PackageResources.script_js))
    return HTML.filled(
      text(PackageResources.page_html),
      with: [
        "POLICY": policy(style: style, script: script), "TITLE": HTML.escaped(title), "STYLE": style, "SCRIPT": script,
        "SUMMARY": HTML.escaped(summary), "TILES": tiles, "WARNINGS": warnings, "PLAYER": player, "TIME": time,
        "SHOTS": shots, "CARDS": cards, "SETTINGS": settings, "DATA": HTML.scriptJSON(PageData(self)),
      ])
  }

  /// Nothing is loaded, and only this style and this script are used.
  private func policy(style: String, script: String) -> String {
    func source(_ text: String) -> String {
      "'sha256-\(Data(SHA256.digest(of: Array(text.utf8))).base64EncodedString())'"
    }
    return "default-src 'none'; img-src data:; style-src \(source(style)); script-src \(source(script)); "
      + "base-uri 'none'; form-action 'none'"
  }

  private func text(_ resource: [UInt8]) -> String { String(decoding: resource, as: UTF8.self) }

  /// The name of the input.
  private var title: String { (run.input?.word ?? contents.header?.origin.input ?? run.labels).fileName }

  private var summary: String {
    let length = contents.lastSeconds.flatMap { last in contents.firstSeconds.map { last - $0 } }
    return Numbers.count(contents.frames, "frame") + " of \(contents.size)"
      + (length.map { ", \(Numbers.clock($0)) long" } ?? "") + ", "
      + Numbers.count(contents.histories.count, "region") + ", " + Numbers.count(contents.shots.shots.count, "shot")
  }

  /// The main figures.
  private var tiles: String {
    let series = contents.series
    let figures: [(String, String?, String)] = [
      ("labels in a frame", series.labels.mean.map { Numbers.short($0) }, "mean"),
      (
        "temporal consistency", series.consistency.mean.map { String(format: "%.3f", $0) },
        "tc within shots, mean; 1 is best"
      ),
      ("changed", series.changed.mean.map(Numbers.percent), "of the followed pixels, mean"),
      ("iterations in a frame", series.iterations.mean.flatMap { $0 > 0 ? Numbers.short($0) : nil }, "mean"),
      ("time for a frame", secondsPerFrame.map { Numbers.short($0) + " s" }, "mean"),
    ]
    return figures.compactMap { name, value, note in
      value.map { "<div class=\"tile\"><dt>\(name)</dt><dd>\($0)</dd><dd class=\"quiet\">\(note)</dd></div>" }
    }.joined(separator: "\n")
  }

  private var secondsPerFrame: Double? {
    run.record.flatMap { $0.frames > 0 ? $0.seconds / Double($0.frames) : nil }
  }

  private var warnings: String {
    guard !contents.warnings.isEmpty else { return "" }
    let lines = contents.warnings.map { "<li>\(HTML.escaped($0))</li>" }.joined(separator: "\n")
    return "<section id=\"warnings\" class=\"warning\"><h2>Warnings</h2><ul>\(lines)</ul></section>"
  }

  private var player: String {
    guard contents.player != nil else { return "" }
    let source =
      contents.hasPictures ? "<figure><canvas id=\"source\"></canvas><figcaption>source</figcaption></figure>" : ""
    let note = contents.hasPictures ? "" : "<p class=\"quiet\">The input was not read, so there are no pictures.</p>"
    return """
      <section id="player"><h2>Player</h2>\(note)
      <div class="views">\(source)<figure><canvas id="overlay"></canvas><figcaption>regions</figcaption></figure></div>
      <div class="controls"><button id="play" type="button" aria-pressed="false">Play</button>
      <input id="slider" type="range" min="0" value="0" step="1" aria-label="frame"><output id="clock"></output></div>
      <p id="pointed" class="quiet" aria-live="polite">Point at a region to see its number; click to select it.</p></section>
      """
  }

  private var shots: String {
    guard !contents.posters.isEmpty, let format = contents.player?.format else { return "" }
    let posters = contents.posters.map { poster in
      let shot = poster.shot
      let name = "shot \(shot.number)"
      let facts =
        Numbers.count(shot.frames, "frame") + (shot.appearances > 1 ? ", in \(shot.appearances) places" : "")
      return "<button type=\"button\" class=\"poster\" data-frame=\"\(shot.poster)\">"
        + "<img alt=\"\(name) with its regions\" src=\"\(HTML.dataURI(poster.picture, type: format.mediaType))\">"
        + "<span><b>\(name)</b> \(Numbers.clock(poster.seconds))</span><span class=\"quiet\">\(facts)</span></button>"
    }
    let left = contents.shots.shots.count - posters.count
    let note = left > 0 ? "<p class=\"quiet\">and \(Numbers.count(left, "shorter shot"))</p>" : ""
    return
      "<section id=\"shots\"><h2>Shots</h2><div class=\"posters\">\(posters.joined(separator: "\n"))</div>\(note)</section>"
  }
}

extension StillFormat {
  /// The type in a data URI.
  var mediaType: String { "image/\(rawValue)" }
}
