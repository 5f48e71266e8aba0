import Synchronization

/// Values that are made once in a run of the tests, by name; whoever else asks for one waits for it.
final class OnceByName<Value: Sendable>: Sendable {
  private final class Entry: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// The value of that name; `make` runs for the first who asks.
  func value(_ name: String, make: () throws -> Value) throws -> Value {
    let entry = entries.withLock { entries in
      let entry = entries[name] ?? Entry()
      entries[name] = entry
      return entry
    }
    return try entry.value.withLock { value in
      let made = value ?? Result { try make() }
      value = made
      return try made.get()
    }
  }
}
