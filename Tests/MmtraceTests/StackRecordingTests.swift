import TestSupport
import Testing
import TraceStore

/// Kernel stacks of a recording against those that trace-cmd prints of it.
@Suite struct StackRecordingTests {
  /// Stacks by `EVENT;OUTERMOST;...;INNERMOST`, as trace-cmd has them: the lines below `kernel_stack` are of the last
  /// event of that thread, CPU and context (thread, softirq, hardirq) that has none yet.
  private func printed(_ path: String) -> [String: Int] {
    var stacks: [String: Int] = [:]
    var waiting: [String: String] = [:]
    var event: String?
    var frames: [String] = []
    func finish() {
      if let event { stacks[([event] + frames.reversed()).joined(separator: ";"), default: 0] += 1 }
      (event, frames) = (nil, [])
    }
    for line in Shell.output(of: "trace-cmd report -t -l '\(path)' 2>/dev/null").split(separator: "\n") {
      if line.hasPrefix("=> ") {
        // A name with its address in parentheses, or where there is no name the address alone.
        let words = line.split(separator: " ")
        frames.append(words.count > 2 ? String(words[1]) : "0x\(words[1])")
        continue
      }
      finish()
      var words = line.split(separator: " ")[...]
      // An instance names itself before each line.
      if words.first?.hasSuffix(":") == true { words = words.dropFirst() }
      let first = words.startIndex
      guard words.count >= 4, words[first + 3].hasSuffix(":") else { continue }
      // 1d.h.. is CPU 1 with interrupts disabled, in one.
      let cpu = words[first + 1].prefix { $0.isNumber }
      let context = words[first + 1].dropFirst(cpu.count + 2).prefix(1)
      let place = "\(words[first]) \(cpu) \(context)"
      if words[first + 3] == "kernel_stack:" {
        event = waiting.removeValue(forKey: place)
      } else {
        waiting[place] = String(words[first + 3].dropLast())
      }
    }
    finish()
    return stacks
  }

  @Test(
    .enabled(if: Shell.has("trace-cmd"), "trace-cmd is not installed: apt-get install trace-cmd"),
    arguments: ["f-stack.dat", "recorded/stacks.dat"])
  func stacksAreThoseThatTraceCmdPrints(_ file: String) throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/stacks.db"
    #expect(try Command.run(["ingest", "-q", Fixture.path(file), "-o", path]).status == 0)
    let answer = try Command.run(["query", "-q", path, "trace.stacks", "-p", "limit=0", "--format", "csv"])
    var stacks: [String: Int] = [:]
    for line in answer.output.split(whereSeparator: \.isNewline).dropFirst() {
      let words = line.split(separator: ",")
      stacks["\(words[0]);\(words[4])", default: 0] += Int(words[1]) ?? 0
    }
    let wanted = printed(Fixture.path(file))
    #expect(wanted.count > 50)
    #expect(stacks == wanted)
    let database = try Connection(path: path, mode: .readOnly)
    #expect(
      try database.integer("SELECT count(*) FROM event_caller")
        == database.integer("SELECT kept FROM event_kind WHERE role = 'kernel_stack'"))
    #expect(try database.integer("SELECT count(*) FROM event_caller WHERE event_kind_id IS NULL") == 0)
    // All of its functions have names, or none: the recording says none.
    let named = try database.integer("SELECT count(*) FROM kernel_symbol") ?? 0
    let addresses = try database.integer("SELECT count(DISTINCT ip) FROM call_chain_frame")
    #expect(named == (file == "f-stack.dat" ? addresses : 0))
  }

  @Test func foldedStacksAreWhatFlameGraphsRead() throws {
    let recording = try Recording("f-stack.dat")
    let words = [
      "query", recording.database, "trace.stacks", "-p", "event=page_fault_user", "--format", "folded",
    ]
    let answer = try Command.run(words)
    #expect(
      answer.output.hasPrefix("asm_exc_page_fault;exc_page_fault;trace_event_raw_event_x86_exceptions 1112\n")
    )
  }

  @Test func withoutStacksTheAnswerIsThatNoneWereRecorded() throws {
    let recording = try Recording("f-tponly.dat")
    let answer = try Command.run(["query", recording.database, "trace.stacks"])
    #expect(answer.status == 2)
    #expect(answer.error.contains("no event kernel_stack in this recording"))
    #expect(answer.error.contains("mmtrace record --stacks"))
    #expect(answer.error.contains("trace-cmd record -C mono_raw -T COMMAND"))
  }
}
