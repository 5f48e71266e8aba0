import TraceQuery

/// JUnit's XML: a suite with a case a recording.
enum JUnit {
  static func head(_ statuses: [Int32: Int]) -> String {
    let all = statuses.values.reduce(0, +)
    let (failures, skipped) = (statuses[1] ?? 0, statuses[125] ?? 0)
    let counts =
      "tests=\"\(all)\" failures=\"\(failures)\" "
      + "errors=\"\(all - failures - skipped - (statuses[0] ?? 0))\" skipped=\"\(skipped)\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites \(counts)>
      <testsuite name="mmtrace check" \(counts)>

      """
  }

  static let tail = "</testsuite>\n</testsuites>\n"

  static func piece(_ outcome: CheckOutcome, of recording: CheckedName) -> String {
    let why = "message=\"\(escaped(Printable.brief(CheckAnswer.why(outcome))))\""
    let told = escaped(CheckAnswer.text(outcome, of: recording.name))
    let result =
      switch outcome.status {
      case 0: ""
      case 1: "  <failure type=\"race\" \(why)>\(told)</failure>\n"
      case 125: "  <skipped \(why)/>\n"
      default: "  <error type=\"error\" \(why)>\(told)</error>\n"
      }
    let output = outcome.status == 0 || outcome.status == 125 ? "  <system-out>\(told)</system-out>\n" : ""
    let properties =
      outcome.sha256.map {
        "  <properties><property name=\"sha256\" value=\"\(escaped($0))\"/></properties>\n"
      } ?? ""
    return "<testcase classname=\"mmtrace.check\" name=\"\(escaped(Printable.brief(recording.name)))\">\n"
      + properties + result + output + "</testcase>\n"
  }

  /// As text or between double quotes; what is hidden was made visible before, but the newlines.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in Printable.lines(text).unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
