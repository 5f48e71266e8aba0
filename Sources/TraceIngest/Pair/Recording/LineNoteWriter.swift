internal import TraceStore

/// What some recorders say beside the events, the tables `call_chain_frame`, `event_caller`, `text_line`, `unread_line`.
struct LineNoteWriter: ~Copyable {
  /// Call chains whose ids are remembered; a recording has hundreds.
  private static let chainLimit = 1 << 15

  private var chains: [CallChain: Int64] = [:]
  private var chainCount: Int64 = 0
  private let frameWriter: FactWriter<CallChainFrameRow>
  private let callerWriter: FactWriter<EventCallerRow>
  private let lineWriter: FactWriter<TextLineRow>
  private let unreadWriter: FactWriter<UnreadLineRow>

  init(_ writers: FactWriters) {
    frameWriter = writers.callChainFrame
    callerWriter = writers.eventCaller
    lineWriter = writers.textLine
    unreadWriter = writers.unreadLine
  }

  mutating func add(_ callers: EventCallers) throws(IngestError) {
    var row = EventCallerRow()
    row.callChainID = try id(of: callers.chain)
    row.eventCallerID = callerWriter.newID()
    row.ts = callers.ts
    row.cpu = Int64(callers.cpu)
    row.tid = Int64(callers.tid)
    row.eventKindID = Int64(callers.event) + 1
    try callerWriter.add(row)
  }

  private mutating func id(of chain: CallChain) throws(IngestError) -> Int64 {
    if let known = chains[chain] { return known }
    if chains.count >= Self.chainLimit { chains.removeAll() }
    chainCount += 1
    chains[chain] = chainCount
    for (depth, ip) in chain.frames.enumerated() {
      var row = CallChainFrameRow()
      row.callChainFrameID = frameWriter.newID()
      row.callChainID = chainCount
      row.depth = Int64(depth)
      row.ip = Int64(bitPattern: ip)
      try frameWriter.add(row)
    }
    return chainCount
  }

  func add(_ line: TextLineNote) throws(IngestError) {
    var row = TextLineRow()
    row.textLineID = lineWriter.newID()
    row.line = line.line
    row.ts = line.ts
    row.cpu = Int64(line.cpu)
    row.tid = Int64(line.tid)
    row.eventKindID = Int64(line.event) + 1
    row.certaintyCode = line.certainty.rawValue
    try lineWriter.add(row)
  }

  func add(_ line: UnreadLine) throws(IngestError) {
    var row = UnreadLineRow()
    row.unreadLineID = .integer(unreadWriter.newID())
    row.line = .integer(line.line)
    row.why = .text(line.why)
    row.text = .text(line.text)
    try unreadWriter.add(row)
  }
}
