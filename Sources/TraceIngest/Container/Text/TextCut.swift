/// Whether all lines of a text were cut at one column, as `cut -c` and `less -S` do.
///
/// A value that ends there may have gone on: a shorter number is another number. That the longest lines are
/// equally long proves nothing. It does when one of them lacks a part that other lines of its event have, ends
/// inside a word, or has another number of parts than another of the same event and length.
struct TextCut {
  private var longest = 0
  /// Events whose lines are the longest, each with the arguments it names.
  private var seen: Set<Seen> = []
  private var hasBrokenLine = false

  private struct Seen: Hashable {
    var event: Int
    var named: UInt8
    var fields: Int
  }

  /// Notes a line of `width` characters: an event of number `event`, or what cannot be read as one.
  mutating func note(width: Int, event: Int?, _ read: TextEvent?) {
    guard width >= longest else { return }
    if width > longest {
      longest = width
      seen.removeAll(keepingCapacity: true)
      hasBrokenLine = false
    }
    guard let event, let read, !read.isGarbled, !read.endsInPiece else {
      hasBrokenLine = true
      return
    }
    if seen.count < 4096 { seen.insert(Seen(event: event, named: read.named, fields: read.fields)) }
  }

  /// The column, nil when lines end where they were meant to.
  func column(_ catalog: TextCatalog) -> Int? {
    let lacksPart = seen.contains { catalog.entries[$0.event].usual & ~$0.named != 0 }
    let isUneven = Set(seen.map(\.event)).count < seen.count
    return lacksPart || isUneven || hasBrokenLine ? longest : nil
  }
}
