import Foundation

/// Draws figures with gnuplot, from scripts of the folder Figures and data files.
struct Gnuplot {
  enum Terminal {
    /// - Parameters:
    ///   - name: the prefix of ids in the file; it must be unique on a page.
    ///   - title: the description for readers of the page.
    case svg(name: String, title: String, width: Int, height: Int)
    case png(width: Int, height: Int)

    /// - Parameter output: the file to write.
    func commands(output: String) -> String {
      switch self {
      case .svg(let name, _, let width, let height):
        "set terminal svg size \(width),\(height) font 'Helvetica,Arial,sans-serif,13' background '#ffffff' name '\(name)'\n"
          + "set output '\(output)'\n"
      case .png(let width, let height):
        "set terminal pngcairo size \(width),\(height) font 'sans,11'\nset output '\(output)'\n"
      }
    }
  }

  private let program: URL

  /// Finds gnuplot and checks the required terminals.
  /// - Throws: `ReproductionError.noGnuplot`.
  init() throws(ReproductionError) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let path = folders.map({ "\($0)/gnuplot" }).first(where: FileManager.default.isExecutableFile) else {
      throw .noGnuplot
    }
    program = URL(fileURLWithPath: path)
    do {
      _ = try draw("set terminal svg\n", on: .png(width: 100, height: 100), values: "", data: [:])
    } catch ReproductionError.gnuplotFailed {
      throw .noGnuplot
    } catch {
      throw error
    }
  }

  /// The bytes of a figure.
  ///
  /// - Parameters:
  ///   - script: gnuplot commands.
  ///   - values: commands executed before, which set the script's variables.
  ///   - data: the data files, by name.
  /// - Throws: `ReproductionError.gnuplotFailed`.
  func draw(
    _ script: String, on terminal: Terminal, values: String, data: [String: Data]
  ) throws(ReproductionError) -> [UInt8] {
    do {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tessera-figure-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      for (name, bytes) in data { try bytes.write(to: folder.appendingPathComponent(name)) }
      let text = terminal.commands(output: "figure") + values + script + "\nunset output\n"
      try Data(text.utf8).write(to: folder.appendingPathComponent("script.gp"))
      try run(in: folder)
      let figure = (try? Data(contentsOf: folder.appendingPathComponent("figure"))) ?? Data()
      guard case .svg(let name, let title, _, _) = terminal else { return [UInt8](figure) }
      // gnuplot uses the name as the title.
      return Array(
        String(decoding: figure, as: UTF8.self)
          .replacingOccurrences(of: "<title>\(name)</title>", with: "<title>\(title)</title>").utf8)
    } catch let error as ReproductionError {
      throw error
    } catch {
      throw .gnuplotFailed(reason: error.localizedDescription)
    }
  }

  private func run(in folder: URL) throws {
    let messages = folder.appendingPathComponent("messages")
    try Data().write(to: messages)
    let process = Process()
    process.executableURL = program
    // -d: ignore the user's start-up file.
    process.arguments = ["-d", "script.gp"]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let lines = String(decoding: (try? Data(contentsOf: messages)) ?? Data(), as: UTF8.self).split(separator: "\n")
      throw ReproductionError.gnuplotFailed(
        reason: lines.last(where: { $0.contains("line ") }).map(String.init)
          ?? "it ended with \(process.terminationStatus)")
    }
  }

  /// An array of texts as gnuplot writes it.
  static func array(_ name: String, _ texts: [String]) -> String {
    let list = texts.map { text in
      "'" + text.filter { !$0.isNewline }.replacingOccurrences(of: "'", with: "''") + "'"
    }
    return "array \(name)[\(max(1, texts.count))] = [\(list.joined(separator: ", "))]\n"
  }
}
