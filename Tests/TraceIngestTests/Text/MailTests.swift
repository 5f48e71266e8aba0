import TestSupport
import Testing

@testable import TraceIngest

/// A trace as it comes in mail.
@Suite struct MailTests {
  private static let lines: [String] = {
    let whole = (try? text(of: "f-trace-head.txt.gz")) ?? ""
    return whole.split(separator: "\n").filter { !$0.hasPrefix("#") }.suffix(600).map(String.init)
  }()

  private func expectSame(_ mail: String, certainty: TextLineNote.Certainty? = nil) throws {
    let plain = try TextReading(Self.lines.joined(separator: "\n"))
    let reading = try TextReading(mail)
    #expect(reading.events.count == plain.events.count)
    #expect(reading.events == plain.events)
    #expect(reading.unread.isEmpty, "\(reading.unread.prefix(3))")
    if let certainty { #expect(reading.lines.allSatisfy { $0.certainty == certainty }) }
  }

  @Test(arguments: ["> ", ">", "> > ", "| ", ">> | "]) func quoted(_ mark: String) throws {
    try expectSame(Self.lines.map { mark + $0 }.joined(separator: "\n"), certainty: .whole)
  }

  /// Lines broken at spaces, as mailers do at 72 to 78 columns.
  @Test(arguments: [60, 72, 78]) func wrapped(_ width: Int) throws {
    var wrapped: [String] = []
    for line in Self.lines {
      var current = "> " + line.prefix { $0 == " " }
      for word in line.split(separator: " ") {
        if current.count + word.count + 1 > width, current.contains(where: { $0 != " " && $0 != ">" }) {
          wrapped.append(current)
          current = "> "
        }
        current += (current.hasSuffix(" ") ? "" : " ") + word
      }
      wrapped.append(current)
    }
    try expectSame(wrapped.joined(separator: "\n"))
  }

  @Test func quotedPrintable() throws {
    var encoded = ""
    for line in Self.lines {
      var column = 0
      for character in line {
        let piece = character == "=" ? "=3D" : String(character)
        if column + piece.count > 74 {
          encoded += "=\r\n"
          column = 0
        }
        encoded += piece
        column += piece.count
      }
      encoded += "\r\n"
    }
    try expectSame(encoded)
  }

  /// Lines cut at 100 columns: their last value is not believed, and what is of no use is counted.
  @Test func cut() throws {
    let mail = Self.lines.map { $0.prefix(100) } + Self.lines.prefix(50).map { $0[...] }
    let reading = try TextReading(mail.joined(separator: "\n"))
    let plain = try TextReading((Self.lines + Self.lines.prefix(50)).joined(separator: "\n"))
    #expect(reading.events.count + reading.unread.count == plain.events.count)
    #expect(reading.unread.allSatisfy { ["cut off", "garbled", "no event"].contains($0.why) })
    let partial = reading.lines.filter { $0.certainty == .partial }.count
    #expect(partial > 0)
    // What was delivered is true.
    var rest = plain.events[...]
    for event in reading.events {
      let same = rest.first { $0.ts == event.ts && $0.kind == event.kind && $0.tid == event.tid }
      let original = try #require(same)
      for index in 0..<6 where event.arguments[index] != nil {
        #expect(event.arguments[index] == original.arguments[index], "\(event.kind) \(index)")
      }
      rest = rest.drop { $0 != original }.dropFirst()
    }
  }

  @Test func proseAndOverwrittenLines() throws {
    let reading = try TextReading(
      """
      From: Somebody <somebody@example.org>
      Hi all, in this trace the fault is served in between:

      > a-1 [000] d..1. 1.000001: page_fault_user: address=0x495000 ip=0x401000 error_code=0x7
      > a-1 [000] d..1. 1.000002: page_fault_user: address=0x495 ip=0x401000 error_code=0x7p_page_copy+0x344/0x790
      ...
      > a-1 [000] d..1. 1.000003: page_fault_user: address=0x496000 ip=__put_user error_code=0x7
      Best regards
      """)
    #expect(reading.events.map { $0.arguments[2] } == [7, nil, 7])
    #expect(reading.events.map { $0.arguments[1] } == [0x401000, 0x401000, nil])
    #expect(reading.lines.map(\.line) == [4, 5, 7])
    #expect(reading.lines.map(\.certainty) == [.whole, .partial, .whole])
    #expect(reading.unread.map(\.line) == [1, 2, 8])
    #expect(reading.info.notes.contains("3 lines were not understood (table unread_line)"))
    #expect(reading.losses.map(\.why) == ["unreadable values", "left out of the text"])
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func mutants(_ seed: UInt64) {
    var dice = Dice(seed: seed)
    let original = Array(Self.lines.prefix(25).joined(separator: "\n").utf8)
    let signs = Array("[]:=()-> \n.#x0\u{0}/+|<".utf8)
    for _ in 0..<700 {
      var bytes = original
      for _ in 0...dice.below(40) {
        let place = dice.below(bytes.count)
        switch dice.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
        case 1: bytes[place] = signs[dice.below(signs.count)]
        case 2: bytes.insert(contentsOf: [signs[dice.below(signs.count)]], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + dice.below(30)))
        }
        if bytes.isEmpty { break }
      }
      _ = try? TextReading(String(decoding: bytes, as: UTF8.self))
    }
  }
}
