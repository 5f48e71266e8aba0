import TraceQuery
import TraceStore

/// Values as people read them.
enum Cell {
  /// The text of a value, nil for NULL; the unit `address` makes an integer hexadecimal.
  static func text(_ value: SQLValue, unit: String) -> String? {
    switch value {
    case .null: nil
    case .integer(let integer): unit == "address" ? hexadecimal(integer) : String(integer)
    case .real(let real): String(real)
    case .text(let text): text
    case .blob(let bytes): bytes.map { hexadecimal($0) }.joined()
    }
  }

  /// The text of a value for people, with its unit; nil for NULL.
  static func reading(_ value: SQLValue, unit: String) -> String? {
    switch value {
    case .integer(let integer): Unit.reading(integer, unit) ?? text(value, unit: unit)
    case .real(let real): Unit.reading(real, unit) ?? text(value, unit: unit)
    default: text(value, unit: unit)
    }
  }

  /// Whether the column's values are numbers, to be aligned at the right.
  static func isNumeric(_ rows: [[SQLValue]], column: Int) -> Bool {
    var seen = false
    for row in rows {
      switch row[column] {
      case .integer, .real: seen = true
      case .null: continue
      case .text, .blob: return false
      }
    }
    return seen
  }

  /// `0x` and the 64 bits as the kernel writes an address.
  static func hexadecimal(_ address: Int64) -> String {
    "0x" + String(UInt64(bitPattern: address), radix: 16)
  }

  /// Text of a recording in one line: see `Printable`.
  static func printable(_ text: String) -> String { Printable.line(text) }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
