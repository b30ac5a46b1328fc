import Foundation
import Imaging

/// The graphics protocol of kitty: raw RGB in base 64, in pieces of at most 4096 bytes.
enum KittyGraphics {
  private static let pieceLength = 4096

  static func text(of picture: Picture) -> String {
    let data = Array(Data(picture.bytes).base64EncodedString().utf8)
    var text = ""
    for start in stride(from: 0, to: data.count, by: pieceLength) {
      let end = min(start + pieceLength, data.count)
      // q=2: the terminal answers nothing, not even errors.
      let head = start == 0 ? "a=T,f=24,q=2,s=\(picture.size.width),v=\(picture.size.height)," : ""
      text +=
        "\u{1B}_G\(head)m=\(end < data.count ? 1 : 0);\(String(decoding: data[start..<end], as: UTF8.self))\u{1B}\\"
    }
    return text + "\n"
  }
}
