/// How often one recording came about, and in how many of these executions a store was lost.
struct Executions {
  var count = 0
  var lossy = 0
}

/// Every interleaving of a program, up to the order of steps that do not touch each other.
///
/// A depth-first search with sleep sets (Godefroid): of all orders of independent steps one is taken. What
/// counts as dependent includes the order in the recording of times that the judge compares.
struct Search {
  let program: Program
  /// Recordings, as the signals of a whole execution.
  private(set) var recordings: [[UInt16]: Executions] = [:]
  private(set) var executions = Executions()
  /// Executions in which a thread waits forever.
  private(set) var stuck = 0
  private var trail: [UInt16] = []
  private let reduces: Bool

  init(_ program: Program, reducing: Bool = true) {
    self.program = program
    reduces = reducing
    explore(program.start, sleeping: [])
  }

  private struct Choice {
    var actor: Int
    var footprint: Footprint
  }

  private mutating func explore(_ machine: Machine, sleeping: [Choice]) {
    var asleep = sleeping
    var isLeaf = true
    for actor in 0..<Program.actors {
      guard let step = program.step(actor, machine) else { continue }
      isLeaf = false
      if reduces, asleep.contains(where: { $0.actor == actor }) { continue }
      let below = reduces ? asleep.filter { $0.footprint.isIndependent(of: step.footprint) } : []
      trail.append(contentsOf: step.signals)
      explore(step.machine, sleeping: below)
      trail.removeLast(step.signals.count)
      if reduces { asleep.append(Choice(actor: actor, footprint: step.footprint)) }
    }
    guard isLeaf else { return }
    if !program.isFinished(machine) { stuck += 1 }
    let isLossy = program.isLossy(machine)
    executions.count += 1
    executions.lossy += isLossy ? 1 : 0
    recordings[trail, default: Executions()].count += 1
    if isLossy { recordings[trail, default: Executions()].lossy += 1 }
  }
}

extension Program {
  /// Whether a store was lost on the way here, the end of an execution.
  func isLossy(_ machine: Machine) -> Bool {
    machine.isLost || machine.frames[machine.entry.frame] != machine.stored
      || (machine.page.contains(.cleaned) && machine.frames[0] != machine.disk)
  }

  /// Whether an execution that loses nothing makes this very recording.
  func makes(_ recording: [UInt16]) -> Bool {
    var dead: Set<Reached> = []
    return makes(recording, from: Reached(machine: start, length: 0), &dead)
  }

  private struct Reached: Hashable {
    var machine: Machine
    /// Signals so far.
    var length: Int
  }

  private func makes(_ recording: [UInt16], from reached: Reached, _ dead: inout Set<Reached>) -> Bool {
    if dead.contains(reached) { return false }
    var isLeaf = true
    for actor in 0..<Program.actors {
      guard let step = step(actor, reached.machine) else { continue }
      isLeaf = false
      guard recording.dropFirst(reached.length).starts(with: step.signals) else { continue }
      let next = Reached(machine: step.machine, length: reached.length + step.signals.count)
      if makes(recording, from: next, &dead) { return true }
    }
    if isLeaf, reached.length == recording.count, !isLossy(reached.machine) { return true }
    dead.insert(reached)
    return false
  }

  /// All interleavings, without any reduction: machines that are equal have equal futures, so each is
  /// counted once.
  func countInterleavings() -> Executions {
    var known: [Machine: Executions] = [:]
    return count(start, &known)
  }

  private func count(_ machine: Machine, _ known: inout [Machine: Executions]) -> Executions {
    if let executions = known[machine] { return executions }
    var all = Executions()
    var isLeaf = true
    for actor in 0..<Program.actors {
      guard let step = step(actor, machine) else { continue }
      isLeaf = false
      let below = count(step.machine, &known)
      all.count += below.count
      all.lossy += below.lossy
    }
    if isLeaf { all = Executions(count: 1, lossy: isLossy(machine) ? 1 : 0) }
    known[machine] = all
    return all
  }
}
