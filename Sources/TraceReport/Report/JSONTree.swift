/// A JSON value, written with two blanks of indentation; members keep their order, so that the bytes do too.
indirect enum JSONTree {
  case null
  case boolean(Bool)
  case integer(Int64)
  case string(String)
  case array([JSONTree])
  case object([(String, JSONTree)])

  /// An integer or null.
  static func optional(_ value: Int64?) -> JSONTree { value.map(JSONTree.integer) ?? .null }
  /// A string or null.
  static func optional(_ value: String?) -> JSONTree { value.map(JSONTree.string) ?? .null }
  /// A boolean or null.
  static func optional(_ value: Bool?) -> JSONTree { value.map(JSONTree.boolean) ?? .null }
  /// An array of strings.
  static func strings(_ values: [String]) -> JSONTree {
    .array(values.map { .string(Printable.unglued($0)) })
  }
  /// An address as JSON can hold it: hexadecimal text.
  static func address(_ address: Int64) -> JSONTree { .string(Cell.hexadecimal(address)) }

  /// The text in one line.
  var line: String {
    switch self {
    case .array(let values): "[\(values.map(\.line).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(JSON.string($0.0)):\($0.1.line)" }.joined(separator: ","))}"
    case .null, .boolean, .integer, .string: text()
    }
  }

  /// The text, without a newline at its end.
  func text(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .string(let value): return JSON.string(value)
    case .array(let values):
      guard !values.isEmpty else { return "[]" }
      let lines = values.map { inner + $0.text(indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.map { "\(inner)\(JSON.string($0.0)): \($0.1.text(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }
}
