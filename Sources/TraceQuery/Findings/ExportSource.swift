public import TraceStore

/// Reads what a timeline of the whole recording shows, row after row: memory does not grow with the recording.
///
/// Kernel addresses are not in it; address spaces are numbered.
public struct ExportSource: ~Copyable {
  private let connection: Connection
  private var stage: Int
  private var statement: Statement?
  private var names: [String]
  private var flows: FlowList
  /// Time of the last event: the end of what had none.
  private let last: Int64

  /// Reads from a database that has been judged.
  ///
  /// - Throws: `QueryError` when it cannot be read.
  public init(_ connection: Connection) throws(QueryError) {
    let last = try connection.rows("SELECT last_ts FROM trace").first?.integer("last_ts") ?? 0
    let flows = try FlowList(connection)
    self.connection = connection
    self.last = last
    self.flows = flows
    stage = 0
    statement = nil
    names = []
  }

  /// The next item; nil at the end.
  ///
  /// - Throws: `QueryError` when the database cannot be read.
  public mutating func next() throws(QueryError) -> ExportItem? {
    while stage < ExportTable.all.count {
      if statement == nil {
        let sql = ExportTable.all[stage].sql
        let prepared = try storing { [connection] () throws(StoreError) in try connection.prepare(sql) }
        names = prepared.columnNames
        statement = consume prepared
      }
      while let values = try step() {
        if let item = try item(TraceRow(names, values)) { return item }
      }
      statement = nil
      stage += 1
    }
    return nil
  }

  private mutating func step() throws(QueryError) -> [SQLValue]? {
    do throws(StoreError) { return try statement?.step() == true ? statement?.row : nil } catch {
      throw QueryError(error)
    }
  }

  private mutating func item(_ row: TraceRow) throws(QueryError) -> ExportItem? {
    let table = ExportTable.all[stage]
    guard let from = row.integer("from_ts") else { return nil }
    switch table.kind {
    case .count(let name): return .count(name: name, ts: from)
    case .instant:
      return row.integer("cpu").map { .instant(cpu: $0, ts: from, text: row.text("name") ?? "") }
    case .slice(let rowName, let notes):
      guard let group = group(row) else { return nil }
      var slice = ExportItem.Slice(
        group: group, row: rowName, name: row.text("name") ?? rowName, from: from,
        to: max(from, row.integer("to_ts") ?? last),
        notes: notes.compactMap { name in
          row.text(name).map { ExportItem.Note(name: name, value: $0) }
            ?? row.integer(name).map { ExportItem.Note(name: name, value: String($0)) }
        })
      if let request = row.integer("flow_out") { slice.flowsOut = try flows.receipts(of: request) }
      slice.flowIn = row.integer("flow_in")
      return .slice(slice)
    }
  }

  private func group(_ row: TraceRow) -> ExportItem.Group? {
    if let cpu = row.integer("cpu") { return .cpu(cpu) }
    return row.integer("lock_mm").map { .mmapLock(mm: $0, name: row.text("mm_name") ?? "") }
  }
}

/// The receipts of each request, taken in the order of requests.
struct FlowList: ~Copyable {
  private var statement: Statement
  private var pending: (request: Int64, receipt: Int64)?
  private var hasBegun: Bool

  init(_ connection: Connection) throws(QueryError) {
    let prepared = try storing { () throws(StoreError) in
      try connection.prepare(
        """
        SELECT tlb_flush_request_id, tlb_flush_receipt_id FROM tlb_flush_receipt
        WHERE tlb_flush_request_id IS NOT NULL ORDER BY 1, 2
        """)
    }
    statement = prepared
    pending = nil
    hasBegun = false
  }

  /// The receipts of `request`; requests come in ascending order.
  mutating func receipts(of request: Int64) throws(QueryError) -> [Int64] {
    if !hasBegun { try advance() }
    hasBegun = true
    var receipts: [Int64] = []
    while let (owner, receipt) = pending, owner <= request {
      if owner == request { receipts.append(receipt) }
      try advance()
    }
    return receipts
  }

  private mutating func advance() throws(QueryError) {
    do throws(StoreError) {
      guard try statement.step(), case .integer(let request) = statement[0],
        case .integer(let receipt) = statement[1]
      else {
        pending = nil
        return
      }
      pending = (request, receipt)
    } catch {
      throw QueryError(error)
    }
  }
}
