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
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    // It gets the signals as we got them, not blocked and ignored as they are here.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for number in [SIGPIPE, SIGXFSZ] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = (arguments + [path]).map { word in word.withFileName { strdup($0) } } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let result = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, environ)
    guard result == 0 else {
      throw Complaint(
        arguments[0], String(cString: strerror(result)).lowercased(), hints: ["is it installed?"])
    }
    EndingSignals.remember(child: process)
    defer { EndingSignals.forget(child: process) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Complaint(path, "\(name) cannot read it") }
  }
}
