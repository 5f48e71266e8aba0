public import TraceStore

/// Reads what a timeline of the whole recording shows, row after row: memory grows with the threads and the
/// findings, not with the recording.
///
/// Kernel addresses are not in it; address spaces are numbered.
public struct ExportSource: ~Copyable {
  private let connection: Connection
  /// What comes before the tables, the last one first.
  private var heads: [ExportItem]
  private var stage: Int
  private var statement: Statement?
  private var names: [String]
  private let threads: Set<Int64>
  private let flows: FindingFlows
  private var receipts: ReceiptList
  private var running: [Int64: Int64]
  private var lastState: [Int64: Int64]
  /// What is drawn; the rest is left out.
  private let bounds: ClosedRange<Int64>
  /// Length of the stretches of rates.
  private let stretch: Int64

  /// Reads from a database that has been judged.
  ///
  /// - Parameters:
  ///   - connection: the database.
  ///   - race: id of the finding that the timeline is to open on: then only what happened around it is in it.
  /// - Throws: `QueryError` when it cannot be read; kind `badParameter` when there is no such finding.
  public init(_ connection: Connection, race: Int64? = nil) throws(QueryError) {
    // What can fail comes first.
    let bounds = if let race { try Self.around(race, connection) } else { Int64.min...Int64.max }
    let trace = try connection.rows("SELECT kernel, arch, first_ts, last_ts FROM trace").first
    let threads = try ExportThreads.all(connection)
    let receipts = try ReceiptList(connection)
    let flows = try FindingFlows(connection)
    self.connection = connection
    self.bounds = bounds
    self.receipts = receipts
    self.flows = flows
    self.threads = Set(threads.map(\.tid))
    heads = threads.reversed().map(ExportItem.thread)
    if let words = trace?.text("kernel")?.split(separator: " "), words.count > 2 {
      heads.append(.kernel(release: String(words[2]), machine: trace?.text("arch") ?? ""))
    }
    let ends = [trace?.integer("first_ts"), trace?.integer("last_ts")].map {
      min(max($0 ?? 0, bounds.lowerBound), bounds.upperBound)
    }
    stretch = Self.stretch(ends[1] - ends[0])
    running = [:]
    lastState = [:]
    stage = 0
    statement = nil
    names = []
  }

  /// The stretch that has to be complete for a finding, and an eighth of it before and after.
  private static func around(
    _ race: Int64, _ connection: Connection
  ) throws(QueryError) -> ClosedRange<Int64> {
    let row = try connection.rows("SELECT seen_from, seen_to FROM race WHERE race_id = ?1", race).first
    guard let from = row?.integer("seen_from"), let to = row?.integer("seen_to") else {
      throw QueryError.noSuchRace(race, connection.path)
    }
    let room = max(1, (to - from) / 8)
    return from - room...max(from, to) + room
  }

  /// 1, 2 or 5 times a power of ten, of which a recording has some hundreds.
  private static func stretch(_ span: Int64) -> Int64 {
    var unit: Int64 = 1
    while unit < span / 5000 { unit *= 10 }
    return [1, 2, 5].map { $0 * unit }.first { $0 >= span / 500 } ?? unit * 10
  }

  /// The next item; nil at the end.
  ///
  /// - Throws: `QueryError` when the database cannot be read.
  public mutating func next() throws(QueryError) -> ExportItem? {
    if let head = heads.popLast() { return head }
    while stage < ExportTable.all.count {
      if statement == nil { try begin() }
      while let values = try step() {
        if let item = try item(TraceRow(names, values)) { return item }
      }
      statement = nil
      stage += 1
    }
    return nil
  }

  private mutating func begin() throws(QueryError) {
    let sql = ExportTable.all[stage].sql
    var prepared = try storing { [connection] () throws(StoreError) in try connection.prepare(sql) }
    names = prepared.columnNames
    do throws(StoreError) {
      if !prepared.parameterNames.isEmpty { try prepared.bind(.integer(stretch), at: 1) }
    } catch { throw QueryError(error) }
    statement = consume prepared
  }

