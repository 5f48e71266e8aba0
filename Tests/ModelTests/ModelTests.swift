import Testing

@Suite struct ModelTests {
  @Test func everyProtocol() throws {
    for known in Protocol.all {
      let clock = ContinuousClock()
      let began = clock.now
      let search = Search(known.program)
      let searched = clock.now
      let recordings = search.recordings.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      let judged = try JudgedRecordings(recordings.map { (known.program, $0.key) })
      let paired = clock.now
      let judgements = try judged.judge()
      let missed = zip(recordings, judgements).filter { $0.value.lossy > 0 && !$1.isPossibleLoss }.count
      let missedTrusted = zip(recordings, judgements).filter { $0.value.lossy > 0 && !$1.isLoss }.count
      let loss = judgements.filter { $0.isLoss }.count
      let possible = judgements.filter { $0.isPossibleLoss && !$0.isLoss }.count
      let classes = Judgement.classes.map { name in judgements.filter { $0.has(name) }.count }
      let late = clock.now
      print(
        known.name, search.executions.count, recordings.count, "lossy",
        recordings.filter { $0.value.lossy > 0 }.count,
        "missed", missed, missedTrusted, "loss", loss, "doubted", possible, classes,
        "search", searched - began, "pair", paired - searched, "judge", late - paired)
      if let bad = zip(recordings, judgements).filter({
        $0.value.lossy > 0 && !$1.isPossibleLoss || known.isCorrect && $1.isLoss
      }).min(by: { $0.0.key.count < $1.0.key.count }) {
        print("  e.g. lossy", bad.0.value, bad.1)
        for bits in bad.0.key {
          let s = Signal(bits: bits)
          print("   ", String(repeating: "                    ", count: s.thread), s.kind, s.variant)
        }
      }
    }
  }
}
