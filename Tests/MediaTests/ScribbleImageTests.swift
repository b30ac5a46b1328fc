import Foundation
import Media
import TestSupport
import Testing

@Suite struct ScribbleImageTests {
  @Test(
    "Transparent pixels say nothing",
    arguments: [
      ("LA", [255, 255, 255, 255, 7, 7, 7, 7, 3, 255, 255, 255]), ("P", [255, 1, 2, 2]),
    ] as [(String, [UInt32])])
  func transparent(_ kind: String, _ expected: [UInt32]) throws {
    let folder = try TemporaryFolder()
    let data = try #require(Self.images[kind].flatMap { Data(base64Encoded: $0) })
    try data.write(to: URL(fileURLWithPath: folder("a.png")))
    #expect(try ScribbleImage.read(path: folder("a.png")).ids == expected)
  }

  /// Written by Pillow: gray with alpha, 4 × 3; a palette with a transparent entry, 4 × 1.
  private static let images = [
    "LA": "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAQAAAAe/WZNAAAAGklEQVR4nGNkZ4AAFob/EAbTn5MMjAyMDIwAHp4C1mpEavMAAAAA"
      + "SUVORK5CYII=",
    "P": "iVBORw0KGgoAAAANSUhEUgAAAAQAAAABAgMAAACEUudeAAAACVBMVEUAAAD/AAAA/wD0g79+AAAAAXRSTlMAQObYZgAAAApJREFU"
      + "eJxjkAIAABwAG4rDSKMAAAAASUVORK5CYII=",
  ]
}
