import Foundation
import Imaging

/// The section with everything over time: plots, shots, regions.
extension Page {
  var time: String {
    let plots = [
      plot("labels", "Labels", contents.series.labels, from: 0),
      plot("changed", "Changed share of the followed pixels", contents.series.changed, from: 0, text: Numbers.percent),
      plot("consistency", "Temporal consistency (tc)", contents.series.consistency),
      plot("change", "New in the picture", contents.series.change, from: 0, text: Numbers.percent),
      plot("loss", "Loss", contents.series.loss),
      plot("iterations", "Training iterations", contents.series.iterations, from: 0),
      plot("elapsed", "Time until the frame was written", run.record?.elapsed ?? BinnedSeries(), from: 0) {
        Numbers.short($0) + " s"
      },
    ]
    return """
      <section id="time"><h2>Over time</h2>\(moments)
      <div id="axis"><div id="cursor" hidden></div>
      \(plots.joined())
      <div class="line"><span class="name quiet">time</span><div class="ticks">\(ticks)</div></div>
      \(shotStrip)
      <h3>Regions</h3><p class="quiet">\(timelineNote)</p>
      <div id="tracks" role="listbox" aria-label="regions over time" tabindex="0">
      \(regions.enumerated().map { row($1, isHidden: $0 >= Self.visibleTracks) }.joined(separator: "\n"))
      </div>\(more)
      </div>
      <div id="selected" hidden></div></section>
      """
  }

  /// - Parameters:
  ///   - least: the value at the bottom; nil: the least of the series.
  ///   - text: of a value.
  private func plot(
    _ name: String, _ title: String, _ series: BinnedSeries, from least: Double? = nil,
    text: (Double) -> String = { Numbers.short($0) }
  ) -> String {
    guard let values = series.range, least == nil || values.upperBound > 0 else { return "" }
    let range = min(least ?? values.lowerBound, values.lowerBound)...values.upperBound
    let frames = contents.frames
    let band = Plot.band(series, frames: frames, range: range)
    let description = "\(title): \(text(values.lowerBound)) to \(text(values.upperBound))"
    return """
      <figure class="plot" data-series="\(name)"><figcaption>\(title) <output></output></figcaption>
      <div class="line"><span class="name scale"><span>\(text(range.upperBound))</span><span>\(text(range.lowerBound))</span></span>
      <svg class="strip" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="\(description)">\
      \(band.isEmpty ? "" : "<path class=\"band\" d=\"\(band)\"/>")\
      <path class="curve" d="\(Plot.line(series, frames: frames, range: range))"/></svg></div></figure>

      """
  }

  /// The frames to look at first.
  private var moments: String {
    let list: [(ReportContents.Moment?, String, (Double) -> String)] = [
      (contents.leastConsistent, "lowest tc", { String(format: "%.3f", $0) }),
      (contents.mostChanged, "most changed", Numbers.percent),
    ]
    let buttons = list.compactMap { moment, name, text in
      moment.map {
        "<button type=\"button\" class=\"jump\" data-frame=\"\($0.frame)\">\(name): \(text($0.value)) at "
          + "\(Numbers.clock($0.seconds))</button>"
      }
    }
    return buttons.isEmpty ? "" : "<p class=\"moments\">\(buttons.joined(separator: " "))</p>"
  }

  /// Five times, at their frames.
  private var ticks: String {
    (0...4).map { place in
      let frame = Double(contents.frames - 1) * Double(place) / 4
      let seconds = contents.series.seconds.value(at: Int(frame))
      return "<span>\(seconds.map(Numbers.clock) ?? "\(Int(frame))")</span>"
    }.joined()
  }

  private var shotStrip: String {
    guard contents.shots.runs.count > 1 else { return "" }
    let parts = contents.shots.runs.enumerated().map { place, run in
      let (x, width) = Plot.part(run.frames.lowerBound...run.frames.upperBound - 1, of: contents.frames)
      return
        "<rect class=\"shot\(place % 2)\" x=\"\(x)\" width=\"\(width)\" height=\"10\"><title>shot \(run.shot)</title></rect>"
    }
    return "<div class=\"line\"><span class=\"name quiet\">shots</span>"
      + "<svg class=\"strip row\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"shots\">\(parts.joined())</svg></div>"
  }

  private var timelineNote: String {
    let all = contents.histories.count
    let shown = regions.count < all ? "The largest \(regions.count) of \(all) regions" : "All regions"
    return shown + ", the largest first: bars are frames with the region, thin lines gaps after which it returns. "
      + "Select one by a click or the arrow keys to see its frames."
  }

  private var more: String {
    let hidden = regions.count - Self.visibleTracks
    return hidden > 0 ? "<button id=\"more\" type=\"button\">Show \(hidden) more</button>" : ""
  }

  private func row(_ region: RegionHistory, isHidden: Bool) -> String {
    let life = region.life
    let color = contents.palette.color(of: life.trackID).hex
    let all = Plot.part(life.firstFrame...life.lastFrame, of: contents.frames)
    let bars = region.spans.map { span in
      let (x, width) = Plot.part(span, of: contents.frames)
      return "<rect x=\"\(x)\" y=\"1\" width=\"\(width)\" height=\"8\"/>"
    }
    let given = contents.tracks[life.trackID]?.name.map { HTML.escaped($0) + ", " } ?? ""
    let name = "\(given)region \(life.trackID), frames \(life.firstFrame) to \(life.lastFrame)"
    return
      "<div class=\"line\" role=\"option\" aria-selected=\"false\" id=\"track\(life.trackID)\" data-track=\"\(life.trackID)\" "
      + "title=\"\(name)\" aria-label=\"\(name)\"\(isHidden ? " hidden" : "")><span class=\"name\">\(Self.swatch(color))\(life.trackID)</span>"
      + "<svg class=\"strip row\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      + "<rect class=\"gap\" x=\"\(all.x)\" y=\"4.6\" width=\"\(all.width)\" height=\"0.8\"/>"
      + "<g fill=\"\(color)\">\(bars.joined())</g></svg></div>"
  }

  static func swatch(_ color: String) -> String {
    "<svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" height=\"10\" rx=\"2\" fill=\"\(color)\"/></svg>"
  }
}

extension BinnedSeries {
  /// The mean of the bin of a frame; nil if it has no value.
  package func value(at frame: Int) -> Double? {
    bins.indices.contains(frame / width) ? bins[frame / width].mean : nil
  }
}
