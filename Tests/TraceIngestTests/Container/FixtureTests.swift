import TestSupport
import Testing

@testable import TraceIngest

/// Reads real recordings; the numbers are those of `trace-cmd report -t -N -R`.
@Suite struct FixtureTests {
  @Test(arguments: [
    ("lab612-64-softdirty.dat", "trace.dat 7 zstd", 1519),
    ("lab612-64-softdirty-none.dat", "trace.dat 7", 1519),
    ("lab612-64-softdirty-v6.dat", "trace.dat 6", 1519),
    ("v6.12-0-uffdwp.dat", "trace.dat 7 zstd", 4251),
    ("f-v7zlib.dat", "trace.dat 7 zlib", 17352),
    ("f-instance.dat", "trace.dat 7 zstd", 5331),
  ])
  func everyEventIsRead(_ name: String, _ container: String, _ count: Int) throws {
    let reading = try Reading(path: Fixture.path(name), strict: true)
    #expect(reading.info.container == container)
    #expect(reading.events.count == count)
    #expect(reading.info.damage == [])
    #expect(reading.losses.isEmpty)
    #expect(reading.info.clock == "mono")
    #expect(reading.info.clockUnit == "ns")
    #expect(reading.info.clockIsComparable)
    #expect(reading.info.cpus == 4)
    #expect(reading.info.recorder == "trace-cmd 3.1.6")
    #expect(reading.recorded.allSatisfy { $0.undecodable == 0 })
    #expect(reading.events.allSatisfy { $0.kind != .other })
    let order = reading.events.map(\.ts)
    #expect(order == order.sorted())
  }

  @Test func theSameRecordingInEveryContainer() throws {
    let zstd = try Reading(path: Fixture.path("lab612-64-softdirty.dat"))
    for name in ["lab612-64-softdirty-none.dat", "lab612-64-softdirty-v6.dat"] {
      // As a Bool: a failure must not print thousands of events.
      let isEqual = try Reading(path: Fixture.path(name)).events == zstd.events
      #expect(isEqual, "\(name)")
    }
    #expect(zstd.info.uname == "Linux (none) 6.12.107-mmlab x86_64")
    #expect(zstd.symbols == [])
    #expect(zstd.hitsByRole["clear_refs_pte_range"] == 64)
    #expect(zstd.hitsByRole["handle_mm_fault"] == 184)
  }

  @Test func argumentsAreThoseThatTraceCmdPrints() throws {
    let reading = try Reading(
      path: Fixture.path("f-instance.dat"), addresses: [0xffff_ffff_812c_2735, 0x4000])
    #expect(reading.info.buffers.map(\.name).first == "")
    #expect(Set(reading.info.buffers.map(\.name)) == ["", "locks", "probes"])
    // mmload-225 [000] 51.021810650: page_fault_user: address=0x7fba2bb690b0 ip=0x7fba2bb690b0 error_code=0x14
    let fault = try #require(reading.events.first { $0.kind == .pageFaultUser })
    #expect((fault.ts, fault.cpu, fault.tid) == (51_021_810_650, 0, 225))
    #expect(fault.arguments[..<3] == [0x7fba_2bb6_90b0, 0x7fba_2bb6_90b0, 0x14])
    // locks: mmload-225 [000] 51.021849920: mmap_lock_acquire_returned: mm=0xff110001014d0000 memcg_path=/
    //   write=0 success=1
    let acquired = try #require(reading.events.first { $0.kind == .mmapLockAcquireReturned })
    #expect(acquired.ts == 51_021_849_920)
    #expect(acquired.arguments[..<4] == [0xff11_0001_014d_0000, 0, nil, 1])
    #expect(acquired.text == "/")
    // probes: mmload-225 [000] 51.024180400: flush_tlb_mm_range: mm=0xff110001014d0000 start=0x0
    //   end=0xffffffffffffffff stride_shift=12 freed_tables=1
    let flush = try #require(reading.events.first { $0.kind == .flushTlbMmRange })
    #expect(flush.ts == 51_024_180_400)
    #expect(flush.arguments[..<5] == [0xff11_0001_014d_0000, 0, .max, 12, 1])
    // ffffffff812c2730 T handle_mm_fault
    #expect(
      reading.symbols == [KernelSymbol(ip: 0xffff_ffff_812c_2735, name: "handle_mm_fault", offset: 5)])
  }

  @Test func keptEventsAreWrittenAsJSON() throws {
    // The ftrace group describes events that this recording has none of, and every other one has a table.
    let reading = try Reading(path: Fixture.path("lab612-64-softdirty.dat"), keep: ["*"])
    #expect(reading.kept.isEmpty)
    #expect(reading.events.count == 1519)
  }
}
