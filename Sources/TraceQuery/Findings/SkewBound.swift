import TraceStore

/// How far the clocks of CPUs can be apart, from flushes.
///
/// A CPU carries a flush out after it was asked for and before the request is done. With d the lead of the
/// receiver's clock, the time from request to receipt is seen d too long, and that from receipt to the end
/// of the request d too short. Neither is really negative, so d lies between their smallest values.
struct SkewBound {
  let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// The bound for the worst pair of `cpus`; nil when a pair exchanged no flush.
  func bound(_ cpus: [Int64]) throws(QueryError) -> Int64? {
    let rows = try connection.rows(
      """
      SELECT q.cpu AS sender, r.cpu AS receiver, min(r.from_ts - q.from_ts) AS there,
        min(q.to_ts - coalesce(r.to_ts, r.from_ts)) AS back
      FROM tlb_flush_receipt AS r JOIN tlb_flush_request AS q USING (tlb_flush_request_id)
      WHERE q.cpu <> r.cpu AND q.to_ts IS NOT NULL GROUP BY q.cpu, r.cpu
      """)
    var lead: [[Int64]: Int64] = [:]
    for row in rows {
      guard let sender = row.integer("sender"), let receiver = row.integer("receiver"),
        let there = row.integer("there"), let back = row.integer("back")
      else { continue }
      // [a, b]: by how much b's clock can be ahead of a's at most.
      lead[[sender, receiver]] = min(there, lead[[sender, receiver]] ?? .max)
      lead[[receiver, sender]] = min(back, lead[[receiver, sender]] ?? .max)
    }
    var bound: Int64 = 0
    for first in cpus {
      for second in cpus where first != second {
        guard let ahead = lead[[first, second]] else { return nil }
        bound = max(bound, ahead)
      }
    }
    return cpus.count > 1 ? bound : nil
  }
}
