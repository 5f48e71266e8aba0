import TraceStore

/// Steps of the judge that a second thread runs, over a connection of its own, while the writer goes on.
///
/// A file of queries/judge that says `-- @beside` reads windows and facts, writes the temporary table that it has its name from
/// (22_candidate.sql: `candidate`; integers only), and is ready when another file says `-- @awaits` with that name.
/// Where there is one thread, they run in the order of their names, and nothing waits.
final class StepsBeside {
  /// A step and what came of it: the second thread's until it is done, the writer's from then on.
  private final class Work {
    let step: JudgeScript
    /// Rows of its table, one after the other; nil when the writer has them.
    var rows: Result<[Int64], StoreError>? = .success([])
    let done = Done()

    init(_ step: JudgeScript) { self.step = step }
  }

  private let works: [Work]
  private let thread: HandOver<Work, StoreError>

  /// Starts `steps` on what `store` has so far.
  init(_ steps: [JudgeScript], of store: StoreWriter) throws(StoreError) {
    let (works, reader) = (steps.map(Work.init), try store.reader())
    self.works = works
    thread = HandOver(capacity: steps.count) { work throws(StoreError) in
      // Steps after one that failed are not taken: whoever waits for them learns why.
      work.rows = Result { () throws(StoreError) in try Self.rows(of: work.step, on: reader) }
      if case .failure(let error) = work.rows {
        for other in works.drop(while: { $0 !== work }) {
          other.rows = .failure(error)
          other.done.set()
        }
        throw error
      }
      work.done.set()
    }
    for work in works { _ = try? thread.give(work) }
  }

  deinit { cancel() }

  /// Waits for the step that makes `table`, where one does, and gives the writer its rows.
  ///
  /// - Throws: what that step threw, or one before it.
  func finish(_ table: String, into store: StoreWriter) throws(StoreError) {
    guard let work = works.first(where: { $0.step.table == table }) else { return }
    work.done.wait()
    guard let rows = work.rows else { return }
    work.rows = nil
    try Self.move(rows.get(), of: work.step, to: store)
  }

  /// Waits for what is under way, and drops it.
  func cancel() { thread.cancel() }

  /// Runs a step: on the second thread.
  ///
  /// - Returns: the rows of its table.
  private static func rows(of step: JudgeScript, on reader: Connection) throws(StoreError) -> [Int64] {
    try reader.execute(step.text)
    var select = try reader.prepare("SELECT * FROM temp.\(step.table)")
    var values: [Int64] = []
    let columns = select.columnCount
    while try select.step() {
      for column in 0..<columns { values.append(select.integer(column)) }
    }
    return values
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
