import ArgumentParser
import Foundation
import PipelineFiles
import Tessera

/// What a shell offers for a word of the command line. The shell keeps the candidates that begin with what is typed.
extension CompletionKind {
  /// Everything that FFmpeg may decode has no list of extensions.
  static let input = CompletionKind.file()

  static let overlay = CompletionKind.file(extensions: ["mp4", "mov", "mkv", "webm", "png", "jpg", "webp"])

  /// A folder of label images, or a label video.
  static let labels = CompletionKind.file(extensions: ["mkv"])

  /// The words of the formats; the one of `alpha=ID` takes a value.
  static let exportFormat = CompletionKind.list(ExportFormat.words.map { $0.replacing("=ID", with: "=") })
  /// `FORMAT:`, before the name of a file.
  static let export = CompletionKind.list(
    ExportFormat.words.map { $0.replacing("=ID", with: "=") + ($0.contains("=") ? "" : ":") })
  static let cutList = CompletionKind.list(CutListFormat.allCases.map { $0.rawValue + ":" })

  static let corrections = CompletionKind.file(extensions: ["yaml", "yml"])

  /// The names of the shipped pipelines, and the YAML files and folders where the typed path leads.
  static let pipeline = CompletionKind.custom { _, _, typed in
    PipelineFile.shipped.keys.sorted() + Candidates.files(typed: typed, extensions: ["yaml", "yml"])
  }

  /// `key=`, and after the sign `key=value` for the values that are words.
  static let setting = CompletionKind.custom { _, _, typed in Candidates.settings(typed: typed) { _ in true } }

  /// Those of ``setting`` that change the look of an overlay.
  static let overlaySetting = CompletionKind.custom { _, _, typed in
    Candidates.settings(typed: typed) { $0.hasPrefix("overlay.") }
  }
}

/// The candidates that are computed when a shell asks.
package enum Candidates {
  package static func settings(typed: String, where isWanted: (String) -> Bool) -> [String] {
    let wanted = Parameter.all.filter { isWanted($0.key) }
    guard let sign = typed.firstIndex(of: "=") else { return wanted.map { $0.key + "=" } }
    let key = typed[..<sign]
    return wanted.first { $0.key == key }?.words.map { "\(key)=\($0)" } ?? []
  }

  /// The files with one of the extensions, and the folders, beside the typed path; none in a folder that can not be read.
  package static func files(typed: String, extensions: Set<String>) -> [String] {
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.sorted().compactMap { name in
      guard !name.hasPrefix("."), !name.contains("\n") else { return nil }
      if let dot = name.lastIndex(of: "."), extensions.contains(name[dot...].dropFirst().lowercased()) {
        return folder + name
      }
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder)
      return exists && isFolder.boolValue ? folder + name + "/" : nil
    }
  }
}
