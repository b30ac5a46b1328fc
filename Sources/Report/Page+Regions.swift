import Foundation
import Imaging

/// The largest regions.
extension Page {
  var cards: String {
    guard !regions.isEmpty else { return "" }
    let cards = regions.prefix(Self.maxCards).map(card).joined(separator: "\n")
    return "<section id=\"regions\"><h2>Largest regions</h2><div class=\"cards\">\(cards)</div></section>"
  }

  private func card(_ region: RegionHistory) -> String {
    let life = region.life
    let saved = contents.tracks[life.trackID]
    var facts = [
      "\(Numbers.clock(life.firstSeconds)) – \(Numbers.clock(life.lastSeconds)), \(Numbers.count(life.frames, "frame"))",
      "mean \(Numbers.percent(region.totalShare / Double(life.frames))), most \(Numbers.percent(region.largestShare))",
    ]
    if life.returns > 0 { facts.append("returns \(Numbers.count(life.returns, "time"))") }
    if let from = saved?.splitFrom { facts.append("split from \(from)") }
    if let into = saved?.mergedInto { facts.append("merged into \(into)") }
    let color = region.meanColor.map { " \(Self.swatch($0.hex)) mean color \($0.hex)" } ?? ""
    let name =
      saved?.name.map { "<b>\(HTML.escaped($0))</b> region \(life.trackID)" } ?? "<b>region \(life.trackID)</b>"
    let area = figure(
      "area", "share of the picture over its life", region, curves([0], of: region),
      scale: (Numbers.percent(region.largestMeanShare), "0"))
    let place = figure(
      "place: <span class=\"across\">from the left</span>, <span class=\"down\">from the top</span>",
      "place in the picture over its life", region,
      "<path class=\"grid\" d=\"M0 50H1000\"/>" + curves([1, 2], of: region), scale: ("0\u{A0}%", "100\u{A0}%"))
    return """
      <article class="card"><button type="button" class="jump" data-track="\(life.trackID)" data-frame="\(life.largestFrame)">\
      <canvas class="region" data-track="\(life.trackID)" data-frame="\(life.largestFrame)" aria-hidden="true"></canvas>\
      <span>\(Self.swatch(contents.palette.color(of: life.trackID).hex)) \(name)</span></button>
      <p class="quiet">\(facts.joined(separator: "<br>"))<br>\(color)</p>
      \(area)\(place)</article>
      """
  }

  /// Curves with their axes: values at the left, the times of the region's life below.
  ///
  /// - Parameters:
  ///   - caption: HTML.
  ///   - scale: the values at the top and the bottom.
  private func figure(
    _ caption: String, _ description: String, _ region: RegionHistory, _ curves: String, scale: (String, String)
  ) -> String {
    let life = region.life
    return """
      <figure class="small"><figcaption>\(caption)</figcaption><div class="line"><span class="name scale"><span>\(scale.0)</span>\
      <span>\(scale.1)</span></span><svg class="curves" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" \
      aria-label="\(description)">\(curves)</svg></div><div class="line"><span></span><div class="ticks">\
      <span>\(Numbers.clock(life.firstSeconds))</span><span>\(Numbers.clock(life.lastSeconds))</span></div></div></figure>
      """
  }

  /// Curves over the region's life: 0 the area, from 0 to its largest mean; 1 and 2 the place, across and down. Frames
  /// without the region are gaps.
  private func curves(_ values: [Int], of region: RegionHistory) -> String {
    let means = region.means
    let largest = max(region.largestMeanShare, .leastNormalMagnitude)
    return values.map { value in
      var path = ""
      var isDrawing = false
      for (place, mean) in means.enumerated() {
        guard let mean else {
          isDrawing = false
          continue
        }
        let x = means.count > 1 ? Double(place) / Double(means.count - 1) * Plot.width : Plot.width / 2
        // The area grows upward; down in the picture is down in the plot.
        let y = value == 0 ? 97 - 94 * Double(mean[0]) / largest : 3 + 94 * Double(mean[value])
        path += (isDrawing ? "L" : "M") + Plot.number(x) + " " + Plot.number(y) + (isDrawing ? "" : "h0")
        isDrawing = true
      }
      return "<path class=\"\(["curve", "across", "down"][value])\" d=\"\(path)\"/>"
    }.joined()
  }
}
