import Glibc
import TraceStore

/// The program of a recorder that prints its recordings.
struct OtherProgram {
  let name: String
  private let arguments: [String]

  /// The one that reads `container`, nil when there is none.
  init?(reading container: String) {
    if container.hasPrefix("trace.dat") {
      // Nanoseconds, and no plugins: those change what is printed, not what was recorded.
      (name, arguments) = ("trace-cmd report", ["trace-cmd", "report", "-t", "-N", "-i"])
    } else if container.hasPrefix("perf.data") {
      (name, arguments) = (
        "perf script", ["perf", "script", "--ns", "-F", "comm,tid,cpu,time,event,trace", "-i"]
      )
    } else {
      return nil
    }
  }

  /// Lets it print the recording at `path` into the file `output`.
  func print(_ path: String, to output: String) throws(Complaint) {
    let process = Spawn.start(arguments[0], arguments + [path]) { actions in
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    guard let process else {
      throw Complaint(
        arguments[0], String(cString: strerror(errno)).lowercased(), hints: ["is it installed?"])
    }
    EndingSignals.remember(child: process)
    defer { EndingSignals.forget(child: process) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Complaint(path, "\(name) cannot read it") }
  }
}
