import Glibc
import TraceRecord

extension Recording {
  /// Lets the kernel overwrite a ring until it stops itself, and takes out what is left in it.
  ///
  /// `clears` tells whether the judge finds nothing in a recording: then it goes on. It returns the command's
  /// status, nil without a command.
  func flight(_ stop: RecordingStop, _ clears: (String) throws -> Bool) throws -> Int32? {
    let instance = tracefs.instance
    SystemFile.write(plan.clock, to: "\(instance)/trace_clock")
    SystemFile.write(String(plan.ring.first), to: "\(instance)/buffer_size_kb")
    SystemFile.write("1", to: "\(instance)/options/overwrite")
    var command: ChildProcess?
    for stops in 1... {
      try arm(stop)
      SystemFile.write("1", to: "\(instance)/tracing_on")
      if stops == 1 { command = try startCommand() }
      let why = try wait(for: &command, growing: false) { !tracefs.isOn }
      SystemFile.write("0", to: "\(instance)/tracing_on")
      // Only what could stop the marks: to remove a trigger that takes times empties the ring (6.1).
      tracefs.removeTriggers { $0.hasPrefix("traceoff") }
      // All marks come after the events: at the begin they would have been overwritten.
      markEnd(why)
      markBegin()
      SystemFile.write("0", to: "\(instance)/tracing_on")
      let file = "\(folder.path)/trace.dat"
      let words = ["trace-cmd", "extract", "-B", RecordingPlan.name, "-o", "trace.dat"]
      let status = try ChildProcess.run(words, in: folder.path)
      guard status == 0, SystemFile.exists(file) else { throw Complaint("trace-cmd", lastWords) }
      let isCleared = stop == .race && why == "stop" ? try clears(file) : false
      if isCleared {
        Self.say("stop \(stops): the judge finds no race in it; going on")
        tracefs.removeTriggers()
        SystemFile.empty("\(instance)/trace")
        continue
      }
      if why != "stop" {
        Self.say("ended by \(why): no \(stop.rawValue) came; this is the end of what there was")
      }
      end(&command)
      try publish(file)
      return command?.status
    }
    return nil
  }

  /// Sets the events and what stops them.
  private func arm(_ stop: RecordingStop) throws {
    let instance = tracefs.instance
    for trigger in FlightTriggers(stop, clock: plan.clock).all {
      let isDefinition = trigger.file == FlightTriggers.definitions
      let path = isDefinition ? "\(tracefs.root)/\(trigger.file)" : "\(instance)/\(trigger.file)"
      let error = SystemFile.write(trigger.line, to: path)
      // A function that this kernel does not let us probe protects nothing that we would see.
      guard error != 0, error != EEXIST, isDefinition || SystemFile.exists(path) else { continue }
      let why = tracefs.reason(trigger.line) ?? String(cString: strerror(error)).lowercased()
      throw Complaint(
        path, "refused \"\(trigger.line)\": \(why)",
        hints: ["a kernel with CONFIG_HIST_TRIGGERS and CONFIG_SYNTH_EVENTS takes it"])
    }
    for event in plan.tracepoints + (accepted.isEmpty ? [] : [RecordingPlan.name]) {
      let path = event.split(separator: ":").joined(separator: "/")
      SystemFile.write("1", to: "\(instance)/events/\(path)/enable")
    }
  }
}
