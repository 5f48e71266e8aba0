import Testing
import TraceQuery

/// A judge with one rule changed.
struct Mutant: Sendable, CustomTestStringConvertible {
  var what: String
  var file: String
  var rule: String
  var replacement: String
  /// Whether it needs the protocols that flush under the page table lock, and those only.
  var isOfTableLocks = false

  var testDescription: String { what }

  static let all = [
    Mutant(
      what: "the faulting thread's own flush does not count", file: "judge/35_copied.sql",
      rule: "AND NOT meeting.mitigated", replacement: ""),
    Mutant(
      what: "a copy after the flush counts", file: "judge/35_copied.sql",
      rule: "AND coalesce(f.copy_from, f.wp_from) < meeting.closed END", replacement: "END"),
    Mutant(
      what: "a copy from before the call counts", file: "judge/35_copied.sql",
      rule: "f.wp_from >= meeting.opened AND",
      replacement: ""),
    Mutant(
      what: "under the write lock a copy after the flush counts", file: "judge/35_copied.sql",
      rule: "THEN f.wp_from < meeting.closed", replacement: "THEN 1"),
    Mutant(
      what: "windows close when the call returns", file: "judge/20_flush_window.sql",
      rule: "NULL, pte_protect_id, start, end, from_ts, to_ts, ended_ts,",
      replacement: "NULL, pte_protect_id, start, end, from_ts, to_ts, to_ts,"),
    Mutant(
      what: "windows open when the call returns", file: "judge/20_flush_window.sql",
      rule: "NULL, pte_protect_id, start, end, from_ts, to_ts, ended_ts,",
      replacement: "NULL, pte_protect_id, start, end, to_ts, to_ts, ended_ts,"),
    Mutant(
      what: "only a copy that the flush found under way counts", file: "judge/35_copied.sql",
      rule: "WHERE f.clear_flush_from > meeting.opened",
      replacement: "WHERE f.clear_flush_from > meeting.closed"),
    Mutant(
      what: "a flush that ended before the copy did raises no doubt", file: "judge/50_doubt.sql",
      rule: "AND w.closed <= f.clear_flush_from AND NOT c.copy_known", replacement: "AND 0"),
    Mutant(
      what: "a fault that came before the call's return raises no doubt", file: "judge/50_doubt.sql",
      rule: "AND f.wp_from < w.returned AND NOT w.excludes", replacement: "AND 0"),
    Mutant(
      what: "a call that flushed nothing raises no doubt", file: "judge/50_doubt.sql",
      rule: "WHERE takes IS NULL", replacement: "WHERE 0"),
    Mutant(
      what: "a flush of the thread's next call is one of this", file: "judge/20_flush_window.sql",
      rule: "IN (SELECT kernel_call_id FROM tlb_flush_request WHERE kernel_call_id IS NOT NULL)",
      replacement: "IS NOT NULL"),
    Mutant(
      what: "a CPU that flushed at any time is no racer", file: "judge/36_stale_runner.sql",
      rule: "AND (r.last_flush IS NULL OR w.returned IS NULL OR r.last_flush < w.returned)",
      replacement: "AND 0"),
    Mutant(
      what: "a thread that was there before the change is no racer", file: "judge/36_stale_runner.sql",
      rule: "r.here_since < w.returned)", replacement: "r.here_since >= w.returned)"),
    Mutant(
      what: "no path may meet faults", file: "judge/20_flush_window.sql",
      rule: "CASE WHEN coalesce(protect.lock_code, 2) = 2 THEN rule.lock = 'write' ELSE 0 END AS excludes",
      replacement: "1 AS excludes"),
    Mutant(
      what: "only a copy after the return of a call that flushes inside counts", file: "judge/35_copied.sql",
      rule: "f.wp_from >= meeting.opened AND",
      replacement: "f.wp_from >= CASE rule.lock WHEN 'ptl' THEN w.returned ELSE meeting.opened END AND",
      isOfTableLocks: true),
    Mutant(
      what: "a call that was seen to change entries, and flushed nothing, is none",
      file: "judge/19_late_inside.sql",
      rule: "own.ts BETWEEN change.last_ts AND call.to_ts)",
      replacement: "own.ts BETWEEN change.last_ts AND call.to_ts) AND 0",
      isOfTableLocks: true),
    Mutant(
      what: "a fault inside the flush says nothing", file: "judge/48_unlocked_flush.sql",
      rule: "WHERE ts > from_ts AND ts < to_ts", replacement: "WHERE 0", isOfTableLocks: true),
    Mutant(
      what: "a fault before the flush is one inside it", file: "judge/48_unlocked_flush.sql",
      rule: "WHERE ts > from_ts AND ts < to_ts", replacement: "WHERE ts < to_ts", isOfTableLocks: true),
    Mutant(
      what: "a fault after the flush is one inside it", file: "judge/48_unlocked_flush.sql",
      rule: "WHERE ts > from_ts AND ts < to_ts", replacement: "WHERE ts > from_ts", isOfTableLocks: true),
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
  /// How well a judge does: recordings that it judges wrong, those of correct protocols that it doubts, and those of
  /// others of which it is certain.
  private struct Marks {
    var wrong = 0
    var doubtful = 0
    var certain = 0
  }

  private struct Tried {
    var known: Protocol
    var found: [Dictionary<[UInt16], Executions>.Element]
    var judged: JudgedRecordings

    init(_ known: Protocol) throws {
      self.known = known
      found = Array(Search(known.program).recordings)
      judged = try JudgedRecordings(found.map { (known.program, $0.key) })
    }
  }

  @Test func everyMutantIsFound() throws {
    let every = [
      false: try Protocol.telling.map(Tried.init), true: try Protocol.tellingOfTableLocks.map(Tried.init),
    ]
    func check(_ scripts: [(path: String, text: String)], ofTableLocks: Bool) throws -> Marks {
      var marks = Marks()
      for tried in every[ofTableLocks] ?? [] {
        for (recording, judgement) in zip(tried.found, try tried.judged.judge(scripts)) {
          if recording.value.lossy > 0, tried.known.unjudged == nil, !judgement.has("lost_write") {
            marks.wrong += 1
          }
          if tried.known.isCorrect, judgement.isLoss || judgement.has("unlocked_flush") { marks.wrong += 1 }
          if tried.known.isCorrect, judgement.isPossibleLoss { marks.doubtful += 1 }
          if !tried.known.isCorrect, judgement.isAccusation { marks.certain += 1 }
        }
      }
      return marks
    }
    let rights = [
      false: try check(Judge.scripts, ofTableLocks: false),
      true: try check(Judge.scripts, ofTableLocks: true),
    ]
    for right in rights.values { #expect(right.wrong == 0) }
    for mutant in Mutant.all {
      #expect(mutant.occurrences == 1, "\(mutant.what): the rule is not in \(mutant.file) any more")
      let right = rights[mutant.isOfTableLocks] ?? Marks()
      let marks = try check(mutant.scripts, ofTableLocks: mutant.isOfTableLocks)
      let isNoticed = marks.wrong > 0 || marks.doubtful > right.doubtful || marks.certain < right.certain
      #expect(isNoticed, "\(mutant.what): nobody notices")
      print(
        "\(mutant.what): \(marks.wrong) judged wrong, \(marks.doubtful - right.doubtful) more doubtful,",
        "\(right.certain - marks.certain) less certain")
    }
  }
}