  private mutating func step() throws(QueryError) -> [SQLValue]? {
    do throws(StoreError) { return try statement?.step() == true ? statement?.row : nil } catch {
      throw QueryError(error)
    }
  }

  private mutating func item(_ row: TraceRow) throws(QueryError) -> ExportItem? {
    guard let from = row.integer("from_ts") else { return nil }
    switch ExportTable.all[stage].kind {
    case .rate(let name):
      guard bounds.contains(from) else { return nil }
      return .rate(.init(name: name, ts: from, count: row.integer("times") ?? 0, length: stretch))
    case .instant(let name):
      guard bounds.contains(from), let group = group(row) else { return nil }
      return .instant(.init(group: group, row: name, name: row.text("name") ?? "", ts: from))
    case .run: return run(row, from)
    case .slice(let name, let notes): return try slice(row, from, name ?? row.text("row") ?? "", notes)
    }
  }

  private mutating func slice(
    _ row: TraceRow, _ from: Int64, _ name: String, _ notes: [String]
  ) throws(QueryError) -> ExportItem? {
    let end = row.integer("to_ts").map { max(from, $0) }
    guard from <= bounds.upperBound, end ?? .max >= bounds.lowerBound, let group = group(row) else {
      return nil
    }
    let from = max(from, bounds.lowerBound)
    var slice = ExportItem.Slice(
      group: group, row: name, name: row.text("name") ?? name, from: from,
      to: bounds.upperBound == .max ? end : min(end ?? .max, bounds.upperBound))
    slice.notes = notes.compactMap { name in
      (row.text(name) ?? row.integer(name).map { String($0) }).map {
        ExportItem.Note(name: name, value: $0)
      }
    }
    if let race = row.integer("race_id") { slice.flows = [FindingFlows.flow(race: race)] }
    if let fault = row.integer("page_fault_id") {
      slice.flows = flows.of(fault: fault)
      slice.inner = Self.copy(row)
    }
    if let pass = row.integer("pass") { slice.flows = flows.of(window: pass) }
    if let runner = row.integer("stale_runner_id") { slice.flows = flows.of(runner: runner) }
    if let receipt = row.integer("receipt") { slice.flows = [FindingFlows.flow(receipt: receipt)] }
    if let request = row.integer("tlb_flush_request_id") {
      slice.flows = try receipts.of(request: request).map(FindingFlows.flow(receipt:))
    }
    return .slice(slice)
  }

  /// What a fault did: do_wp_page, and in it the copy's ptep_clear_flush.
  private static func copy(_ row: TraceRow) -> [ExportItem.Step] {
    [("do_wp_page", "wp_from", "wp_to"), ("ptep_clear_flush", "clear_flush_from", "clear_flush_to")]
      .compactMap { name, from, to in
        row.integer(from).map { ExportItem.Step(name: name, from: $0, to: row.integer(to)) }
      }
  }

  /// A row of a thread that runs begins with a switch, if another ran before it.
  private mutating func run(_ row: TraceRow, _ from: Int64) -> ExportItem? {
    guard let cpu = row.integer("cpu"), let tid = row.integer("tid") else { return nil }
    guard from <= bounds.upperBound, row.integer("to_ts") ?? .max >= bounds.lowerBound else { return nil }
    defer { lastState[cpu] = row.integer("prev_state") ?? 0 }
    let previous = running.updateValue(tid, forKey: cpu)
    guard previous != tid else { return nil }
    return .scheduled(
      .init(
        cpu: cpu, ts: max(from, bounds.lowerBound), previous: previous, state: lastState[cpu] ?? 0, next: tid)
    )
  }

  private func group(_ row: TraceRow) -> ExportItem.Group? {
    if row.text("group") == "findings" { return .findings }
    if let tid = row.integer("thread_tid"), threads.contains(tid) { return .thread(tid) }
    if let cpu = row.integer("cpu") { return .cpu(cpu) }
    return row.integer("lock_mm").map { .mmapLock(mm: $0, name: row.text("mm_name") ?? "") }
  }
}
