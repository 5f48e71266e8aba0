import TraceStore

/// The receipts of each request, taken in the order of requests.
struct ReceiptList: ~Copyable {
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
  mutating func of(request: Int64) throws(QueryError) -> [Int64] {
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
