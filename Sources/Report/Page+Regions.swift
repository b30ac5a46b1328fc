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
    let areas = curves([0], of: region)
    let places = curves([1, 2], of: region)
    return """
      <article class="card"><button type="button" class="jump" data-track="\(life.trackID)" data-frame="\(life.largestFrame)">\
      <canvas class="region" data-track="\(life.trackID)" data-frame="\(life.largestFrame)" aria-hidden="true"></canvas>\
      <span>\(Self.swatch(contents.palette.color(of: life.trackID).hex)) \(name)</span></button>
      <p class="quiet">\(facts.joined(separator: "<br>"))<br>\(color)</p>
      <figure><svg class="curves" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="area over its life">\(areas)</svg>\
      <figcaption>area, 0 – \(Numbers.percent(region.largestShare))</figcaption></figure>
      <figure><svg class="curves" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="place over its life">\(places)</svg>\
      <figcaption>place: <span class="across">across</span>, <span class="down">down</span></figcaption></figure></article>
      """
  }

  /// Curves over the region's life: 0 the area, by its largest mean; 1 and 2 the place, across and down.
  private func curves(_ values: [Int], of region: RegionHistory) -> String {
    let means = region.bins.map { $0.w > 0 ? $0 / $0.w : nil }
    let largest = means.compactMap { $0?[0] }.max() ?? 1
    return values.map { value in
      var path = ""
      for (place, mean) in means.enumerated() {
        guard let mean else { continue }
        let x = means.count > 1 ? Double(place) / Double(means.count - 1) * Plot.width : Plot.width / 2
        // The area grows upward; down in the picture is down in the plot.
        let y =
          value == 0 ? 97 - 94 * Double(mean[0] / max(largest, .leastNormalMagnitude)) : 3 + 94 * Double(mean[value])
        path += (path.isEmpty ? "M" : "L") + Plot.number(x) + " " + Plot.number(y) + (path.isEmpty ? "h0" : "")
      }
      return "<path class=\"\(["curve", "across", "down"][value])\" d=\"\(path)\"/>"
    }.joined()
  }
}
