import Foundation

/// The terminal of standard output, and what it shows.
package struct Terminal: Sendable {
  /// Columns and rows of characters.
  package let columns, rows: Int
  /// The pixels of a character; nil if unknown.
  package let cell: (width: Int, height: Int)?
  package let graphics: TerminalGraphics

  /// Asks the terminal what it shows. Without a terminal it is 80 × 24 characters of blocks.
  package static func standardOutput() -> Terminal {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1 else { return Terminal(columns: 80, rows: 24, cell: nil, graphics: .blocks) }
    _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
    let (columns, rows) = (size.ws_col > 0 ? Int(size.ws_col) : 80, size.ws_row > 0 ? Int(size.ws_row) : 24)
    let cell: (Int, Int)? =
      size.ws_xpixel > 0 && size.ws_ypixel > 0
      ? (max(1, Int(size.ws_xpixel) / columns), max(1, Int(size.ws_ypixel) / rows)) : nil
    return Terminal(columns: columns, rows: rows, cell: cell, graphics: graphics(by: answer()))
  }

  /// Sends a query of kitty's graphics, then one of the terminal's attributes, which every terminal answers.
  private static let query = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c"

  /// The graphics by the terminal's answer to both queries.
  package static func graphics(by answer: String) -> TerminalGraphics {
    if answer.contains("_Gi=31;OK") { return .kitty }
    // ESC [ ? 62 ; 4 ; … c: attribute 4 is sixel.
    guard let start = answer.range(of: "\u{1B}[?"), let end = answer[start.upperBound...].firstIndex(of: "c") else {
      return .blocks
    }
    return answer[start.upperBound..<end].split(separator: ";").contains("4") ? .sixel : .blocks
  }

  /// What the terminal answers within a third of a second; empty without one.
  private static func answer() -> String {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return "" }
    defer { close(terminal) }
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else { return "" }
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(terminal, TCSANOW, &raw) == 0 else { return "" }
    defer { tcsetattr(terminal, TCSAFLUSH, &before) }
    let bytes = Array(query.utf8)
    guard write(terminal, bytes, bytes.count) == bytes.count else { return "" }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    let deadline = ContinuousClock.now + .milliseconds(300)
    // The attributes end with c and come last.
    while answer.last != UInt8(ascii: "c"), answer.count < 4096 {
      let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
      var event = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&event, 1, Int32(left)) > 0 else { break }
      let count = read(terminal, &buffer, buffer.count)
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
