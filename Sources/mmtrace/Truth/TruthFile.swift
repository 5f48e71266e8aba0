import TraceStore

/// A copy of the watched page as the emulator saw it (lab/storewatch.c).
struct TrueCopy {
  var cpu: Int64
  /// First and last load, in nanoseconds of the host's clock.
  var begin: Int64
  var end: Int64
  /// Stores into the old frame after their slot was taken.
  var lost: Int64
  /// The first of them.
  var store: (cpu: Int64, address: String, time: Int64)
  var frames: (old: String, new: String)

  /// Reads the plugin's file.
  static func read(_ path: String) throws(Complaint) -> [TrueCopy] {
    guard let bytes = SystemFile.bytes(path) else { throw Complaint(path, "cannot be read") }
    var copies: [TrueCopy] = []
    for (number, line) in bytes.split(separator: 10).enumerated() {
      let words = line.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
      let values = [1, 2, 3, 6, 7, 9].map { $0 < words.count ? Int64(words[$0]) : nil }
      guard words.count == 10, words[0] == "copy", let cpu = values[0], let begin = values[1],
        let end = values[2],
        let lost = values[3], let by = values[4], let time = values[5]
      else { throw Complaint(path, "line \(number + 1) is none of storewatch's") }
      copies.append(
        TrueCopy(
          cpu: cpu, begin: begin, end: end, lost: lost, store: (by, words[8], time),
          frames: (words[4], words[5])))
    }
    return copies.sorted { $0.begin < $1.begin }
  }
}

/// A page that do_wp_page copied, as the recording has it.
struct RecordedCopy {
  var id: Int64
  var cpu: Int64
  /// do_wp_page entered; ptep_clear_flush entered.
  var from: Int64
  var to: Int64
  /// Its gravest class; nil when no row of `race` is about it.
  var raceClass: String?
  var race: Int64?
  var doubt: String?

  /// The copies of the page at `address`.
  static func read(_ connection: Connection, page: Int64) throws(StoreError) -> [RecordedCopy] {
    var statement = try connection.prepare(
      """
      SELECT page_fault_id, clear_flush_cpu, wp_from, clear_flush_from, class, race_id, doubt
      FROM page_fault LEFT JOIN race USING (page_fault_id)
      WHERE clear_flush_from IS NOT NULL AND address & ~4095 = \(page) AND wp_from IS NOT NULL
      GROUP BY page_fault_id ORDER BY clear_flush_from
      """)
    var copies: [RecordedCopy] = []
    while try statement.step() {
      func integer(_ column: Int) -> Int64? {
        if case .integer(let value) = statement[column] { value } else { nil }
      }
      func text(_ column: Int) -> String? {
        if case .text(let value) = statement[column] { value } else { nil }
      }
      guard let id = integer(0), let cpu = integer(1), let from = integer(2), let to = integer(3) else {
        continue
      }
      copies.append(
        RecordedCopy(
          id: id, cpu: cpu, from: from, to: to, raceClass: text(4), race: integer(5), doubt: text(6)))
    }
    return copies
  }
}
