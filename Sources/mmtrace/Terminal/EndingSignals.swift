import Glibc
import Synchronization
import TraceStore

/// Signals that end the program: nothing temporary and no child stays behind.
///
/// They are blocked everywhere and taken by a thread of their own: a signal handler could not look at a list
/// safely. Those that were ignored when the program began (nohup, a shell's background job) stay ignored.
enum EndingSignals {
  /// What ends a process by itself and can be caught; a crash is no time to clean up.
  private static let ending = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
  ]

  /// What happens when the time is up.
  private struct TimeLimit {
    var isSet = false
    var isArmed = false
    var answer = ""
    var complaint = ""
    var status: Int32 = 2
  }

  private static let limit = Mutex(TimeLimit())
  private static let children = Mutex<Set<pid_t>>([])

  /// From now on such a signal removes what is temporary before it ends the process, unless a command sees to
  /// it (`Interruption`).
  ///
  /// SIGPIPE and SIGXFSZ become errors of write().
  static func watch() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var caught = set()
    pthread_sigmask(SIG_BLOCK, &caught, nil)
    var thread = pthread_t()
    let isStarted = pthread_create(
      &thread, nil,
      { _ in
        EndingSignals.wait()
        return nil
      }, nil)
    guard isStarted == 0 else {
      // Without the thread the signals end the process at once, as they would any other.
      pthread_sigmask(SIG_UNBLOCK, &caught, nil)
      return
    }
    pthread_detach(thread)
  }

  /// The signals to take: all that were not ignored, and SIGALRM, which a time limit needs.
  private static func set() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in ending where number == SIGALRM || !isIgnored(number) { sigaddset(&set, number) }
    return set
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return true }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func wait() {
    var caught = set()
    var isAlarmIgnored = isIgnored(SIGALRM)
    while true {
      var number: Int32 = 0
      guard sigwait(&caught, &number) == 0 else { continue }
      guard number == SIGALRM else {
        if Interruption.note() { continue }
        return end(by: number)
      }
      let current = limit.withLock(\.self)
      if current.isArmed { end(current) }
      // One that comes after the answer is late, not somebody's wish to end us.
      isAlarmIgnored = isAlarmIgnored || current.isSet
      if !isAlarmIgnored { return end(by: number) }
    }
  }

  private static func end(by number: Int32) {
    TemporaryFiles.removeAll {
      stopChildren()
      signal(number, SIG_DFL)
      var this = sigset_t()
      sigemptyset(&this)
      sigaddset(&this, number)
      pthread_sigmask(SIG_UNBLOCK, &this, nil)
      raise(number)
    }
  }

  private static func end(_ limit: TimeLimit) {
    TemporaryFiles.removeAll {
      stopChildren()
      Complaint.print(limit.complaint)
      _ = limit.answer.utf8.withContiguousStorageIfAvailable {
        write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      _exit(limit.status)
    }
  }

  /// Ends the process after `seconds` with `status`, `complaint` and, on standard output, `answer`.
  static func limitTime(to seconds: Double, complaint: String, answer: String, status: Int32) {
    limit.withLock { limit in
      limit = TimeLimit(isSet: true, isArmed: true, answer: answer, complaint: complaint, status: status)
    }
    signal(SIGALRM, SIG_DFL)
    var timer = itimerval()
    timer.it_value.tv_sec = Int(seconds)
    timer.it_value.tv_usec = suseconds_t((seconds - seconds.rounded(.down)) * 1e6)
    setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
  }

  /// The answer is there: the time does not matter any more.
  static func liftLimit() { limit.withLock { $0.isArmed = false } }

  /// Remembers a child that must not outlive us.
  static func remember(child process: pid_t) { children.withLock { _ = $0.insert(process) } }

  /// Forgets it: it has ended, and its number is about to be free for another process.
  static func forget(child process: pid_t) { children.withLock { _ = $0.remove(process) } }

  private static func stopChildren() {
    for process in children.withLock(\.self) { kill(process, SIGTERM) }
  }
}
