import Testing
import TraceQuery

/// A judge with one rule changed.
struct Mutant: Sendable, CustomTestStringConvertible {
  var what: String
  var file: String
  var rule: String
  var replacement: String

  var testDescription: String { what }

  static let all = [
    Mutant(
      what: "the faulting thread's own flush does not count", file: "judge/20_race.sql",
      rule: "AND NOT mitigated",
      replacement: ""),
    Mutant(
      what: "a copy after the flush counts", file: "judge/20_race.sql", rule: "AND copy_from < closed",
      replacement: ""),
    Mutant(
      what: "a copy from before the call counts", file: "judge/20_race.sql",
      rule: "ELSE wp_from >= opened AND copy_from", replacement: "ELSE copy_from"),
    Mutant(
      what: "under the write lock a copy after the flush counts", file: "judge/20_race.sql",
      rule: "THEN wp_from < closed", replacement: "THEN 1"),
    Mutant(
      what: "windows close when the call returns", file: "judge/10_flush_window.sql",
      rule: "protect.from_ts, stretch.closed,", replacement: "protect.from_ts, protect.to_ts,"),
    Mutant(
      what: "windows open when the call returns", file: "judge/10_flush_window.sql",
      rule: "protect.from_ts, stretch.closed,", replacement: "protect.to_ts, stretch.closed,"),
    Mutant(
      what: "only a copy that the flush found under way counts", file: "judge/20_race.sql",
      rule: "AND clear_flush_from > opened AS copied", replacement: "AND clear_flush_from > closed AS copied"),
    Mutant(
      what: "a flush that ended before the copy did raises no doubt", file: "judge/20_race.sql",
      rule: "AND closed <= clear_flush_from AND NOT copy_known", replacement: "AND 0"),
    Mutant(
      what: "a fault that came before the call's return raises no doubt", file: "judge/20_race.sql",
      rule: "AND wp_from < call_to AND", replacement: "AND 0 AND"),
    Mutant(
      what: "a call that flushed nothing raises no doubt", file: "judge/20_race.sql",
      rule: "severity <= 4 AND path_code = 1 AND own_flush = 0", replacement: "0"),
    Mutant(
      what: "a CPU that flushed at any time is no racer", file: "judge/20_race.sql",
      rule: "AND (r.last_flush IS NULL OR judged.call_to IS NULL OR r.last_flush < judged.call_to)",
      replacement: "AND 0"),
  ]

  /// The judge's SQL with the rule changed.
  var scripts: [(path: String, text: String)] {
    Judge.scripts.map { script in
      script.path == file
        ? (script.path, script.text.replacing(rule, with: replacement)) : script
    }
  }

  /// How often the rule occurs where it is looked for.
  var occurrences: Int {
    Judge.scripts.filter { $0.path == file }.reduce(0) { $0 + $1.text.ranges(of: rule).count }
  }
}

/// A judge with a wrong rule fails the model: the model's silence means something.
@Suite struct MutantTests {
  /// How well a judge does: recordings that it judges wrong, and those of correct protocols that it doubts.
  private struct Marks {
    var wrong = 0
    var doubtful = 0
  }

  @Test func everyMutantIsFound() throws {
    let tried = try Protocol.telling.map { known in
      let found = Array(Search(known.program).recordings)
      return (known, found, try JudgedRecordings(found.map { (known.program, $0.key) }))
    }
    func check(_ scripts: [(path: String, text: String)]) throws -> Marks {
      var marks = Marks()
      for (known, found, judged) in tried {
        for (recording, judgement) in zip(found, try judged.judge(scripts)) {
          if recording.value.lossy > 0, !judgement.has("lost_write") { marks.wrong += 1 }
          if known.isCorrect, judgement.isLoss { marks.wrong += 1 }
          if known.isCorrect, judgement.isPossibleLoss { marks.doubtful += 1 }
        }
      }
      return marks
    }
    let right = try check(Judge.scripts)
    #expect(right.wrong == 0)
    for mutant in Mutant.all {
      #expect(mutant.occurrences == 1, "\(mutant.what): the rule is not in \(mutant.file) any more")
      let marks = try check(mutant.scripts)
      #expect(marks.wrong > 0 || marks.doubtful > right.doubtful, "\(mutant.what): nobody notices")
      print("\(mutant.what): \(marks.wrong) judged wrong, \(marks.doubtful - right.doubtful) more doubtful")
    }
  }
}
