@testable import TraceIngest

/// Writes events as a version 6 trace.dat (trace-cmd.dat.v6(5)): the model's own, so that a mistake of the
/// reader is not also one of the file.
struct TraceDatFile {
  private static let pageSize = 4096
  private static let pageHead = 16

  /// What the file describes; the number of an event is its place plus `firstID`.
  private let kinds: [EventKind]
  private static let firstID = 100

  /// The finished sub-buffers of a CPU, and the one under way.
  private struct CPU {
    var pages: [UInt8] = []
    var records: [UInt8] = []
    var firstTs: Int64 = 0
    var lastTs: Int64 = 0
  }
  private var cpus: [CPU]

  init(_ kinds: [EventKind], cpus: Int) {
    self.kinds = kinds
    self.cpus = Array(repeating: CPU(), count: cpus)
  }

  mutating func add(_ event: borrowing Event) {
    guard let place = kinds.firstIndex(of: event.kind) else { return }
    var record: [UInt8] = []
    Self.put(UInt16(Self.firstID + place), &record)
    Self.put(UInt16(0), &record)
    Self.put(event.tid, &record)
    if Self.isProbe(event.kind) {
      for _ in Self.probeFields(event.kind) { Self.put(UInt64(0xffff_ffff_8100_0000), &record) }
    }
    for index in event.kind.argumentNames.indices { Self.put(event.arguments[index], &record) }
    let cpu = Int(event.cpu)
    if Self.pageHead + cpus[cpu].records.count + 4 + record.count > Self.pageSize { finishPage(cpu) }
    if cpus[cpu].records.isEmpty { (cpus[cpu].firstTs, cpus[cpu].lastTs) = (event.ts, event.ts) }
    // struct ring_buffer_event: 5 bits length in words, 27 bits time since the record before.
    let delta = UInt32(event.ts - cpus[cpu].lastTs)
    precondition(delta < 1 << 27 && record.count <= 112, "no such records in the model")
    Self.put(UInt32(record.count / 4) | delta << 5, &cpus[cpu].records)
    cpus[cpu].records += record
    cpus[cpu].lastTs = event.ts
  }

  private mutating func finishPage(_ cpu: Int) {
    guard !cpus[cpu].records.isEmpty else { return }
    var page: [UInt8] = []
    Self.put(cpus[cpu].firstTs, &page)
    Self.put(UInt64(cpus[cpu].records.count), &page)
    page += cpus[cpu].records
    page += Array(repeating: 0, count: Self.pageSize - page.count)
    cpus[cpu].pages += page
    cpus[cpu].records = []
  }

  /// The file.
  mutating func finish() -> [UInt8] {
    for cpu in cpus.indices { finishPage(cpu) }
    var file: [UInt8] = Array("\u{17}\u{08}Dtracing6\0".utf8) + [0, 8]
    Self.put(UInt32(Self.pageSize), &file)
    describe(&file)
    let clock = Array("[mono]".utf8)
    file += Array("options  \0".utf8)
    Self.put(UInt16(4), &file)
    Self.put(UInt32(clock.count), &file)
    file += clock
    Self.put(UInt16(0), &file)
    file += Array("flyrecord\0".utf8)
    let table = file.count + 16 * cpus.count + 8 + clock.count
    var offset = (table + Self.pageSize - 1) / Self.pageSize * Self.pageSize
    let start = offset
    for cpu in cpus {
      Self.put(UInt64(offset), &file)
      Self.put(UInt64(cpu.pages.count), &file)
      offset += cpu.pages.count
    }
    Self.put(UInt64(clock.count), &file)
    file += clock
    file += Array(repeating: 0, count: start - file.count)
    for cpu in cpus { file += cpu.pages }
    return file
  }

  private func describe(_ file: inout [UInt8]) {
    let page = [
      "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;",
      "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;",
      "\tfield: char data;\toffset:\(Self.pageHead);\tsize:\(Self.pageSize - Self.pageHead);\tsigned:1;",
    ]
    file += Array("header_page\0".utf8)
    Self.putText(page.joined(separator: "\n") + "\n", &file)
    file += Array("header_event\0".utf8)
    Self.putText("", &file)
    Self.put(UInt32(0), &file)
    let systems = Set(kinds.map(Self.system)).sorted()
    Self.put(UInt32(systems.count), &file)
    for system in systems {
      let members = kinds.indices.filter { Self.system(kinds[$0]) == system }
      file += Array("\(system)\0".utf8)
      Self.put(UInt32(members.count), &file)
      for place in members { Self.putText(format(place), &file) }
    }
    Self.put(UInt32(0), &file)
    Self.put(UInt32(0), &file)
    Self.putText("", &file)
    Self.put(UInt32(cpus.count), &file)
  }

  private static func isProbe(_ kind: EventKind) -> Bool { !Tracepoint.all.contains { $0.kind == kind } }

  /// What the kernel puts before a probe's arguments (trace_probe.h).
  private static func probeFields(_ kind: EventKind) -> [String] {
    kind.role.hasSuffix("_ret") ? ["__probe_func", "__probe_ret_ip"] : ["__probe_ip"]
  }

  /// A tracepoint's group; probes have mmtrace's own.
  private static func system(_ kind: EventKind) -> String {
    Tracepoint.all.first { $0.kind == kind }?.system ?? "mmtrace"
  }

  private func format(_ place: Int) -> String {
    let kind = kinds[place]
    var lines = [
      "name: \(kind.role)", "ID: \(Self.firstID + place)", "format:",
      "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;",
      "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;",
      "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;",
      "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;", "",
    ]
    var fields = Self.isProbe(kind) ? Self.probeFields(kind) : []
    for (index, names) in kind.argumentNames.enumerated() {
      // An argument that the model does not record has a name that nobody looks for.
      fields.append(SignalEvents.isRecorded(index, of: kind) ? names[0] : "unused_\(index)")
    }
    for (place, name) in fields.enumerated() {
      lines.append("\tfield:u64 \(name);\toffset:\(8 + 8 * place);\tsize:8;\tsigned:0;")
    }
    return lines.joined(separator: "\n") + "\n\nprint fmt: \"%d\", REC->common_pid\n"
  }

  private static func put<T: FixedWidthInteger>(_ value: T, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes += Array($0) }
  }

  private static func putText(_ text: String, _ bytes: inout [UInt8]) {
    put(UInt64(text.utf8.count), &bytes)
    bytes += Array(text.utf8)
  }
}
