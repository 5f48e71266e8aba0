/// What a first pass over a text learns.
struct TextSurvey {
  private(set) var head = TextHead()
  private(set) var events = 0
  private(set) var lines = 0
  /// Names of the tracing instances, the top one first.
  private(set) var buffers: [[UInt8]] = [[]]
  private var tasks = RecordedTasks()
  /// Fewest and most digits of a fraction of a second; 0 for plain counts.
  private var digits: ClosedRange<Int>?
  private var firstTime: Int64?
  private var lastTime: Int64 = 0
  private var hasHashedLocks = false
  /// sched_switch events, and those whose line has another number than the thread that they say is switched from.
  private var (switches, strangeSwitches) = (0, 0)
  private var hasPerfLines = false
  private(set) var order = TextOrder()
  private var cut = TextCut()
  /// Column at which lines were cut, nil when they were not.
  private(set) var cutColumn: Int?
  /// What the recorder printed: events, and lines that are something else.
  private var entries = 0
  private var cpus = TextCPUs()
  /// Whether lines stand for no certain number of entries.
  private var hasGraph = false

  /// Entries that the text's heads promise and that are not there.
  var missingEntries: Int { hasGraph ? 0 : head.missing(of: entries) }

  /// CPUs whose lines were left out; a head that counts what there is would say so itself, and perf records
  /// single CPUs too.
  var absentCPUs: [Int32] {
    hasPerfLines || head.isCounted ? [] : cpus.absent(recorded: head.cpus)
  }

  /// Whether the text is several recordings one after another, not the files of single CPUs.
  var isOfSeveral: Bool { order.recordingsShareCPUs }

  /// Notes one thing of the text, and the event's kind in `catalog`.
  mutating func note(_ item: TextItem, _ scanner: borrowing TextScanner, _ catalog: inout TextCatalog) {
    lines = Int(scanner.number)
    switch item {
    case .head:
      head.read(scanner.line, at: entries)
      if TextHead.begins(scanner.line) { order.noteBeginning() }
    case .entry:
      entries += 1
      // An entry and its return share a line where nothing is between them.
      if scanner.line.find("|", in: 0..<scanner.line.count) != nil { hasGraph = true }
    case .unread(isBegun: true):
      entries += 1
      if let width = scanner.width { cut.note(width: width, event: nil, nil) }
    case .empty(let cpu): cpus.noteEmpty(cpu)
    case .missing, .unread: break
    case .event: if let prefix = scanner.prefix { noteEvent(prefix, scanner, &catalog) }
    }
  }

  private mutating func noteEvent(
    _ prefix: TextPrefix, _ scanner: borrowing TextScanner, _ catalog: inout TextCatalog
  ) {
    let line = scanner.line
    entries += 1
    guard let number = catalog.number(line, prefix) else {
      if let width = scanner.width { cut.note(width: width, event: nil, nil) }
      return
    }
    events += 1
    let entry = catalog.entries[number]
    let read = TextEvent(line, prefix, entry)
    catalog.note(usual: read.named, widths: read.widths, number)
    if let width = scanner.width { cut.note(width: width, event: number, read) }
    note(line, prefix)
    cpus.note(read.event)
    let buffer = prefix.buffer.isEmpty ? 0 : buffers.firstIndex { $0.elementsEqual(line[prefix.buffer]) } ?? 0
    order.note(prefix.time, line, cpu: prefix.cpu, buffer: buffer, number: scanner.number)
    switch entry.event.kind {
    case .mmapLockStartLocking, .mmapLockAcquireReturned, .mmapLockReleased:
      if read.event.present & 1 != 0, read.event.arguments[0] >> 33 == 0 { hasHashedLocks = true }
    case .schedSwitch:
      let bit = UInt8(1) << UInt8(SchedSwitchArgument.prevPid)
      guard read.event.present & bit != 0 else { break }
      switches += 1
      let previous = Int32(truncatingIfNeeded: read.event.arguments[SchedSwitchArgument.prevPid])
      if previous != prefix.tid { strangeSwitches += 1 }
    default: break
    }
  }

