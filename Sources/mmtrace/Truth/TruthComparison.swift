/// Judgements beside the emulator's truth, copy by copy.
struct TruthComparison {
  /// How exact the offset of the two clocks is.
  static let tolerance: Int64 = 50_000

  let truth: [TrueCopy]
  let recorded: [RecordedCopy]
  /// Host time less recording's time.
  private(set) var offset: Int64 = 0
  /// For each true copy, the recorded one.
  private(set) var matches: [(truth: TrueCopy, recorded: RecordedCopy)] = []

  init(truth: [TrueCopy], recorded: [RecordedCopy]) {
    self.truth = truth
    self.recorded = recorded
    guard let offset = Self.offset(truth, recorded) else { return }
    self.offset = offset
    var taken: Set<Int64> = []
    for copy in truth {
      let near = Self.near(copy, recorded, offset).filter { !taken.contains($0.id) }
      guard let best = near.min(by: { abs(copy.end - $0.to - offset) < abs(copy.end - $1.to - offset) })
      else { continue }
      taken.insert(best.id)
      matches.append((copy, best))
    }
  }

  /// The recorded copies of its CPU within which it lies: between do_wp_page and ptep_clear_flush.
  private static func near(
    _ copy: TrueCopy, _ recorded: [RecordedCopy], _ offset: Int64
  ) -> [RecordedCopy] {
    recorded.filter {
      $0.cpu == copy.cpu && $0.from - tolerance <= copy.begin - offset
        && copy.end - offset <= $0.to + tolerance
    }
  }

  /// The offset under which most copies have a partner: differences of all pairs of one CPU, counted in steps.
  private static func offset(_ truth: [TrueCopy], _ recorded: [RecordedCopy]) -> Int64? {
    var counts: [Int64: Int] = [:]
    let step = tolerance
    for copy in truth.prefix(400) {
      for other in recorded where other.cpu == copy.cpu {
        counts[(copy.end - other.to) / step, default: 0] += 1
      }
    }
    // Two neighbouring steps together, so that no border divides the best.
    let best = counts.keys.max { left, right in
      let (l, r) = (
        (counts[left] ?? 0) + (counts[left + 1] ?? 0), (counts[right] ?? 0) + (counts[right + 1] ?? 0)
      )
      return (l, right) < (r, left)
    }
    guard let best else { return nil }
    // The middle one of the differences thereabouts: an early tail is of copies that were interrupted.
    let range = (best * step)..<((best + 2) * step)
    var near: [Int64] = []
    for copy in truth {
      near += recorded.lazy.filter { $0.cpu == copy.cpu }.map { copy.end - $0.to }.filter(range.contains)
    }
    return near.isEmpty ? (best + 1) * step : near.sorted()[near.count / 2]
  }

  // MARK: - Figures

  var lost: [(truth: TrueCopy, recorded: RecordedCopy)] { matches.filter { $0.truth.lost > 0 } }
  var judged: [(truth: TrueCopy, recorded: RecordedCopy)] {
    matches.filter { $0.recorded.raceClass == "lost_write" }
  }
  var found: [(truth: TrueCopy, recorded: RecordedCopy)] {
    lost.filter { $0.recorded.raceClass == "lost_write" }
  }
  /// Copies of which a store was lost, and that are no lost_write.
  var missed: [(truth: TrueCopy, recorded: RecordedCopy)] {
    lost.filter { $0.recorded.raceClass != "lost_write" }
  }

  /// The answer.
  var text: String { lines.joined(separator: "\n") + "\n" }

  /// It line by line.
  var lines: [String] {
    let truelyLost = truth.count { $0.lost > 0 }
    var lines = [
      "copies of the page: \(truth.count) seen by the emulator, \(recorded.count) recorded, \(matches.count) matched",
      "with lost stores: \(truelyLost), matched \(lost.count)",
      "judged lost_write: \(judged.count) of the matched",
      "recall: \(Self.share(found.count, lost.count)), precision: \(Self.share(found.count, judged.count))",
    ]
    for pair in missed {
      lines.append(
        "  missed: copy on CPU \(pair.recorded.cpu) at \(pair.recorded.to), judged \(pair.recorded.raceClass ?? "nothing")"
      )
    }
    for pair in found {
      let store = pair.truth.store
      lines.append(
        "  proven: race \(pair.recorded.race ?? 0): CPU \(store.cpu) stored to 0x\(store.address) at \(store.time - offset) into frame"
          + " 0x\(pair.truth.frames.old), which CPU \(pair.truth.cpu) had copied to 0x\(pair.truth.frames.new) at"
          + " \(pair.truth.begin - offset) to \(pair.truth.end - offset); \(pair.truth.lost) lost")
    }
    return lines
  }

  private static func share(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "none to count" : "\(part) of \(whole)"
  }
}
