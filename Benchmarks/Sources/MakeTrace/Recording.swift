import Foundation

/// A `trace.dat` of version 6 with one ring buffer, ready to be repeated.
struct Recording {
  private let file: Bytes
  private let pageSize: Int
  /// Where the table of CPU data begins and ends in the file.
  private let table: Range<Int>
  /// Where everything before the CPU data ends.
  private let headEnd: Int
  /// Where the numbers of CPUs are.
  private let cpuCounts: [Int]
  /// The sub-buffers that hold records, by CPU.
  private let cpus: [[SubBuffer]]

  /// Data records in the recording.
  var events: Int { cpus.joined().reduce(0) { $0 + $1.events } }

  /// Time between copies beyond the recording's own length, in units of its clock.
  private static let gap: UInt64 = 1_000_000

  init(_ file: Bytes) throws {
    self.file = file
    var cursor = Cursor(file)
    guard try cursor.text(10) == "\u{17}\u{8}\u{44}tracing" else { throw Failure("not a trace.dat") }
    let version = try cursor.string()
    guard version == "6" else {
      throw Failure("version \(version): make it 6 with trace-cmd convert --file-version 6")
    }
    guard try cursor.next(UInt8.self) == 0 else { throw Failure("big-endian recordings are not read") }
    _ = try cursor.next(UInt8.self)
    let pageSize = Int(try cursor.next(UInt32.self))
    guard pageSize >= 64 else { throw Failure("sub-buffers of \(pageSize) bytes") }
    self.pageSize = pageSize

    let dataOffset = try Self.skipFormats(&cursor)
    var cpuCounts = [cursor.offset]
    _ = try cursor.next(UInt32.self)
    let hasClock = try Self.skipOptions(&cursor, &cpuCounts)
    self.cpuCounts = cpuCounts
    let cpuCount = Int(try file.load(UInt32.self, at: cpuCounts[cpuCounts.count - 1]))
    let tableStart = cursor.offset
    let places = try (0..<cpuCount).map { _ in
      (offset: Int(try cursor.next(UInt64.self)), size: Int(try cursor.next(UInt64.self)))
    }
    table = tableStart..<cursor.offset
    if hasClock { _ = try cursor.text(cursor.next(UInt64.self)) }
    headEnd = cursor.offset

    cpus = try places.map { place in
      guard place.offset >= 0, place.size >= 0, place.offset <= file.count - place.size else {
        throw Failure("CPU data at \(place.offset) ends after the file")
      }
      return try stride(from: place.offset, through: place.offset + place.size - pageSize, by: pageSize)
        .map { try SubBuffer(file, at: $0, size: pageSize, header: dataOffset) }
        .filter { $0.events > 0 }
    }
  }

  /// Skips everything up to the number of CPUs and returns where records begin in a page.
  private static func skipFormats(_ cursor: inout Cursor) throws -> Int {
    guard try cursor.string() == "header_page" else { throw Failure("no header_page") }
    let page = try cursor.text(cursor.next(UInt64.self))
    guard let commit = page.firstMatch(of: /commit;\s*offset:8;\s*size:(\d);/),
      let commitSize = Int(commit.1), commitSize == 4 || commitSize == 8
    else { throw Failure("header_page without a commit field of 4 or 8 bytes") }
    guard try cursor.string() == "header_event" else { throw Failure("no header_event") }
    _ = try cursor.text(cursor.next(UInt64.self))
    for _ in 0..<(try cursor.next(UInt32.self)) { _ = try cursor.text(cursor.next(UInt64.self)) }
    for _ in 0..<(try cursor.next(UInt32.self)) {
      _ = try cursor.string()
      for _ in 0..<(try cursor.next(UInt32.self)) { _ = try cursor.text(cursor.next(UInt64.self)) }
    }
    _ = try cursor.text(cursor.next(UInt32.self))  // kallsyms
    _ = try cursor.text(cursor.next(UInt32.self))  // printk formats
    _ = try cursor.text(cursor.next(UInt64.self))  // names of tasks
    return 8 + commitSize
  }

  /// Skips the options up to the table of CPU data and returns whether a list of clocks follows it.
  private static func skipOptions(_ cursor: inout Cursor, _ cpuCounts: inout [Int]) throws -> Bool {
    var hasClock = false
    var tag = try cursor.text(10)
    if tag == "options  \0" {
      while true {
        let option = try cursor.next(UInt16.self)
        if option == 0 { break }
        let size = Int(try cursor.next(UInt32.self))
        switch option {
        case 3: throw Failure("has trace instances; record without -B")
        case 4: hasClock = true
        case 8: cpuCounts.append(cursor.offset)
        default: break
        }
        _ = try cursor.text(size)
      }
      tag = try cursor.text(10)
    }
    guard tag == "flyrecord\0" else { throw Failure("no CPU data: \(tag.debugDescription)") }
    return hasClock
  }

  /// Writes the head and `copies` copies of all CPU data to the file at `path`.
  ///
  /// On a machine of `machine` CPUs, which has several times those of the recording, the copies go by turns to one
  /// set of CPUs after the other.
  func write(copies: Int, machine: Int? = nil, to path: String) throws {
    let pages = cpus.joined()
    guard let first = pages.map(\.first).min(), let last = pages.map(\.last).max() else { return }
    let period = last - first + Self.gap
    let sets = max(1, (machine ?? cpus.count) / cpus.count)

    guard FileManager.default.createFile(atPath: path, contents: nil),
      let output = FileHandle(forWritingAtPath: path)
    else { throw Failure("\(path): cannot be written") }
    try output.write(contentsOf: Data(head(copies: copies, sets: sets).storage))
    for set in 0..<sets {
      for pages in cpus where !pages.isEmpty {
        let original = Bytes(pages.flatMap { file.storage[$0.offset..<$0.offset + pageSize] })
        for copy in stride(from: set, to: copies, by: sets) {
          var bytes = original
          for (index, page) in pages.enumerated() {
            try page.shift(&bytes, base: index * pageSize, by: UInt64(copy) * period)
          }
          try output.write(contentsOf: Data(bytes.storage))
        }
      }
    }
    try output.close()
  }

  /// Everything before the CPU data, with a table of `sets` times the CPUs.
  private func head(copies: Int, sets: Int) -> Bytes {
    var head = Bytes(Array(file.storage[..<table.lowerBound]))
    for place in cpuCounts { head.store(UInt32(cpus.count * sets), at: place) }
    let entries = head.count
    head.storage.append(contentsOf: repeatElement(0, count: cpus.count * sets * 16))
    head.storage.append(contentsOf: file.storage[table.upperBound..<headEnd])
    let padding = (pageSize - head.count % pageSize) % pageSize
    head.storage.append(contentsOf: repeatElement(0, count: padding))
    var offset = head.count
    for set in 0..<sets {
      let turns = (copies - set + sets - 1) / sets
      for (cpu, pages) in cpus.enumerated() {
        let size = pages.count * pageSize * max(0, turns)
        head.store(UInt64(offset), at: entries + (set * cpus.count + cpu) * 16)
        head.store(UInt64(size), at: entries + (set * cpus.count + cpu) * 16 + 8)
        offset += size
      }
    }
    return head
  }
}