  /// Whether lines have the number of a process, or of another namespace, where that of a thread should be
  /// (`perf script -F pid`): threads are mixed then, and nothing tells what one of them did.
  private var hasProcessesForThreads: Bool { strangeSwitches > 2 && strangeSwitches * 100 > switches }

  private mutating func note(_ line: [UInt8], _ prefix: TextPrefix) {
    if prefix.style == .perf { hasPerfLines = true }
    let fraction = prefix.time.digits
    digits = digits.map { min($0.lowerBound, fraction)...max($0.upperBound, fraction) } ?? fraction...fraction
    if firstTime == nil { firstTime = prefix.time.value }
    lastTime = prefix.time.value
    // Names the kernel has forgotten, and the idle thread's.
    if !prefix.comm.isEmpty, line[prefix.comm.lowerBound] != UInt8(ascii: "<"), prefix.tid > 0 {
      let known = tasks[prefix.tid]
      if known?.comm == nil || !line[prefix.comm].elementsEqual((known?.comm ?? "").utf8) {
        tasks.note(prefix.tid, comm: line.text(prefix.comm))
      }
      if let tgid = prefix.tgid, known?.tgid != tgid { tasks.note(prefix.tid, tgid: tgid) }
    }
    if !prefix.buffer.isEmpty, buffers.count < 1024,
      !buffers.contains(where: { $0.elementsEqual(line[prefix.buffer]) })
    {
      buffers.append(Array(line[prefix.buffer]))
    }
  }

  /// Draws conclusions, when everything was noted.
  mutating func finish(_ catalog: TextCatalog) { cutColumn = cut.column(catalog) }

  /// What table `trace` says about it.
  func info(clock: String?) -> RecordingInfo {
    var info = RecordingInfo()
    info.container = hasPerfLines ? "perf script text" : head.isOfTraceCmd ? "trace-cmd text" : "ftrace text"
    if let release = head.release {
      info.uname = "Linux \(head.hostname ?? "(none)") \(release) \(head.machine ?? "unknown")"
    }
    info.recorder = head.version.map { "perf \($0)" }
    info.command = head.command
    info.cpus = max(head.cpus, Int(cpus.highest) + 1)
    info.buffers = buffers.map { RecordingInfo.Buffer(name: String(decoding: $0, as: UTF8.self)) }
    info.tasks = tasks
    let known =
      clock ?? head.clockID.flatMap { [0: "realtime", 1: "mono", 4: "mono_raw", 7: "boot", 11: "tai"][$0] }
    if let known {
      let clock = TraceClock(name: known)
      (info.clock, info.clockUnit, info.clockIsComparable) = (clock.name, clock.unit, clock.isComparable)
    } else {
      (info.clock, info.clockUnit, info.clockIsComparable) = ("unknown", unit, false)
    }
    info.isOrdered =
      order.isKnown && !hasProcessesForThreads && known.flatMap { TraceClock(name: $0).orderProblem } == nil
    info.knowsCPU = !cpus.areLacking
    info.notes = notes(hasClock: known != nil)
    return info
  }

  /// Plain counts that hardly outrun the events are an order; others are some counter's.
  private var unit: String {
    guard digits?.lowerBound == 0 else { return "ns" }
    return lastTime &- (firstTime ?? 0) <= Int64(events) &* 4 ? "order" : "cycles"
  }

  private func notes(hasClock: Bool) -> [String] {
    var notes: [String] = []
    if let digits, 1..<9 ~= digits.lowerBound {
      notes.append(
        "times have \(digits.lowerBound) digits after the point: what is closer together has no order in time"
      )
    }
    if !hasClock { notes.append("which trace clock it was the text does not say (--clock NAME)") }
    if hasHashedLocks {
      notes.append("mm of mmap_lock events is hashed (%p): locks cannot be joined with what probes saw")
    }
    if hasProcessesForThreads {
      notes.append(
        "lines have another number than their thread's, maybe its process's (print tid): threads are mixed")
    }
    if cpus.areLacking { notes.append("lines do not say their CPU") }
    if let note = order.note { notes.append(note) }
    if isOfSeveral { notes.append("several recordings, one after another") }
    if let cutColumn {
      notes.append("lines are cut at column \(cutColumn): values that end there are not known")
    }
    return notes
  }
}
