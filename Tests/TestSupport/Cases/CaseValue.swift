import TraceStore

/// A value as it is written in a case: `-` for NULL, `10us`, `0x1000`, `7`, `7.5`, or text.
struct CaseValue: Equatable {
  let sql: SQLValue

  init(_ sql: SQLValue) { self.sql = sql }

  init(written text: String) {
    if text == "-" {
      sql = .null
    } else if let number = Self.integer(text) {
      sql = .integer(number)
    } else if text.contains("."), let number = Double(text) {
      sql = .real(number)
    } else {
      sql = .text(text)
    }
  }

  /// A number with or without a unit of time, in nanoseconds; an address in hexadecimal.
  static func integer(_ text: String) -> Int64? {
    // '+2' is a text of trace.ledger.
    guard !text.hasPrefix("+") else { return nil }
    if text.hasPrefix("0x") { return UInt64(text.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) } }
    for (suffix, factor) in [("us", 1000), ("ms", 1_000_000), ("ns", 1), ("", 1)] as [(String, Int64)]
    where text.hasSuffix(suffix) {
      guard let number = Int64(text.dropLast(suffix.count)) else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      return overflow ? nil : product
    }
    return nil
  }

  /// Whether a time can be written as events are given: in whole microseconds.
  private static func isMicroseconds(_ number: Int64) -> Bool {
    number % 1000 == 0 && number.magnitude < 1 << 50
  }

  /// As a case has it, by the unit of its column.
  func written(unit: String) -> String {
    switch sql {
    case .null, .blob: "-"
    case .real(let number): String(number)
    case .text(let text): text
    case .integer(let number):
      switch unit {
      case "ns" where Self.isMicroseconds(number), "time" where Self.isMicroseconds(number):
        "\(number / 1000)us"
      case "address": "0x\(String(UInt64(bitPattern: number), radix: 16))"
      default: String(number)
      }
    }
  }
}
