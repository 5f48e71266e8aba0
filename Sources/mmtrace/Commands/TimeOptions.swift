import ArgumentParser

/// How long a command may take.
struct TimeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
  var timeout: Double?

  /// The longest that a timer takes is far beyond what anybody waits.
  private static let longest = 1e8

  func validate() throws {
    guard let timeout else { return }
    guard timeout > 0, timeout <= Self.longest else {
      throw ValidationError("--timeout takes seconds, more than 0 and at most \(Int(Self.longest))")
    }
  }

  /// Calls `limit` with the time, if one was given.
  func begin(_ limit: (Double) -> Void) {
    // A timer of 0 would never end.
    if let timeout { limit(max(timeout, 0.001)) }
  }

  /// `5 s`.
  var words: String {
    guard let timeout else { return "" }
    return timeout == timeout.rounded() ? "\(Int(timeout)) s" : "\(timeout) s"
  }
}
