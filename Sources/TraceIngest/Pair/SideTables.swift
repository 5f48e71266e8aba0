internal import TraceStore

/// What some recorders say beside the events: callers, lines of text.
extension Pairing {
  /// Call chains whose ids are remembered; a recording has hundreds.
  private static let maximumCallChains = 1 << 15

  mutating func note(_ callers: EventCallers) throws(IngestError) {
    let id: Int64
    if let known = callChains[callers.chain] {
      id = known
    } else {
      if callChains.count >= Self.maximumCallChains { callChains.removeAll() }
      lastCallChain += 1
      id = lastCallChain
      callChains[callers.chain] = id
      for (depth, ip) in callers.chain.frames.enumerated() {
        let row: InlineArray<4, Int64> = [
          writers.callChainFrame.newID(), id, Int64(depth), Int64(bitPattern: ip),
        ]
        try writers.callChainFrame.append(row.span)
      }
    }
    let row: InlineArray<6, Int64> = [
      writers.eventCaller.newID(), callers.ts, Int64(callers.cpu), Int64(callers.tid),
      Int64(callers.event) + 1,
      id,
    ]
    try writers.eventCaller.append(row.span)
  }

  mutating func note(_ line: TextLineNote) throws(IngestError) {
    let row: InlineArray<7, Int64> = [
      writers.textLine.newID(), line.line, line.ts, Int64(line.cpu), Int64(line.tid), Int64(line.event) + 1,
      line.certainty.rawValue,
    ]
    try writers.textLine.append(row.span)
  }

  mutating func note(_ line: UnreadLine) throws(IngestError) {
    try writers.unreadLine.insert([
      .integer(writers.unreadLine.newID()), .integer(line.line), .text(line.why), .text(line.text),
    ])
  }
}
