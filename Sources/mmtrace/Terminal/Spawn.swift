import Glibc
import TraceStore

/// Starts other programs, with the signals as mmtrace itself got them.
enum Spawn {
  /// Starts a program with our environment.
  ///
  /// - Parameters:
  ///   - program: its path, or a name to look for.
  ///   - words: its arguments, its own name first.
  ///   - group: whether it gets a process group of its own, so that Ctrl-C does not reach it.
  ///   - actions: what becomes of its descriptors.
  /// - Returns: its process; nil when it could not be started, for the reason in `errno`.
  static func start(
    _ program: String, _ words: [String], group: Bool = false,
    _ actions: (inout posix_spawn_file_actions_t) -> Void
  ) -> pid_t? {
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    actions(&files)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals are blocked in every thread of mmtrace, and two are ignored: not in a child.
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for number in [SIGPIPE, SIGXFSZ] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (group ? POSIX_SPAWN_SETPGROUP : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var arguments = words.map { word in word.withFileName { strdup($0) } } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawnp(&process, program, &files, &attributes, &arguments, environ)
    errno = code
    return code == 0 ? process : nil
  }
}
