internal import TraceStore

/// What some recorders say beside the events, the tables `call_chain_frame`, `event_caller`, `kernel_symbol`, `text_line`, `unread_line`.
struct LineNoteWriter: ~Copyable {
  /// Call chains whose ids are remembered; a recording has hundreds.
  private static let chainLimit = 1 << 15
  /// Addresses whose symbols are looked for: a kernel has some ten thousand places that call something.
  private static let addressLimit = 1 << 18

  private var chains: [CallChain: Int64] = [:]
  private var chainCount: Int64 = 0
  /// Addresses in the chains so far.
  private(set) var addresses: Set<UInt64> = []
  private let frameWriter: FactWriter<CallChainFrameRow>
  private let callerWriter: FactWriter<EventCallerRow>
  private let symbolWriter: FactWriter<KernelSymbolRow>
  private let lineWriter: FactWriter<TextLineRow>
  private let unreadWriter: FactWriter<UnreadLineRow>

  init(_ writers: FactWriters) {
    frameWriter = writers.callChainFrame
    callerWriter = writers.eventCaller
    symbolWriter = writers.kernelSymbol
    lineWriter = writers.textLine
    unreadWriter = writers.unreadLine
  }

  mutating func add(_ callers: EventCallers) throws(IngestError) {
    var row = EventCallerRow()
    row.callChainID = try id(of: callers.chain)
    row.eventCallerID = callerWriter.newID()
    row.ts = callers.ts ?? none
    row.cpu = Int64(callers.cpu)
    row.tid = Int64(callers.tid)
    row.eventKindID = callers.event.map { Int64($0) + 1 } ?? none
    row.stackTs = callers.stackTs ?? none
    try callerWriter.add(row)
  }

  func add(_ symbols: [KernelSymbol]) throws(IngestError) {
    for symbol in symbols {
      var row = KernelSymbolRow()
      row.kernelSymbolID = .integer(symbolWriter.newID())
      row.ip = .integer(Int64(bitPattern: symbol.ip))
      row.name = .text(symbol.name)
      row.offset = .integer(Int64(bitPattern: symbol.offset))
      try symbolWriter.add(row)
    }
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
      if addresses.count < Self.addressLimit { addresses.insert(ip) }
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
