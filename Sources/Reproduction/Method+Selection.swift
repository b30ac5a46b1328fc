import PipelineFiles

extension Method {
  /// The named families or single settings, in the order of the table: `graph,kmeans-3-8,paper-M1`.
  ///
  /// - Throws: `ReproductionError.unknownMethod`.
  package static func selected(by words: [String], from methods: [Method]) throws(ReproductionError) -> [Method] {
    let names = methods.flatMap { [$0.name] + $0.settings.map(\.name) }
    for word in words where !names.contains(word) {
      throw .unknownMethod(word: word, suggestion: nearest(to: word, in: names), families: methods.map(\.name))
    }
    return methods.compactMap { method in
      let settings = words.contains(method.name) ? method.settings : method.settings.filter { words.contains($0.name) }
      return settings.isEmpty ? nil : method.with(settings)
    }
  }

  private static func nearest(to word: String, in names: [String]) -> String? {
    let distances = names.map { PipelineFile.editDistance($0, word.lowercased()) }
    guard let minDistance = distances.min(), minDistance <= 3 else { return nil }
    return distances.firstIndex(of: minDistance).map { names[$0] }
  }
}
