/// What the pairing does with an event of a kind: from the catalogue, so that a path or a call needs no code.
enum KindAction {
  /// It has a place of its own in `Pairing`.
  case ofItsOwn
  /// A path enters by it: a window begins.
  case protects(ProtectArguments)
  /// The window may close from here on; the path is the function's own, `pages` the argument that counts what was changed,
  /// `status` one that is 0 when a page was.
  case protectReturns(ProtectPath, pages: Int?, status: Int?)
  /// A call begins that other things happen inside of.
  case calls(KernelFunction, CallArguments)
  case callReturns(KernelFunction)
}

/// Places of the arguments of a function that takes permission; nil for what it does not have.
struct ProtectArguments {
  /// The path where nothing tells another.
  let own: ProtectPath
  let mm: Int
  let start: Int
  /// Where the stretch ends, or how long it is: an event has one of them.
  let end: Int?
  let len: Int?
  /// mmap_lock.count.
  let lk: Int?
  let cpFlags: Int?
  let tlb: Int?
  /// The address space that fork makes.
  let childMm: Int?
  /// Bytes from the start on, where the event has neither end nor length.
  let size: Int64
}

/// Places of the arguments of a call; nil for what it does not have.
struct CallArguments {
  let mm: Int?
  let start: Int?
  let end: Int?
  let len: Int?
  /// What `kernel_call.argument` has of it.
  let argument: Int?
}

extension EventKind {
  var action: KindAction { Self.actions[Int(rawValue)] }
}
