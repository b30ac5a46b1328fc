import Media
import Testing

@Suite struct PathNameTests {
  @Test(
    "The parts of a path, of every short, odd and non-ASCII name",
    arguments: [
      ("", "", "", "", ""), ("a", "", "a", "a", ""), ("z/", "", "z", "z", ""), ("/", "/", "", "", ""),
      ("//", "/", "", "", ""),
      ("/a", "/", "a", "a", ""), ("a/b", "a", "b", "b", ""), ("a//b", "a", "b", "b", ""), ("./a", ".", "a", "a", ""),
      ("..", "", "..", "..", ""), ("../..", "..", "..", "..", ""), (".", "", ".", ".", ""),
      ("a.b", "", "a.b", "a", "b"),
      (".b", "", ".b", ".b", ""), ("a.", "", "a.", "a.", ""), ("a.b.c", "", "a.b.c", "a.b", "c"),
      ("x.y/z", "x.y", "z", "z", ""), ("é", "", "é", "é", ""), ("é/ü.mp4", "é", "ü.mp4", "ü", "mp4"),
      ("a/\u{301}b.c", "a", "\u{301}b.c", "\u{301}b", "c"), ("👩‍👩‍👧", "", "👩‍👩‍👧", "👩‍👩‍👧", ""), (" ", "", " ", " ", ""),
      ("a b/c d.e f", "a b", "c d.e f", "c d", "e f"), ("/a/b.c/", "/a", "b.c", "b", "c"), ("-", "", "-", "-", ""),
    ])
  func parts(_ path: String, _ folder: String, _ name: String, _ stem: String, _ ending: String) {
    #expect(path.folderName == folder)
    #expect(path.fileName == name)
    #expect(path.fileStem == stem)
    #expect(path.fileExtension == ending)
    if !path.hasSuffix("/"), !path.isEmpty {
      #expect((folder.isEmpty ? name : folder.appending(component: name)).fileName == name)
      #expect(path.withoutExtension + (ending.isEmpty ? "" : "." + ending) == path)
    }
  }

  @Test("All names of one and of two bytes are split")
  func short() {
    for first in UInt8(1)...127 {
      for second in [0] + Array(UInt8(1)...127) {
        let path = String(decoding: second == 0 ? [first] : [first, second], as: UTF8.self)
        #expect(path.folderName.utf8.count <= 2 && path.fileName.utf8.count <= 2)
        #expect(path.fileStem.utf8.count + path.fileExtension.utf8.count <= 2)
      }
    }
  }
}
