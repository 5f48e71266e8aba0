/// A line read as an event of the catalog, and how far it can be trusted.
struct TextEventLine {
  /// Number in the catalog.
  var index: Int
  var event: TextEvent
  /// Whether it stands in one line, in several, or lost a part.
  var certainty: TextLineNote.Certainty
  /// Why it cannot be used, nil when it can.
  var problem: String?
  /// Whether a value was lost that may decide something.
  var lacksValue = false

  /// Reads `line`; nil when even its kind cannot be told.
  ///
  /// - Parameters:
  ///   - line: the line, in one piece.
  ///   - prefix: what stands before its payload.
  ///   - isWhole: whether it was one line.
  ///   - isCut: whether all lines were cut at this one's end.
  ///   - catalog: kinds of the text.
  init?(
    _ line: [UInt8], _ prefix: TextPrefix, isWhole: Bool, isCut: Bool, _ catalog: inout TextCatalog
  ) {
    guard let index = catalog.number(line, prefix) else { return nil }
    self.index = index
    let entry = catalog.entries[index]
    event = TextEvent(line, prefix, entry)
    let lacksName = entry.usual & ~event.named != 0
    let isPartial = lacksName || isCut
    if isPartial {
      let lost = event.dropLast(line, prefix, entry)
      lacksValue = lost || lacksName
    }
    lacksValue = (lacksValue || event.isGarbled) && entry.event.kind != .other
    certainty = isPartial || event.isGarbled ? .partial : isWhole ? .whole : .joined
    if entry.needed & ~event.event.present != 0 { problem = isPartial ? "cut off" : "garbled" }
  }
}
