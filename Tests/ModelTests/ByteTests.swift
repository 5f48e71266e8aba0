import Foundation
import TestSupport
import Testing
import TraceStore

@testable import TraceIngest

/// A sample of the recordings as a trace.dat, byte by byte, through the reader and the decoder.
@Suite struct ByteTests {
  @Test func bytesAndEventsAreJudgedAlike() throws {
    var sample: [(program: Program, signals: [UInt16])] = []
    for known in Protocol.all where !known.program.recordsCopy && known.name != "f  userfaultfd, mitigated" {
      let found = Search(known.program).recordings.keys.sorted { $0.lexicographicallyPrecedes($1) }
      for index in stride(from: 0, to: found.count, by: max(1, found.count / 20)) {
        sample.append((known.program, found[index]))
      }
    }
    let kinds = JudgedRecordings.kinds(of: sample)
    var file = TraceDatFile(kinds, cpus: Machine.threads)
    var events = SignalEvents()
    try events.play(sample) { event throws(IngestError) in file.add(event) }
    let folder = TemporaryFolder()
    let path = folder.path + "/model.dat"
    try Data(file.finish()).write(to: URL(filePath: path))

    let fromBytes = try JudgedRecordings(trace: path, count: sample.count)
    let fromEvents = try JudgedRecordings(sample)
    let facts = try fromBytes.facts()
    #expect(try facts == fromEvents.facts())
    #expect(try fromBytes.judge() == fromEvents.judge())
    #expect(fromBytes.damage.isEmpty)
  }
}
