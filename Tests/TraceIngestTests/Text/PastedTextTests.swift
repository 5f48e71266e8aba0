import Foundation
import TestSupport
import Testing

@testable import TraceIngest

/// Text as people paste it, beside what stands in it: Tests/Fixtures/text, `NAME.txt` and `NAME.want`.
@Suite struct PastedTextTests {
  nonisolated private static func wanted() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Fixture.path("text"))) ?? []
    return names.filter { $0.hasSuffix(".want") }.map { String($0.dropLast(5)) }.sorted()
  }

  @Test(arguments: wanted()) func events(_ name: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("text/\(name).want")))
    let wanted = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
    let path = Fixture.path("text/\(name).txt")
    guard let events = wanted as? [[Any]] else {
      #expect(throws: IngestError.self) { _ = try TextReading(path: path) }
      return
    }
    let reading = try TextReading(path: path)
    // A question mark: whether it is an event at all is left open.
    let known = events.filter { ($0[0] as? String)?.hasPrefix("?") == false }
    let seen = zip(reading.events, reading.lines).map { event, line in
      [reading.recorded[line.event].name, "\(event.cpu)", "\(event.tid)", "\(event.ts)"]
    }
    for event in known {
      #expect(seen.contains(event.prefix(4).map { "\($0)" }), "\(event)")
      guard event.count == 5, let comm = event[4] as? String, !comm.isEmpty, let tid = event[2] as? Int32
      else { continue }
      #expect(reading.info.tasks[tid]?.comm == comm)
    }
    if known.count == events.count { #expect(seen.count == events.count) }
  }

  @Test func lineOfAFile() throws { #expect(Self.wanted().count == 30) }

  /// A value behind which something else stands is not known, and that is a loss; a shorter number is none.
  @Test func garbledTails() throws {
    let reading = try TextReading(path: Fixture.path("text/d01-garbled.txt"))
    let faults = reading.events.filter { $0.kind == .pageFaultUser }
    #expect(faults.count == 7)
    #expect(faults.allSatisfy { $0.arguments[2] == nil && $0.arguments[0] != nil })
    #expect(reading.unread.map(\.why) == ["garbled", "garbled"])
    #expect(reading.losses.count == 8)
    #expect(reading.losses.map(\.why) == Array(repeating: "unreadable values", count: 7) + ["undecodable"])
  }

  @Test(arguments: ["e03-perf-tid-only", "e03b-perf-pidtid-nocpu"]) func noCPU(_ name: String) throws {
    let reading = try TextReading(path: Fixture.path("text/\(name).txt"))
    #expect(!reading.info.knowsCPU)
    let unknown = reading.events.filter { $0.cpu < 0 }
    #expect(unknown.map(\.tid) == (name == "e03-perf-tid-only" ? [160, 160] : [160, 70001]))
    #expect(reading.events.count == (name == "e03-perf-tid-only" ? 3 : 2))
  }

  @Test func namesEndingInADash() throws {
    let reading = try TextReading(path: Fixture.path("text/e14-criu.txt"))
    #expect(reading.info.tasks[4132]?.comm == "sock-name-")
    // The lines of CPU 1 are in order, those of CPU 0 too: they can be sorted.
    #expect(reading.info.isOrdered)
    #expect(reading.events.map(\.ts) == [163_223_559_000, 163_224_637_000, 163_224_802_000])
    #expect(reading.lines.map(\.line) == [1, 4, 3])
    #expect(reading.losses.isEmpty)
  }

  @Test func reasons() throws {
    let reading = try TextReading(path: Fixture.path("text/e05-reasons.txt"))
    #expect(reading.events.map { $0.arguments[0] } == [5, 4, 6, 2, 2, 7])
    #expect(reading.losses.isEmpty)
  }

  @Test func commentsBetweenEvents() throws {
    let reading = try TextReading(path: Fixture.path("text/e06-arm-asid.txt"))
    let times = reading.events.filter { [.schedSwitch, .tlbFlush].contains($0.kind) }.map(\.ts)
    #expect(times == [300_430_048_000, 300_430_111_000])
    // System calls are no events of interest; what a person wrote between events hides whatever it hides.
    #expect(reading.losses.map(\.why) == ["no data of 12 cpus", "lines not understood"])
  }

  @Test func pointersThatTheKernelHides() throws {
    let reading = try TextReading(path: Fixture.path("text/e07b-ptrval.txt"))
    #expect(reading.events.map(\.text) == ["", "/a/b", "/a b"])
    #expect(reading.unread.count == 3)
    #expect(reading.losses.map(\.why) == ["undecodable"])
  }

  @Test func fieldsOfTheFieldsOption() throws {
    let reading = try TextReading(path: Fixture.path("text/e09-fields-option.txt"))
    #expect(reading.events.map { $0.arguments[1] } == [0x401000, 1, 1, 1, 1, 1])
    #expect(reading.losses.isEmpty)
  }

  @Test func faultsOfOtherMachines() throws {
    let reading = try TextReading(path: Fixture.path("text/e13-riscv.txt"))
    #expect(reading.events.count == 3)
    #expect(reading.events.allSatisfy { $0.arguments[2] == nil })
    #expect(reading.losses.isEmpty)
  }

  @Test(arguments: [
    "e02-perf-nocomm", "e04-funcgraph-proc-abstime", "e08-trace-pipe-raw-hex",
    "e11-perf-wallclock", "e12-deltatime",
  ]) func refused(_ name: String) {
    #expect(throws: IngestError.self) { _ = try TextReading(path: Fixture.path("text/\(name).txt")) }
  }
}
