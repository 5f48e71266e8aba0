import TraceQuery
package import TraceStore

/// Runs cases: events through the pairing, the judge, and the question.
package struct CaseRun {
  /// The judge's steps, in order.
  private let judge: [(path: String, text: String)]
  private let catalog: Catalog
  private let folder = TemporaryFolder()

  /// A run with the built-in judge, or with the steps of a folder.
  package init(judge folder: String? = nil) throws {
    catalog = try Catalog()
    guard let folder else {
      judge = Judge.scripts
      return
    }
    judge = Files.names(in: folder).filter { $0.hasSuffix(".sql") }.map {
      ($0, Files.text(of: "\(folder)/\($0)") ?? "")
    }
  }

  /// Writes the steps of the built-in judge into a folder, as they are when they run.
  package static func writeJudge(to folder: String) throws {
    for step in Judge.scripts {
      try Files.write(step.text, to: "\(folder)/\(step.path.split(separator: "/").last ?? "")")
    }
  }

  /// What of a file does not hold: a sentence for each expectation, none when all do.
  package func failures(of file: CaseFile) throws(CaseMistake) -> [CaseMistake] {
    var failures: [CaseMistake] = []
    for example in file.cases {
      let answers = try answers(to: example, in: file)
      for (expectation, answer) in zip(example.expectations, answers) where !answer.holds(expectation) {
        failures.append(
          CaseMistake(
            file: file.path, line: expectation.block.line,
            what: "\(example.title)\n\(answer.table(expectation).joined(separator: "\n"))"))
      }
    }
    return failures
  }

  /// Writes a file anew, with the answers as they are in place of what it expects.
  package func rewrite(_ file: CaseFile) throws(CaseMistake) {
    let text = try rewritten(file)
    guard text != file.lines.joined(separator: "\n") else { return }
    do { try Files.write(text, to: file.path) } catch {
      throw CaseMistake(file: file.path, line: 1, what: "cannot be written")
    }
  }

  private func rewritten(_ file: CaseFile) throws(CaseMistake) -> String {
    var lines = file.lines.map(String.init)
    for example in file.cases.reversed() {
      let answers = try answers(to: example, in: file)
      for (expectation, answer) in zip(example.expectations, answers).reversed()
      where !answer.holds(expectation) {
        let begin = expectation.block.line - 1
        lines.replaceSubrange(begin...begin + expectation.block.rows.count, with: answer.table(expectation))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The database of a case, judged as any other; it is gone with the run.
  package func judged(_ example: Case) throws -> StoreWriter {
    var line = example.line
    let store = try filled(example, &line)
    try Judge.judge(store)
    return store
  }

  /// What was recorded; `line` is where it failed.
  private func filled(_ example: Case, _ line: inout Int) throws -> StoreWriter {
    let store = try StoreWriter(path: folder.path + "/case.db", replacing: true)
    try example.pair(into: store)
    for table in example.tables {
      line = table.line
      try CaseTable(table).fill(store)
    }
    line = example.line
    return store
  }

  private func answers(to example: Case, in file: CaseFile) throws(CaseMistake) -> [CaseAnswer] {
    var line = example.line
    do {
      let store = try filled(example, &line)
      defer { store.abandon() }
      for step in judge { try store.execute(step.text) }
      guard let connection = store.connection else { return [] }
      var answers: [CaseAnswer] = []
      for expectation in example.expectations {
        line = expectation.block.line
        answers.append(try answer(expectation, example, connection))
      }
      return answers
    } catch let error as CaseSentence {
      throw CaseMistake(file: file.path, line: line, what: error.what)
    } catch {
      throw CaseMistake(file: file.path, line: line, what: "\(error)")
    }
  }

  private func answer(
    _ expectation: Case.Expectation, _ example: Case, _ connection: Connection
  ) throws -> CaseAnswer {
    let source = expectation.source
    if source.contains(".") {
      var values: [String: String] = [:]
      for block in example.parameters {
        for row in block.rows {
          for (name, value) in zip(block.columns, row) { values[name] = value.written(unit: "") }
        }
      }
      let result = try QueryRunner(connection).run(catalog.query(source), values: values)
      return try CaseAnswer(
        result.columns.map { ($0.name, $0.unit) }, result.rows, asked: expectation.block.columns)
    }
    guard let table = TableDescription.all.first(where: { $0.name == source }) else {
      throw CaseSentence("no table, view or query \(source)")
    }
    var statement = try connection.prepare("SELECT * FROM \(source)")
    var rows: [[SQLValue]] = []
    while try statement.step() { rows.append(statement.row) }
    let columns = table.columns.map { ($0.name, $0.unit) }
    return try CaseAnswer(columns, rows, asked: expectation.block.columns)
  }
}
