/// The lines of a text in the order of their times; equal times keep the order of the text.
struct TextIndex: ~Copyable {
  private var records: RecordIndex
  /// Number of the first line that begins in each block.
  private var firstLines: [Int64] = []

  /// Size of a block: no more lines begin in it than `lineBits` can count.
  private static let blockBits = 19
  private static let lineBits: UInt64 = 20

  /// An empty index for the text called `path`.
  init(path: String) { records = RecordIndex(path: path) }

  /// Lines in it.
  var count: Int { records.count }

  /// Adds the line with that number, which begins at `start`; lines come in the order of the text.
  mutating func append(_ ts: Int64, line: Int64, at start: Int) throws(IngestError) {
    let block = start >> Self.blockBits
    while firstLines.count <= block { firstLines.append(line) }
    let place = UInt64(start) << Self.lineBits | UInt64(line - firstLines[block])
    try records.append(RecordIndex.Entry(ts: ts, place: place))
  }

  /// Sorts them; `next` may be called from now on.
  mutating func finish() throws(IngestError) { try records.finish() }

  /// The next line and where it begins, nil after the last.
  mutating func next() -> (line: Int64, start: Int)? {
    guard let entry = records.next() else { return nil }
    let start = Int(entry.place >> Self.lineBits)
    let line = Int64(entry.place & (1 << Self.lineBits - 1))
    return (firstLines[start >> Self.blockBits] + line, start)
  }
}
