@testable import TraceIngest

/// Builds a version 6 trace.dat from the layout in trace-cmd.dat.v6(5), with two events and kernel stacks.
struct TraceDatBuilder {
  /// `common_type` of `tlb:tlb_flush` and `mmap_lock:mmap_lock_released` in it.
  static let tlbFlush: UInt16 = 40
  static let released: UInt16 = 41
  /// Of `ftrace:kernel_stack`.
  static let stack: UInt16 = 4

  var layout = SubBufferLayout()
  var clock: String? = "[mono]"
  /// Further options: number and content.
  var options: [(UInt16, [UInt8])] = []
  /// Sub-buffers of each CPU.
  var cpus: [[[UInt8]]] = []
  var comms = "17 writer\n18 a b\n"
  /// The text of /proc/kallsyms.
  var kallsyms = "ffffffff81000000 T _stext\n"

  private var long: Int { layout.longSize }

  static let common = [
    "unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;",
    "unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;",
    "unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;",
    "int common_pid;\toffset:4;\tsize:4;\tsigned:1;",
  ]

  /// The text of a format file.
  static func format(_ name: String, id: UInt16, _ fields: [String]) -> String {
    let lines = { (fields: [String]) in fields.map { "\tfield:\($0)\n" }.joined() }
    let format = "format:\n\(lines(common))\n\(lines(fields))\nprint fmt: \"%d\", REC->x\n"
    return "name: \(name)\nID: \(id)\n\(format)"
  }

  var formats: [(system: String, texts: [String])] {
    let flush = Self.format(
      "tlb_flush", id: Self.tlbFlush,
      [
        "int reason;\toffset:8;\tsize:4;\tsigned:1;",
        "unsigned long pages;\toffset:\(8 + long);\tsize:\(long);\tsigned:0;",
      ])
    let released = Self.format(
      "mmap_lock_released", id: Self.released,
      [
        "struct mm_struct * mm;\toffset:8;\tsize:\(long);\tsigned:0;",
        "__data_loc char[] memcg_path;\toffset:\(8 + long);\tsize:4;\tsigned:0;",
        "bool write;\toffset:\(12 + long);\tsize:1;\tsigned:0;",
      ])
    let stack = Self.format(
      "kernel_stack", id: Self.stack,
      [
        "int size;\toffset:8;\tsize:4;\tsigned:1;",
        "unsigned long caller[8];\toffset:\(8 + long);\tsize:\(8 * long);\tsigned:0;",
      ])
    return [("tlb", [flush]), ("mmap_lock", [released]), ("ftrace", [stack])]
  }

  /// A record of `ftrace:kernel_stack`.
  func stack(pid: Int32, flags: UInt8 = 0, _ callers: [UInt64]) -> [UInt8] {
    var record = ByteWriter(isBigEndian: layout.isBigEndian)
    record.put(Self.stack)
    record.put(flags)
    record.put(UInt8(0))
    record.put(pid)
    record.put(UInt32(callers.count))
    record.pad(to: 8 + long)
    for caller in callers {
      if long == 4 { record.put(UInt32(truncatingIfNeeded: caller)) } else { record.put(caller) }
    }
    return record.bytes
  }

  /// A record of `tlb:tlb_flush`.
  func flush(pid: Int32, flags: UInt8 = 0, reason: Int32, pages: UInt64) -> [UInt8] {
    var record = ByteWriter(isBigEndian: layout.isBigEndian)
    record.put(Self.tlbFlush)
    record.put(flags)
    record.put(UInt8(0))
    record.put(pid)
    record.put(reason)
    if long == 8 { record.put(UInt32(0)) }
    if long == 4 { record.put(UInt32(truncatingIfNeeded: pages)) } else { record.put(pages) }
    return record.bytes
  }

  /// A record of `mmap_lock:mmap_lock_released`.
  func released(pid: Int32, mm: UInt64, path: String, write: UInt8) -> [UInt8] {
    var record = ByteWriter(isBigEndian: layout.isBigEndian)
    record.put(Self.released)
    record.put(UInt16(0))
    record.put(pid)
    if long == 4 { record.put(UInt32(truncatingIfNeeded: mm)) } else { record.put(mm) }
    record.put(UInt32(path.utf8.count + 1) << 16 | UInt32(16 + long))
    record.put(write)
    record.pad(to: 16 + long)
    record.put(path + "\0")
    record.pad(to: (record.bytes.count + 3) & ~3)
    return record.bytes
  }

  /// The file.
  var bytes: [UInt8] {
    var file = ByteWriter(isBigEndian: layout.isBigEndian)
    file.put("\u{17}\u{08}Dtracing6\0")
    file.put(UInt8(layout.isBigEndian ? 1 : 0))
    file.put(UInt8(long))
    file.put(UInt32(4096))
    putDescription(&file)
    putOptions(&file)
    file.put("flyrecord\0")
    // The table is followed by the clock, then the sub-buffers begin on a page.
    let clockText = clock.map { Array($0.utf8) } ?? []
    let clockSize = clock == nil ? 0 : 8 + clockText.count
    var offset = (file.bytes.count + 16 * cpus.count + clockSize + 4095) & ~4095
    let start = offset
    for cpu in cpus {
      file.put(UInt64(offset))
      file.put(UInt64(cpu.count * 4096))
      offset += cpu.count * 4096
    }
    if clock != nil {
      file.put(UInt64(clockText.count))
      file.bytes += clockText
    }
    file.pad(to: start)
    for page in cpus.joined() { file.bytes += page }
    return file.bytes
  }

  private func putDescription(_ file: inout ByteWriter) {
    let page =
      "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
      + "\tfield: local_t commit;\toffset:8;\tsize:\(long);\tsigned:1;\n"
      + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
      + "\tfield: char data;\toffset:\(layout.dataOffset);\tsize:\(4096 - layout.dataOffset);\tsigned:1;\n"
    file.put("header_page\0")
    put(page, &file)
    file.put("header_event\0")
    put("", &file)
    file.put(UInt32(0))
    file.put(UInt32(formats.count))
    for (system, texts) in formats {
      file.put(system + "\0")
      file.put(UInt32(texts.count))
      for text in texts { put(text, &file) }
    }
    file.put(UInt32(kallsyms.utf8.count))
    file.put(kallsyms)
    file.put(UInt32(0))
    put(comms, &file)
    file.put(UInt32(cpus.count))
  }

  private func put(_ text: String, _ file: inout ByteWriter) {
    file.put(UInt64(text.utf8.count))
    file.put(text)
  }

  private func putOptions(_ file: inout ByteWriter) {
    var all = options
    if let clock { all.append((4, Array(clock.utf8))) }
    guard !all.isEmpty else { return }
    file.put("options  \0")
    for (id, content) in all {
      file.put(id)
      file.put(UInt32(content.count))
      file.bytes += content
    }
    file.put(UInt16(0))
  }
}
