/// What has a state before anything is known of it.
protocol Blank: ~Copyable {
  init()
}

/// A tracker's state for each slot that another tracker gives: for each thread, mm or CPU.
///
/// A slot that it never heard of has the blank state.
struct SlotStates<State: Blank & ~Copyable>: ~Copyable {
  private var states = GrowingBuffer<State>()
  private let blank = State()

  /// States that are not blank have slots below.
  var count: Int32 { Int32(states.count) }

  /// Forgets what was known of the slot: it has been given to another.
  mutating func reset(_ slot: Int32) {
    if slot < states.count { states[Int(slot)] = State() }
  }

  subscript(slot: Int32) -> State {
    @inline(__always) _read {
      if slot < states.count {
        yield states[Int(slot)]
      } else {
        yield blank
      }
    }
    @inline(__always) _modify {
      if slot >= states.count { grow(to: slot) }
      yield &states[Int(slot)]
    }
  }

  @inline(never)
  private mutating func grow(to slot: Int32) {
    while states.count <= slot { states.append(State()) }
  }
}
