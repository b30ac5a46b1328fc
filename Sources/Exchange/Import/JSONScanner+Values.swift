import Imaging

extension JSONScanner {
  /// Passes the keys of the object that is the whole file. The closure reads or skips the value of each.
  func forEachKey(_ body: (String) throws -> Void) throws {
    guard try next() == .beginObject else { throw bad("an object is missing") }
    try forEachKeyInside(body)
    guard try next() == .end else { throw bad("something follows the object") }
  }

  /// Passes the keys of an object that has been begun.
  func forEachKeyInside(_ body: (String) throws -> Void) throws {
    while true {
      switch try next() {
      case .key(let key): try body(String(decoding: key, as: UTF8.self))
      case .endObject: return
      default: throw bad("a key is missing")
      }
    }
  }

  /// Passes each element of the array that comes next. The closure gets the first token of it, and reads the others.
  func forEachElement(_ body: (Token) throws -> Void) throws {
    guard try next() == .beginArray else { throw bad("an array is missing") }
    try forEachElementInside(body)
  }

  /// As ``forEachElement(_:)``, when the array has been begun.
  func forEachElementInside(_ body: (Token) throws -> Void) throws {
    while true {
      let token = try next()
      if token == .endArray { return }
      try body(token)
    }
  }

  /// A whole number that comes next; nil for null.
  func integer() throws -> Int? {
    switch try next() {
    case .number(let value):
      guard let number = Int(exactly: value) else { throw bad("a number is not whole, or too large") }
      return number
    case .null: return nil
    default: throw bad("a number is missing")
    }
  }

  /// A string that comes next.
  func text() throws -> String {
    guard case .string(let text) = try next() else { throw bad("a string is missing") }
    return String(decoding: text, as: UTF8.self)
  }

  /// Skips the rest of a value whose first token is known.
  func skipRest(of token: Token) throws {
    switch token {
    case .beginObject: try forEachKeyInside { _ in try skip() }
    case .beginArray: try forEachElementInside { try skipRest(of: $0) }
    default: break
    }
  }
}

/// A mask of a COCO annotation as it is in the file.
enum COCOSegmentation {
  /// Height and width, and alternating run lengths down the columns, as a text or as numbers.
  case text([UInt8], size: [Int])
  case counts([Int], size: [Int])
  case polygons([[(x: Double, y: Double)]])

  /// The most numbers of one object.
  private static let limit = 4_000_000

  /// Reads the value whose first token is known; nil for null.
  init?(_ scanner: JSONScanner, after token: JSONScanner.Token) throws {
    switch token {
    case .null: return nil
    case .beginObject:
      var size: [Int] = []
      var counts: COCOSegmentation?
      try scanner.forEachKeyInside { key in
        switch key {
        case "size": try scanner.forEachElement { size.append(try Self.whole($0, scanner, size.count)) }
        case "counts": counts = try Self.counts(scanner)
        default: try scanner.skip()
        }
      }
      switch counts {
      case .text(let text, _): self = .text(text, size: size)
      case .counts(let numbers, _): self = .counts(numbers, size: size)
      default: throw scanner.bad("a mask has no counts")
      }
    case .beginArray:
      var polygons: [[(x: Double, y: Double)]] = []
      var total = 0
      try scanner.forEachElementInside { token in
        guard token == .beginArray else { throw scanner.bad("a polygon is missing") }
        var numbers: [Double] = []
        try scanner.forEachElementInside { token in
          guard case .number(let number) = token else { throw scanner.bad("a corner is missing") }
          total += 1
          guard total <= Self.limit else { throw scanner.bad("a polygon has too many corners") }
          numbers.append(number)
        }
        guard numbers.count % 2 == 0 else { throw scanner.bad("a corner has no y") }
        polygons.append(stride(from: 0, to: numbers.count, by: 2).map { (numbers[$0], numbers[$0 + 1]) })
      }
      self = .polygons(polygons)
    default: throw scanner.bad("a segmentation is missing")
    }
  }

  private static func counts(_ scanner: JSONScanner) throws -> COCOSegmentation {
    switch try scanner.next() {
    case .string(let text): return .text(text, size: [])
    case .beginArray:
      var counts: [Int] = []
      try scanner.forEachElementInside { counts.append(try whole($0, scanner, counts.count)) }
      return .counts(counts, size: [])
    default: throw scanner.bad("a mask has no counts")
    }
  }

  private static func whole(_ token: JSONScanner.Token, _ scanner: JSONScanner, _ count: Int) throws -> Int {
    guard case .number(let value) = token, let number = Int(exactly: value), number >= 0, count < limit * 4 else {
      throw scanner.bad("a number of a mask is missing, or there are too many")
    }
    return number
  }

  /// The mask in a picture.
  ///
  /// - Throws: ``ExchangeError`` if it is not one of that size.
  func mask(of object: Int, in picture: PictureSize, _ scanner: JSONScanner) throws -> ImportedFrames.Mask {
    func mask(_ counts: [Int], isByColumns: Bool) -> ImportedFrames.Mask {
      ImportedFrames.Mask(
        object: object, isByColumns: isByColumns, left: 0, top: 0, width: picture.width, height: picture.height,
        counts: counts)
    }
    func check(_ size: [Int]) throws {
      guard size == [picture.height, picture.width] else {
        throw scanner.bad("a mask is not \(picture), as its image is")
      }
    }
    switch self {
    case .text(let text, let size):
      try check(size)
      guard let counts = COCOMask.counts(ofText: text, pixels: picture.count) else {
        throw scanner.bad("the run lengths of a mask are not those of \(picture)")
      }
      return mask(counts, isByColumns: true)
    case .counts(let counts, let size):
      try check(size)
      var sum = 0
      for count in counts where sum <= picture.count { sum += min(count, picture.count + 1) }
      guard sum == picture.count else { throw scanner.bad("the run lengths of a mask are not those of \(picture)") }
      return mask(counts, isByColumns: true)
    case .polygons(let polygons):
      do {
        return mask(try PolygonMask.counts(of: polygons, in: picture), isByColumns: false)
      } catch {
        throw scanner.bad("the polygons of an object have too many or too long edges")
      }
    }
  }
}

extension PictureSize {
  /// The size of a picture that labels may have.
  ///
  /// - Returns: nil for other sizes.
  init?(labelsOf width: Int?, _ height: Int?, maxPixels: Int) {
    guard let width, let height, (1...65_535).contains(width), (1...65_535).contains(height),
      width * height <= maxPixels
    else { return nil }
    self.init(width: width, height: height)
  }
}
