import TestSupport

@testable import TraceIngest

/// What reading a text gives.
struct TextReading {
  var info: RecordingInfo
  var recorded: [RecordedEvent]
  var events: [SeenEvent]
  var losses: [Loss]
  var lines: [TextLineNote]
  var unread: [UnreadLine]

  init(path: String, clock: String? = nil) throws(IngestError) {
    let input = try RecordingInput(path, strict: false)
    let damage = input.damage
    var reader = try TextReader(input.takeFile(), damage: damage, keep: [], clock: clock)
    var sink = CollectingSink()
    try reader.read(into: &sink) { _, _ in }
    (info, recorded, events, losses) = (reader.info, reader.events, sink.events, sink.losses)
    (lines, unread) = (sink.lines, sink.unread)
  }

  init(_ text: String, clock: String? = nil) throws {
    let file = TemporaryFile(Array(text.utf8))
    try self.init(path: file.path, clock: clock)
  }
}

/// The text of a fixture that is compressed.
func text(of name: String) throws -> String { String(decoding: try Fixture.bytes(name), as: UTF8.self) }
