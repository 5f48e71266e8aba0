import TraceStore

/// Steps of the judge that a second thread runs, over a connection of its own, while the writer goes on.
///
/// A file of queries/judge that says `-- @beside` reads windows and facts, writes the temporary table that it has its name from
/// (22_candidate.sql: `candidate`; integers only), and is ready when another file says `-- @awaits` with that name.
/// Where there is one thread, they run in the order of their names, and nothing waits.
final class StepsBeside {
  private let steps: [JudgeScript]
  private let reader: Connection
  /// Rows of each step's table, one after the other.
  private var rows: [[Int64]] = []
  private var thread: HandOver<JudgeScript, StoreError>?

  /// Starts `steps` on what `store` has so far.
  init(_ steps: [JudgeScript], of store: StoreWriter) throws(StoreError) {
    self.steps = steps
    reader = try store.reader()
    let thread = HandOver<JudgeScript, StoreError>(capacity: steps.count) {
      [unowned self] step throws(StoreError) in
      try run(step)
    }
    self.thread = thread
    for step in steps { _ = try thread.give(step) }
  }

  deinit { cancel() }

  /// Whether one of the steps makes `table`.
  func makes(_ table: String) -> Bool { steps.contains { $0.table == table } }

  /// Waits for the steps, and gives the writer their tables.
  func finish(into store: StoreWriter) throws(StoreError) {
    guard let thread else { return }
    self.thread = nil
    try thread.finish()
    for (step, rows) in zip(steps, rows) { try Self.move(rows, of: step, to: store) }
  }

  /// Waits for what is under way, and drops it.
  func cancel() {
    thread?.cancel()
    thread = nil
  }

  /// Runs a step and keeps the rows of its table: on the second thread.
  private func run(_ step: JudgeScript) throws(StoreError) {
    try reader.execute(step.text)
    var select = try reader.prepare("SELECT * FROM temp.\(step.table)")
    var values: [Int64] = []
    let columns = select.columnCount
    while try select.step() {
      for column in 0..<columns { values.append(select.integer(column)) }
    }
    rows.append(values)
  }

  /// Makes the table of a step on the writer's connection, with `rows`.
  private static func move(_ rows: [Int64], of step: JudgeScript, to store: StoreWriter) throws(StoreError) {
    try store.execute(step.declaration)
    guard let connection = store.connection else { return }
    let columns = try connection.prepare("SELECT * FROM temp.\(step.table)").columnCount
    let places = Array(repeating: "?", count: columns).joined(separator: ", ")
    var insert = try connection.prepare("INSERT INTO temp.\(step.table) VALUES (\(places))")
    for row in stride(from: 0, to: rows.count, by: columns) {
      for column in 0..<columns { try insert.bind(.integer(rows[row + column]), at: column + 1) }
      try insert.run()
    }
  }
}
