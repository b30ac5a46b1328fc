import Foundation
import Reproduction
import TestSupport
import Testing

private let hasGnuplot = (try? Report()) != nil

@Suite("Tables and figures", .enabled(if: hasGnuplot, "needs gnuplot: apt-get install gnuplot-nox"))
struct ReportTests {
  @Test("Every result is written, the same for the same label maps, and the page needs nothing else")
  func results() async throws {
    let set = try TinySet()
    let experiment = try set.experiment()
    let comparison = try await experiment.run { _ in }
    let page = try Report().write(comparison, of: experiment)
    let names = [
      "table.csv", "figures.json", "figure-2.png", "figure-3.svg", "figure-3.png", "figure-4.svg", "figure-4.png",
    ]
    let first = try contents(set.folder("out"))
    for name in names { #expect((first[name]?.count ?? 0) > 100, "\(name)") }
    for (name, bytes) in first where name.hasSuffix(".png") {
      #expect(bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]), "\(name)")
    }

    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.components(separatedBy: "<svg").count == 3 && html.contains("data:image/png;base64,"))
    #expect(
      !html.contains("{{") && !html.contains("src=\"http") && !html.contains("<script") && !html.contains("<link"))
    for setting in comparison.methods.flatMap(\.outcomes) {
      #expect(html.contains(String(format: "%.4f", setting.figures.averagePrecision50)))
    }
    // The paper's figures and ratios stand beside.
    for number in ["0.1394", "0.0449", "0.0129", "1.20", "1.29", "2.84", "4.48"] { #expect(html.contains(number)) }

    let rows = try String(contentsOfFile: set.folder("out/table.csv"), encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 1 + 7)
    #expect(rows[0].hasPrefix("setting,method,stills,images,segments_per_image,f_05,ap_05,ap_07,covering,miou,pri,voi"))
    let bytes = try #require(first["figures.json"])
    let json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect((json["settings"] as? [Any])?.count == 7 && (json["ratios"] as? [Any])?.count == 2)

    _ = try Report().write(comparison, of: experiment)
    #expect(try contents(set.folder("out")) == first)
  }

  @Test("One method and one still are enough")
  func least() async throws {
    let set = try TinySet()
    let experiment = try set.experiment([try .graph(thresholds: [100])], count: 1)
    let page = try Report().write(try await experiment.run { _ in }, of: experiment)
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("1 still,"))
  }
}
