import TestSupport

extension Recording {
  /// Recordings in which something is found, or may be.
  static let all = [
    "f-counter", "f-filter", "f-instance", "f-local", "f-lost", "f-stack", "f-tponly", "f-tsc",
    "lab0-softdirty",
    "lab1-softdirty-pin", "lab16-hiwater", "lab16-softdirty", "lab3-lost-cr", "lab3-lost-cr-3lost",
    "lab3-lost-cr-gup", "lab4-uffdwp", "lab612-32-lost-fork-gup", "lab612-64-softdirty", "lab612-66-lost-cr",
    "lab8-lost-fork-gup", "v6.1-0-fork", "v6.1-0-uffdwp", "v6.12-0-softdirty",
  ]
}
