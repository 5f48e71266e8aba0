import Synchronization

/// What a command that must end in its own way does when it is told to end.
enum Interruption {
  private static let state = Mutex<(isHandled: Bool, times: Int)>((false, 0))

  /// From now on signals that would end the program are only noted.
  static func handle() { state.withLock { $0.isHandled = true } }

  /// How often a signal came.
  static var times: Int { state.withLock { $0.times } }

  /// Notes a signal.
  ///
  /// - Returns: whether the command sees to it.
  static func note() -> Bool {
    state.withLock { state in
      state.times += 1
      return state.isHandled
    }
  }
}
