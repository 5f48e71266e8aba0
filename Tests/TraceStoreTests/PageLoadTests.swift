import CSQLite
import Glibc
import TestSupport
import Testing

@testable import TraceStore

/// Pages made here against the rows that SQLite reads back, and against what it would have stored itself.
@Suite struct PageLoadTests {
  let folder = TemporaryFolder()

  private static let tables = FactTables.all.filter(\.isIntegers)

  /// Numbers that repeat: every size of an integer, with its neighbours, and NULL.
  private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 16 ^ state << 32
    }

    /// Below 2^60 either way: pte_protect.pass is four times an id.
    mutating func value() -> Int64 {
      let edge = Int64(1) << Int64(next() % 60) &+ Int64(next() % 3) - 1
      switch next() % 8 {
      case 0: return nullValue
      case 1: return Int64(next() % 2)
      case 2, 3: return -edge
      default: return edge
      }
    }
  }

  /// Keys from 1 on, each moved by up to `reach` places, with `holes` in a hundred left out.
  private static func keys(_ count: Int, reach: Int, holes: Int, _ numbers: inout Numbers) -> [Int64] {
    var placed: [(place: Int, key: Int64)] = []
    for index in 0..<count where Int(numbers.next() % 100) >= holes {
      placed.append((index + Int(numbers.next() % UInt64(reach + 1)), Int64(index + 1)))
    }
    return placed.sorted { ($0.place, $0.key) < ($1.place, $1.key) }.map(\.key)
  }

  private func load(_ table: Table, _ rows: [[Int64]], pages: Bool) throws -> String {
    let path = "\(folder.path)/\(table.name)-\(pages).db"
    let writer = try StoreWriter(path: path, pages: pages)
    let append = try writer.rows(table)
    for row in rows { try append.append(row.span) }
    try writer.insert(FactTables.mark, [.integer(1), .integer(2), .integer(3), .integer(4), .text("a line")])
    try writer.finish()
    return path
  }

  private func content(_ path: String, _ table: String) throws -> [[SQLValue]] {
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.text("PRAGMA integrity_check") == "ok")
    #expect(try database.text("SELECT text FROM mark") == "a line")
    var statement = try database.prepare("SELECT * FROM \(table) ORDER BY 1")
    var rows: [[SQLValue]] = []
    while try statement.step() { rows.append(statement.row) }
    return rows
  }

  @Test(arguments: tables.map(\.name))
  func everyTableAndShape(_ name: String) throws {
    let table = try #require(Self.tables.first { $0.name == name })
    var numbers = Numbers(state: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
    let columns = table.storedColumns.count
    let rows = Self.keys(3000, reach: 700, holes: 5, &numbers).map { key in
      [key] + (1..<columns).map { _ in numbers.value() }
    }
    let made = try content(load(table, rows, pages: true), name)
    let inserted = try content(load(table, rows, pages: false), name)
    #expect(made.count == rows.count)
    #expect(made == inserted)
  }

  /// Every number of bits, on both sides of where the next size begins.
  @Test func everySizeOfAnInteger() throws {
    var edges: [Int64] = [.max, .max - 1, .min + 1, nullValue, 0]
    for bits in 0..<63 {
      let edge: Int64 = 1 << Int64(bits)
      for near: Int64 in -1...1 {
        edges.append(edge + near)
        edges.append(near - edge)
      }
    }
    let rows: [[Int64]] = edges.enumerated().map { index, edge in
      [Int64(index) + 1, edge, 0 - max(edge, Int64.min + 1)]
    }
    let made = try content(load(FactTables.faultWindow, rows, pages: true), "fault_window")
    let expected: [[SQLValue]] = rows.map { $0.map { $0 == nullValue ? .null : .integer($0) } }
    #expect(made == expected)
  }

  /// No row, one, a leaf and one more, two levels, three; rows that move farther than there is room for.
  @Test(arguments: [0, 1, 2, 400, 1024, 5000, 1_300_000], [0, 9000])
  func levels(count: Int, reach: Int) throws {
    guard count < 10_000 || reach == 0 else { return }
    var numbers = Numbers(state: 5)
    let rows = Self.keys(count, reach: reach, holes: 0, &numbers).map { [$0, $0 &* 3, -$0] }
    let database = try Connection(path: load(FactTables.faultWindow, rows, pages: true), mode: .readOnly)
    #expect(try database.text("PRAGMA integrity_check") == "ok")
    #expect(try database.integer("SELECT count(*) FROM fault_window") == Int64(count))
    #expect(
      try database.integer(
        """
        SELECT count(*) FROM fault_window
        WHERE page_fault_id <> 3 * fault_window_id OR pte_protect_id <> -fault_window_id
        """) == 0)
    #expect(
      try database.integer("SELECT count(*) FROM fault_window WHERE fault_window_id = \(max(1, count / 2))")
        == (count > 0 ? 1 : 0))
  }

  /// SQLite keeps its locks in the page at 1 GiB, which is part of no table.
  @Test func thePageOfTheLocksStaysFree() throws {
    let path = "\(folder.path)/pages"
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    defer { close(descriptor) }
    try #require(pwrite(descriptor, [UInt8](repeating: 0, count: 100), 100, 0) == 100)
    let lock: UInt32 = 0x4000_0000 / 8192 + 1
    var file = PageFile(descriptor: descriptor, pageSize: 8192, pages: lock - 40)
    var numbers: [UInt32] = []
    for index in 0..<80 {
      numbers.append(
        try [UInt8](repeating: UInt8(index), count: 8192).withUnsafeBytes { bytes in
          try file.append(#require(bytes.baseAddress))
        })
    }
    try file.finish()
    #expect(!numbers.contains(lock))
    #expect(numbers == (lock - 39...lock + 41).filter { $0 != lock })
    for (index, number) in numbers.enumerated() {
      var bytes = [UInt8](repeating: 0xff, count: 8192)
      #expect(pread(descriptor, &bytes, 8192, off_t(number - 1) * 8192) == 8192)
      #expect(bytes == [UInt8](repeating: UInt8(index), count: 8192))
    }
    var count: UInt32 = 0
    #expect(pread(descriptor, &count, 4, 28) == 4)
    #expect(UInt32(bigEndian: count) == lock + 41)
  }
}
