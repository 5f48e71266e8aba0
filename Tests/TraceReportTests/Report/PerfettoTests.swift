import TestSupport
import Testing
import TraceQuery
import TraceReport
import TraceStore

/// The timeline for Perfetto, read back by field numbers of its published format.
@Suite struct PerfettoTests {
  /// What is on the tracks.
  struct Timeline {
    /// Slices by the name of their track.
    var slices: [String: Int64] = [:]
    var instants: Int64 = 0
    /// Last value of each counter.
    var counters: [String: UInt64] = [:]
    var flowsOut: Set<UInt64> = []
    var flowsIn: Set<UInt64> = []
    /// Beginnings and ends by track, in the order of the file.
    var moments: [UInt64: [(ts: UInt64, isBegin: Bool)]] = [:]

    init(_ bytes: [UInt8]) throws {
      var names: [UInt64: String] = [:]
      for packet in try ProtoReader(bytes[...]).messages(1).map({ try ProtoReader($0) }) {
        #expect(packet.number(10) == 1)
        if let descriptor = packet.messages(60).first {
          let track = try ProtoReader(descriptor)
          let uuid = try #require(track.number(1))
          if let parent = track.number(5) { #expect(names[parent] != nil, "a parent comes first") }
          names[uuid] = track.text(2)
        }
        guard let message = packet.messages(11).first else { continue }
        let event = try ProtoReader(message)
        let (track, ts) = (try #require(event.number(11)), try #require(packet.number(8)))
        let name = try #require(names[track], "a track is described before it is used")
        flowsOut.formUnion(event.numbers(47))
        flowsIn.formUnion(event.numbers(48))
        switch event.number(9) {
        case 1:
          #expect(event.text(23) != nil)
          slices[name, default: 0] += 1
          moments[track, default: []].append((ts, true))
        case 2: moments[track, default: []].append((ts, false))
        case 3: instants += 1
        case 4: counters[name] = event.number(30)
        default: Issue.record("event type \(event.number(9) ?? 0)")
        }
      }
    }
  }

  @Test(arguments: ["lab3-lost-cr-gup", "lab612-64-softdirty", "v6.12-0-softdirty", "f-tponly"])
  func itHasWhatTheDatabaseHas(name: String) throws {
    let recording = try Recording(name)
    let timeline = try Timeline(try Self.export(recording.connection))
    let expected = [
      ("waits", "SELECT count(requested) FROM mmap_lock"),
      ("holds", "SELECT count(*) FROM mmap_lock WHERE returned IS NOT NULL AND coalesce(success, 1) = 1"),
      ("runs", "SELECT count(*) FROM on_cpu WHERE tid <> 0"),
      ("faults", "SELECT count(*) FROM page_fault WHERE coalesce(entered, handled_from) IS NOT NULL"),
      (
        "copies", "SELECT count(*) FROM page_fault WHERE clear_flush_from IS NOT NULL AND wp_from IS NOT NULL"
      ),
      ("windows", "SELECT count(*) FROM flush_window"),
      ("flush requests", "SELECT count(*) FROM tlb_flush_request"),
      ("flush receipts", "SELECT count(*) FROM tlb_flush_receipt"),
    ]
    for (row, sql) in expected {
      #expect(timeline.slices[row] ?? 0 == (try recording.connection.integer(sql)), "\(row)")
    }
    #expect(Set(timeline.slices.keys).isSubset(of: expected.map(\.0)))
    let flows = try recording.connection.integer("SELECT count(tlb_flush_request_id) FROM tlb_flush_receipt")
    #expect(Int64(timeline.flowsIn.count) == flows)
    #expect(timeline.flowsOut == timeline.flowsIn)
    #expect(timeline.instants == (try recording.connection.integer("SELECT count(*) FROM mark")))
    #expect(timeline.counters["faults"].map(Int64.init) == timeline.slices["faults"])
    #expect(timeline.counters["flush requests"].map(Int64.init) == timeline.slices["flush requests"])
  }

  @Test func slicesOfATrackDoNotOverlap() throws {
    let recording = try Recording("lab612-64-softdirty")
    for (track, moments) in try Timeline(try Self.export(recording.connection)).moments {
      var last: UInt64 = 0
      for (index, moment) in moments.enumerated() {
        #expect(moment.isBegin == (index % 2 == 0), "track \(track): a begin, an end, a begin, ...")
        #expect(moment.ts >= last, "track \(track)")
        last = moment.ts
      }
    }
  }

  private static func export(_ connection: Connection) throws -> [UInt8] {
    var items = try ExportSource(connection)
    var writer = PerfettoWriter()
    var bytes: [UInt8] = []
    while let item = try items.next() {
      writer.add(item)
      bytes += writer.take()
    }
    #expect(!bytes.contains(subsequence: Array("0xffff8".utf8)))
    return bytes
  }
}

extension [UInt8] {
  /// Whether `bytes` are somewhere in it, one after the other.
  fileprivate func contains(subsequence bytes: [UInt8]) -> Bool { firstRange(of: bytes) != nil }
}
