import Foundation

/// As much of JSON Schema (2020-12) as the schemas in docs/schemas use.
public struct JSONSchema {
  private let schema: [String: Any]

  /// - Parameter name: of a file in docs/schemas.
  public init(named name: String, file: String = #filePath) throws {
    let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appendingPathComponent("docs/schemas/\(name)"))
    schema = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// The columns that a row must have.
  public var required: [String] { schema["required"] as? [String] ?? [] }

  /// What is wrong with a value, a line each.
  public func violations(of value: Any) -> [String] { Self.violations(of: value, schema, at: "$") }

  private static let known: Set<String> = [
    "$schema", "title", "description", "type", "const", "required", "additionalProperties", "properties", "items",
    "minItems",
    "maxItems", "minimum", "maximum", "pattern",
  ]

  private static func violations(of value: Any, _ schema: [String: Any], at path: String) -> [String] {
    var lines = schema.keys.filter { !known.contains($0) }.map {
      "\(path): the schema uses \($0), which is not checked"
    }
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { isOf($0, value) }) { lines.append("\(path): \(value) is no \(types)") }
    if let constant = schema["const"] as? NSNumber, (value as? NSNumber) != constant {
      lines.append("\(path): is \(value)")
    }
    if let object = value as? [String: Any] {
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      for key in schema["required"] as? [String] ?? [] where object[key] == nil {
        lines.append("\(path): has no \(key)")
      }
      for (key, value) in object {
        guard let inner = properties[key] else {
          if schema["additionalProperties"] as? Bool == false { lines.append("\(path): has \(key)") }
          continue
        }
        lines += violations(of: value, inner, at: path + "." + key)
      }
    } else if let array = value as? [Any] {
      if let minimum = schema["minItems"] as? Int, array.count < minimum {
        lines.append("\(path): has \(array.count) items")
      }
      if let maximum = schema["maxItems"] as? Int, array.count > maximum {
        lines.append("\(path): has \(array.count) items")
      }
      if let items = schema["items"] as? [String: Any] {
        for (place, item) in array.enumerated() { lines += violations(of: item, items, at: "\(path)[\(place)]") }
      }
    } else if let text = value as? String, let pattern = schema["pattern"] as? String {
      if text.range(of: pattern, options: .regularExpression) == nil {
        lines.append("\(path): \(text) is not \(pattern)")
      }
    } else if let number = value as? NSNumber {
      if let minimum = schema["minimum"] as? NSNumber, number.doubleValue < minimum.doubleValue {
        lines.append("\(path): is \(number)")
      }
      if let maximum = schema["maximum"] as? NSNumber, number.doubleValue > maximum.doubleValue {
        lines.append("\(path): is \(number)")
      }
    }
    return lines
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    case "number": value is NSNumber
    default: false
    }
  }
}
