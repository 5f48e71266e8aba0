import TraceQuery
import TraceStore

/// Answers as JSON.
enum JSON {
  /// `{"mmtrace":1,"query":...,"columns":[{"name":...,"unit":...}],"rows":[`, then a row per line.
  static func head(query: String?, _ columns: [QueryResult.Column]) -> String {
    let names = columns.map { column in
      "{\"name\":\(string(column.name)),\"unit\":\(string(Unit.machine(column.unit) ?? column.unit))}"
    }
    return
      "{\"mmtrace\":1,\"query\":\(query.map(string) ?? "null"),\"columns\":[\(names.joined(separator: ","))],\"rows\":[\n"
  }

  /// What follows the last row.
  static let tail = "\n]}\n"

  /// An object for a row.
  static func object(_ row: [SQLValue], _ columns: [QueryResult.Column]) -> String {
    let members = zip(row, columns).map { "\(string($1.name)):\(value($0, unit: $1.unit))" }
    return "{\(members.joined(separator: ","))}"
  }

  private static func value(_ value: SQLValue, unit: String) -> String {
    switch value {
    case .null: "null"
    case .integer(let integer): unit == "address" ? string(Cell.hexadecimal(integer)) : String(integer)
    // JSON knows no infinity.
    case .real(let real): real.isFinite ? String(real) : "null"
    case .text, .blob: Cell.text(value, unit: unit).map(string) ?? "null"
    }
  }

  /// A JSON string with its quotes.
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      // The same text to a program, and harmless on a terminal.
      case _ where Printable.isHidden(scalar):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
