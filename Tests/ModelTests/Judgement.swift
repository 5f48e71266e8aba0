import TestSupport
import TraceQuery
@testable import TraceIngest
import TraceStore

/// What the judge says of one execution: the classes it gave, and which of them it doubts.
struct Judgement: Hashable {
  /// No class of race: a row of `unheeded_gather`.
  static let unheededGather = "unheeded_gather"
  static let classes = [
    "lost_write", "copied", "exclusion", "served", "blocked", "late_flush", "unlocked_flush", "stale_tlb",
    unheededGather,
  ]

  /// Bit i: a trusted row of class i.
  private(set) var trusted: UInt16 = 0
  /// Bit i: a row of class i that says why it cannot be trusted.
  private(set) var doubted: UInt16 = 0

  mutating func note(_ name: String, isDoubted: Bool) {
    guard let index = Self.classes.firstIndex(of: name) else { return }
    if isDoubted { doubted |= 1 << UInt16(index) } else { trusted |= 1 << UInt16(index) }
  }

  func has(_ name: String, trusted onlyTrusted: Bool = false) -> Bool {
    guard let index = Self.classes.firstIndex(of: name) else { return false }
    return (onlyTrusted ? trusted : trusted | doubted) & 1 << UInt16(index) != 0
  }

  /// Whether it says that a store may have been lost, and stands by it.
  var isLoss: Bool { has("lost_write", trusted: true) || has("copied", trusted: true) }
  /// Whether it says so at all.
  var isPossibleLoss: Bool { has("lost_write") || has("copied") }
  /// Whether it stands by a finding that makes a race.
  var isAccusation: Bool {
    ["lost_write", "copied", "exclusion", "late_flush", "unlocked_flush", "stale_tlb"].contains {
      has($0, trusted: true)
    }
  }
  /// Whether it says that something is wrong, for certain or not.
  var isFound: Bool { isPossibleLoss || isUnflushed }
  /// Whether it says that something was not flushed when it was due, whoever faults.
  var isUnflushed: Bool { has("unlocked_flush") || has(Self.unheededGather) }
}

/// Recordings of executions in a database, for the judge.
///
/// The way is that of `mmtrace ingest` from the decoded event on: pairing, rows, tables, SQL.
final class JudgedRecordings {
  private let folder = TemporaryFolder()
  private let store: StoreWriter
  private let count: Int
  private var isJudged = false
  /// What the reader of a file complained about.
  let damage: [String]

  init(_ recordings: [(program: Program, signals: [UInt16])]) throws {
    store = try StoreWriter(path: folder.path + "/model.db")
    count = recordings.count
    damage = []
    var info = RecordingInfo()
    info.container = "model"
    info.clock = "mono"
    info.clockIsComparable = true
    info.cpus = Machine.threads
    var recorded = Self.kinds(of: recordings).map { RecordedEvent(system: "model", name: $0.role, kind: $0) }
    var pairing = try Pairing(store, info: info, recorded: RecordedRoles(recorded))
    var events = SignalEvents()
    var hits: [EventKind: Int64] = [:]
    let noText: [UInt8] = []
    try events.play(recordings) { event throws(IngestError) in
      hits[event.kind, default: 0] += 1
      try pairing.accept(event, text: noText.span.bytes)
    }
    for index in recorded.indices { recorded[index].decoded = hits[recorded[index].kind] ?? 0 }
    try pairing.finish()
    try pairing.recording.write(Ledger(recorded, stored: [:]))
    try pairing.recording.write(info, path: "model", digest: nil, events: 0)
  }

  /// The same from a file.
  init(trace: String, count: Int) throws {
    store = try StoreWriter(path: folder.path + "/model.db")
    self.count = count
    damage = try ingest(trace, into: store).damage
  }

  /// What a recording of them describes.
  static func kinds(of recordings: [(program: Program, signals: [UInt16])]) -> [EventKind] {
    let recordsCopy = recordings.contains { $0.program.recordsCopy }
    return EventKind.allCases.filter { kind in
      switch kind {
      // uffd_wp_range is probed at its entry only, as the recipe has it.
      case .other, .print, .uffdWpRangeReturn, .enterLazyTlb: false
      // Its reclaim and zap are not recorded as calls: no rule would read them.
      case .unmapVmas, .unmapVmasReturn, .zapVmaRangeBatched, .zapVmaRangeBatchedReturn, .tryToUnmapOne,
        .tryToUnmapOneReturn, .tryToMigrateOne, .tryToMigrateOneReturn:
        false
      case .wpPageCopy: recordsCopy
      default: true
      }
    }
  }

  /// Rows of each fact table.
  func facts() throws -> [Int64?] {
    guard let connection = store.connection else { return [] }
    try store.flush()
    return try [
      "mmap_lock", "page_fault", "pte_protect", "tlb_flush", "tlb_flush_request", "tlb_flush_receipt",
      "on_cpu",
    ]
    .map { try connection.integer("SELECT count(*) FROM \($0)") }
  }

  /// The verdict, and then the lines that say what it is not about.
  func notJudged() throws -> [String] {
    if !isJudged { _ = try judge() }
    guard let connection = store.connection else { return [] }
    var lines: [String] = []
    var statement = try connection.prepare(
      "SELECT 'verdict: ' || verdict FROM verdict UNION ALL SELECT text FROM scope WHERE code = 'not_judged'")
    while try statement.step() {
      if case .text(let line) = statement[0] { lines.append(line) }
    }
    return lines
  }

  deinit { store.abandon() }

  /// The judge's answers, one for each recording.
  ///
  /// - Parameter scripts: the judge's SQL; a test of the test changes it.
  /// - Returns: one judgement for each recording, in their order.
  /// - Throws: when the SQL cannot be run.
  func judge(_ scripts: [(path: String, text: String)] = Judge.scripts) throws -> [Judgement] {
    for script in scripts { try store.execute(script.text) }
    isJudged = true
    var judgements = Array(repeating: Judgement(), count: count)
    guard let connection = store.connection else { return judgements }
    var statement = try connection.prepare(
      """
      SELECT mm.address, race.class, race.doubt IS NOT NULL, coalesce(f.address, w.start)
      FROM race
      LEFT JOIN page_fault AS f USING (page_fault_id)
      LEFT JOIN flush_window AS w USING (flush_window_id)
      LEFT JOIN pte_protect AS p USING (pte_protect_id)
      JOIN mm ON mm.mm_id = coalesce(f.mm_id, p.mm_id)
      UNION ALL
      SELECT mm.address, '\(Judgement.unheededGather)', 0, \(SignalEvents.page)
      FROM unheeded_gather JOIN mmu_gather USING (mmu_gather_id) JOIN mm USING (mm_id)
      """)
    while try statement.step() {
      guard case .integer(let mm) = statement[0], case .text(let name) = statement[1],
        case .integer(let isDoubted) = statement[2], case .integer(let address) = statement[3],
        let number = SignalEvents.execution(at: UInt64(bitPattern: mm)),
        UInt64(bitPattern: address) >> 12 == SignalEvents.page >> 12
      else { continue }
      judgements[number].note(name, isDoubted: isDoubted != 0)
    }
    return judgements
  }
}
