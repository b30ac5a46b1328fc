import Foundation
import TestSupport
import Testing

/// `tessera evaluate video --require`.
@Suite struct RequirementTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 4)
    let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "labels", "--progress", "none"] + small)
    #expect(result.code == 0, "\(result.error)")
  }

  private func evaluate(_ bounds: String, _ more: String...) throws -> Tool.Result {
    try folder.tool.run(["evaluate", "video", "labels", "--frames", "clip.mp4", "--require", bounds] + more)
  }

  @Test("Bounds that are kept end with 0, a missed one with 3; the figures are printed in both cases")
  func codes() throws {
    for bounds in ["tc=0", "tc=0.1,labels_last=1", "labels_last<=60000, tc_worst >= 0", "frames=4"] {
      let result = try evaluate(bounds)
      #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    }
    let missed = try evaluate("tc=1.5,labels_last=1,labels_first<=0", "--json")
    #expect(missed.code == 3 && missed.output.hasPrefix("{"))
    #expect(missed.error.split(separator: "\n").count == 2)
    #expect(missed.error.contains("required: at least 1.5") && missed.error.contains("required: at most 0"))
    // Of four frames it has no value.
    #expect(try evaluate("tc_25=0").code == 3)
    // Less is better: at most. Labels judged by themselves have 0.
    #expect(try evaluate("ue3d=0.5,ids_per_object=1", "--masks", "labels").code == 0)
    #expect(try evaluate("ue3d>=0.5", "--masks", "labels").code == 3)
  }

  @Test("A bound that is none is bad usage")
  func usage() throws {
    for bounds in ["", "tc", "tc=", "tc=x", "tc=nan", "=1", "tcc=1", "tc=1,", "tc==1", "tc<1", "tc>=inf"] {
      let result = try evaluate(bounds)
      #expect(result.code == 64 && result.output.isEmpty, "\(bounds): \(result.code)")
    }
    let masks = try evaluate("j_one=0.5")
    #expect(masks.code == 64 && masks.error.contains("--masks"))
  }
}
