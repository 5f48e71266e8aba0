import Glibc
import TraceRecord

extension Recording {
  /// Records to its end while trace-cmd writes the ring to disk.
  ///
  /// - Returns: the command's status; nil without a command.
  func stream() throws -> Int32? {
    let file = "\(folder.path)/trace.dat"
    let words = plan.recorderCommand(output: "trace.dat", probed: !accepted.isEmpty)
    var recorder = try ChildProcess(words, group: true, folder: folder.path)
    for _ in 0..<1500 where !tracefs.isOn {
      guard recorder.poll() == nil else { throw Complaint("trace-cmd", lastWords) }
      usleep(20_000)
    }
    markBegin()
    var command = try startCommand()
    let why = try wait(for: &command) { recorder.poll() != nil }
    markEnd(why)
    end(&command)
    recorder.signal(SIGINT)
    guard let status = recorder.wait(seconds: 600) else {
      recorder.signal(SIGKILL)
      throw Complaint("trace-cmd", "does not end")
    }
    guard status == 0, SystemFile.exists(file) else { throw Complaint("trace-cmd", lastWords) }
    try publish(file)
    return command?.status
  }

  /// Waits until the recording is to end.
  ///
  /// `isOver` tells a reason besides the command's end, the time and a signal. It returns why it ends.
  func wait(for command: inout ChildProcess?, growing: Bool = true, _ isOver: () -> Bool) throws -> String {
    let start = begun ?? seconds
    begun = start
    for turn in 0... {
      if command?.poll() != nil { return "command" }
      if Interruption.times > 0 { return "signal" }
      if let limit = options.seconds, seconds - start >= limit { return "time" }
      if isOver() { return growing ? "recorder" : "stop" }
      if growing, turn % 10 == 9 { growRing() }
      usleep(20_000)
    }
    return "time"
  }
}
