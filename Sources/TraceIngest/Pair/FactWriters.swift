internal import TraceStore

/// The row writers of the tables that are written while events stream by.
///
/// A row is given as one integer per stored column, in the order of `FactTables`; `none` is NULL.
struct FactWriters {
  let mmapLock: RowWriter
  let pageFault: RowWriter
  let pteProtect: RowWriter
  let pteFlushPart: RowWriter
  let faultWindow: RowWriter
  let copyRunner: RowWriter
  let loadDuringFlush: RowWriter
  let tlbFlush: RowWriter
  let tlbFlushRequest: RowWriter
  let tlbFlushReceipt: RowWriter
  let mmuGather: RowWriter
  let onCPU: RowWriter
  let kernelCall: RowWriter
  let taskEvent: RowWriter
  let lockDelay: RowWriter
  let mm: RowWriter
  let callChainFrame: RowWriter
  let eventCaller: RowWriter
  let textLine: RowWriter
  let store: StoreWriter

  init(_ store: StoreWriter) throws(StoreError) {
    mmapLock = try store.rows(FactTables.mmapLock)
    pageFault = try store.rows(FactTables.pageFault)
    pteProtect = try store.rows(FactTables.pteProtect)
    pteFlushPart = try store.rows(FactTables.pteFlushPart)
    faultWindow = try store.rows(FactTables.faultWindow)
    copyRunner = try store.rows(FactTables.copyRunner)
    loadDuringFlush = try store.rows(FactTables.loadDuringFlush)
    tlbFlush = try store.rows(FactTables.tlbFlush)
    tlbFlushRequest = try store.rows(FactTables.tlbFlushRequest)
    tlbFlushReceipt = try store.rows(FactTables.tlbFlushReceipt)
    mmuGather = try store.rows(FactTables.mmuGather)
    onCPU = try store.rows(FactTables.onCPU)
    kernelCall = try store.rows(FactTables.kernelCall)
    taskEvent = try store.rows(FactTables.taskEvent)
    lockDelay = try store.rows(FactTables.lockDelay)
    mm = try store.rows(FactTables.mm)
    callChainFrame = try store.rows(FactTables.callChainFrame)
    eventCaller = try store.rows(FactTables.eventCaller)
    textLine = try store.rows(FactTables.textLine)
    self.store = store
  }
}

/// NULL in a row.
let none = nullValue

/// The next primary key of each table.
///
/// A key is taken when a thing begins, so keys follow time.
struct NextIDs {
  var mmapLock: Int64 = 1
  var pageFault: Int64 = 1
  var pteProtect: Int64 = 1
  var pteFlushPart: Int64 = 1
  var faultWindow: Int64 = 1
  var copyRunner: Int64 = 1
  var loadDuringFlush: Int64 = 1
  var tlbFlush: Int64 = 1
  var tlbFlushRequest: Int64 = 1
  var tlbFlushReceipt: Int64 = 1
  var mmuGather: Int64 = 1
  var onCPU: Int64 = 1
  var kernelCall: Int64 = 1
  var taskEvent: Int64 = 1
  var lockDelay: Int64 = 1
  var mark: Int64 = 1
  var event: Int64 = 1
  var mm: Int64 = 1
  var task: Int64 = 1
  var memcg: Int64 = 1
  var eventLoss: Int64 = 1
  var callChain: Int64 = 1
  var callChainFrame: Int64 = 1
  var eventCaller: Int64 = 1
  var textLine: Int64 = 1
  var unreadLine: Int64 = 1
  var recorderNote: Int64 = 1
}

/// The next value of a key counter.
@inline(__always)
func next(_ counter: inout Int64) -> Int64 {
  defer { counter &+= 1 }
  return counter
}

extension RowWriter {
  /// Appends a row; a failure of the store becomes an error of the ingest.
  @inline(__always)
  func add(_ row: Span<Int64>) throws(IngestError) {
    do { try append(row) } catch { throw IngestError(error) }
  }
}

extension IngestError {
  /// A failure of the database.
  init(_ error: StoreError) {
    self.init(error.file, error.what, hint: nil)
  }
}
