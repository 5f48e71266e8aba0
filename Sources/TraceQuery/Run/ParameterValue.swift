import TraceStore

/// Values of `-p name=value`.
enum ParameterValue {
  /// The value of a parameter whose type the header gives.
  static func parse(
    _ text: String, for parameter: QueryHeader.Parameter, of query: String
  ) throws(QueryError) -> SQLValue {
    switch parameter.kind {
    case .integer: if let value = integer(text) { return .integer(value) }
    case .real: if let value = Double(text) { return .real(value) }
    case .text: return .text(text)
    }
    throw QueryError(
      .badParameter, query, "parameter \(parameter.name) takes \(words(parameter.kind)), not \"\(text)\"",
      hints: ["mmtrace queries \(query) shows its parameters"])
  }

  /// The value of a parameter whose type nobody says.
  static func guess(_ text: String) -> SQLValue {
    if let value = integer(text) { return .integer(value) }
    if let value = Double(text), value.isFinite { return .real(value) }
    return .text(text)
  }

  /// The error for a parameter that a query does not have.
  static func unknown(_ name: String, of query: String, known: [String]) -> QueryError {
    let hint = known.isEmpty ? "it has no parameters" : "it has \(known.joined(separator: ", "))"
    return QueryError(.badParameter, query, "no parameter \(name)", hints: [hint])
  }

  /// A decimal number, or 64 bits in hexadecimal as addresses are written.
  private static func integer(_ text: String) -> Int64? {
    guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return Int64(text) }
    return UInt64(text.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) }
  }

  private static func words(_ kind: QueryHeader.Parameter.Kind) -> String {
    switch kind {
    case .integer: "a whole number"
    case .real: "a number"
    case .text: "text"
    }
  }
}
