/// The identities in the fixtures; the raw value is the number in the truth. Their colors are distinct.
enum Identity: UInt16, CaseIterable {
  // Shot A.
  case sky = 1
  case hills, meadow, disc, square, triangle, ellipse
  // Shot B.
  case wall, floor, hexagon, star, rhombus

  var name: String { "\(self)" }

  var texture: Texture {
    switch self {
    case .sky: Texture(0x8fbae2, 0xabceee, .noise(cell: Point(34, 12)), grain: 2)
    case .hills: Texture(0x3f6f7c, 0x558893, .noise(cell: Point(16, 9)), grain: 4)
    case .meadow: Texture(0x6b9a38, 0x86b34c, .noise(cell: Point(10, 4)), grain: 5)
    case .disc: Texture(0xbf3327, 0xdf5a48, .stripes(period: 8), grain: 3)
    case .square: Texture(0xe3b127, 0xf8d65c, .checks(side: 8), grain: 3)
    case .triangle: Texture(0x7a3a9c, 0xa066c0, .dots(spacing: 8, radius: 2.5), grain: 3)
    case .ellipse: Texture(0xe9e0d2, 0xfdf8ee, .noise(cell: Point(7, 7)), grain: 3)
    case .wall: Texture(0x262e4e, 0x343e62, .noise(cell: Point(14, 20)), grain: 3)
    case .floor: Texture(0x7c4f2e, 0x94643f, .noise(cell: Point(40, 3)), grain: 3)
    case .hexagon: Texture(0xe8842a, 0xffa552, .stripes(period: 10), grain: 3)
    case .star: Texture(0xe06fa4, 0xf59cc4, .dots(spacing: 8, radius: 2.5), grain: 3)
    case .rhombus: Texture(0x2fb8a8, 0x5ad8c8, .checks(side: 7), grain: 3)
    }
  }
}
