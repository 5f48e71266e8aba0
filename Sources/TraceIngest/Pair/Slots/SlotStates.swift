/// What has a state before anything is known of it.
protocol Blank: ~Copyable {
  init()
}

/// A tracker's state for each slot that another tracker gives: for each thread, mm or CPU.
///
/// A slot that it never heard of has the blank state.
struct SlotStates<State: Blank & ~Copyable>: ~Copyable {
  /// The blank state, which nobody changes, then those of slots 0 and up.
  private var states = GrowingBuffer<State>()

  init() { states.append(State()) }

  /// States that are not blank have slots below.
  @inline(__always)
  var count: Int32 { Int32(truncatingIfNeeded: states.count) - 1 }

  /// Forgets what was known of the slot: it has been given to another.
  mutating func reset(_ slot: Int32) {
    if slot < count { self[slot] = State() }
  }

  /// The place of the state of a slot; valid until a state is asked for by another slot that has none yet.
  @inline(__always)
  mutating func place(_ slot: Int32) -> UnsafeMutablePointer<State> {
    precondition(slot >= 0)
    if slot >= count { grow(to: slot) }
    return states.place(Int(slot) + 1)
  }

  subscript(slot: Int32) -> State {
    @inline(__always) unsafeAddress {
      // No slot reads as blank: what is not known has no state.
      precondition(slot >= noSlot)
      return UnsafePointer(states.place(slot < count ? Int(slot) + 1 : 0))
    }
    @inline(__always) unsafeMutableAddress { place(slot) }
  }

  @inline(never)
  private mutating func grow(to slot: Int32) {
    while count <= slot { states.append(State()) }
  }
}
