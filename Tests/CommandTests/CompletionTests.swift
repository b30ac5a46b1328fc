import Foundation
import TesseraCommand
import Testing

@Suite("Completion in a shell")
struct CompletionTests {
  @Test("keys end with the sign that their value follows")
  func keys() {
    let keys = Candidates.settings(typed: "over") { _ in true }
    #expect(keys.contains("overlay.style="))
    #expect(keys.contains("segment.iterations.first="))
    #expect(Candidates.settings(typed: "") { $0.hasPrefix("overlay.") }.allSatisfy { $0.hasPrefix("overlay.") })
  }

  @Test("after the sign come the values that are words")
  func values() {
    let all: (String) -> Bool = { _ in true }
    #expect(
      Candidates.settings(typed: "decode.deinterlace=", where: all).sorted()
        == ["always", "auto", "never"].map { "decode.deinterlace=" + $0 })
    #expect(
      Candidates.settings(typed: "overlay.numbers=t", where: all) == ["overlay.numbers=true", "overlay.numbers=false"])
    #expect(Candidates.settings(typed: "superpixels.size=", where: all) == ["superpixels.size=auto"])
    #expect(Candidates.settings(typed: "segment.channels=", where: all).isEmpty)
    #expect(Candidates.settings(typed: "no.such.key=", where: all).isEmpty)
  }

  @Test("pipeline files and folders are found beside the typed path; other and hidden files are not")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder + "/sub.yaml.d", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["a.yaml", "B.YML", "c.txt", ".hidden.yaml", "yaml", "d\n.yaml"] {
      try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    #expect(
      Candidates.files(typed: folder + "/a", extensions: ["yaml", "yml"])
        == ["/B.YML", "/a.yaml", "/sub.yaml.d/"].map { folder + $0 })
    #expect(Candidates.files(typed: folder + "/none/", extensions: ["yaml"]).isEmpty)
  }
}
