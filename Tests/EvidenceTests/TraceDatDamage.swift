import TestSupport

/// Parts of a trace.dat that are taken away.
enum TraceDatDamage {
  /// Every damage to `recording`, whose bytes are uncompressed (version 6).
  static func all(_ recording: Evidence) throws -> [Damage] {
    let parts = try TraceDatParts(Fixture.bytes(recording.file))
    var damages: [Damage] = []
    func add(
      _ kind: String, _ detail: String, _ allowed: Damage.Expectation,
      _ change: @escaping @Sendable (inout [UInt8]) -> Void
    ) {
      damages.append(
        Damage(kind: kind, detail: detail, recording: recording, allowed: allowed) {
          var bytes = parts.bytes
          change(&bytes)
          return bytes
        })
    }
    for kind in parts.kinds {
      // mmtrace does not know the event then: it was not recorded.
      add("kind renamed", kind.role, .sameOrDoubt) { $0[kind.name] = UInt8(ascii: "X") }
      // Its records are there and cannot be read.
      // A probe that was set without it.
      for field in kind.fields {
        add("field renamed", "\(kind.role) \(field.name)", .sameOrDoubt) {
          $0[field.place] = UInt8(ascii: "X")
        }
      }
      add("format gone", kind.role, .sameOrDoubt) { $0[kind.number] = UInt8(ascii: "9") }
    }
    for (number, cpu) in parts.cpus.enumerated() {
      if let entry = cpu.entry {
        add("cpu gone", "\(number)", .gone) { for at in entry..<entry + 16 { $0[at] = 0 } }
        add("cpu half", "\(number)", .sameOrDoubt) {
          put(UInt64(cpu.data.count / 8192 * 4096), entry + 8, &$0)
        }
      }
      add("cpu zero", "\(number)", .gone) { for at in cpu.data { $0[at] = 0 } }
      for percent in [10, 50, 90] {
        let page = cpu.pages * (100 - percent) / 100
        add("cpu tail zero", "\(number), \(percent) %", cpu.pages - page > 1 ? .gone : .sameOrDoubt) {
          for at in cpu.page(page)..<cpu.data.upperBound { $0[at] = 0 }
        }
      }
      for page in Set([0, cpu.pages / 3, cpu.pages / 2, cpu.pages - 2]).sorted() where page >= 0 {
        let start = cpu.page(page)
        add("page zero", "\(number), \(page)", .gone) { for at in start..<start + 4096 { $0[at] = 0 } }
        add("page empty", "\(number), \(page)", .gone) { for at in start + 8..<start + 16 { $0[at] = 0 } }
        add("page cut", "\(number), \(page)", .sameOrDoubt) { put(UInt64(800), start + 8, &$0) }
        add("page lost mark", "\(number), \(page)", .gone) { $0[start + 11] |= 0x80 }
        add("page garbage", "\(number), \(page)", .gone) { bytes in
          for at in start + 16..<start + 4096 { bytes[at] = UInt8(truncatingIfNeeded: at &* 167) }
        }
      }
    }
    for (number, cpu) in parts.cpus.enumerated() where cpu.pages > 4 {
      let (first, second) = (cpu.page(cpu.pages / 2), cpu.page(cpu.pages / 2 + 1))
      add("pages swapped", "\(number)", .sameOrDoubt) { bytes in
        for at in 0..<4096 { bytes.swapAt(first + at, second + at) }
      }
      add("page twice", "\(number)", .doubt) { bytes in
        for at in 0..<4096 { bytes[second + at] = bytes[first + at] }
      }
    }
    for percent in [30, 60, 95] {
      add("file cut off", "\(percent) %", .gone) { $0.removeLast($0.count * (100 - percent) / 100) }
    }
    return damages
  }

  /// Every damage to the compressed chunks of `recording` (version 7).
  static func packed(_ recording: Evidence) throws -> [Damage] {
    let parts = try TraceDatParts(Fixture.bytes(recording.file))
    var damages: [Damage] = []
    for (number, cpu) in parts.cpus.enumerated() {
      let start = cpu.data.lowerBound
      let count = UInt32(parts.bytes[start]) | UInt32(parts.bytes[start + 1]) << 8
      func add(_ kind: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void) {
        damages.append(
          Damage(kind: kind, detail: "\(number)", recording: recording, allowed: .gone) {
            var bytes = parts.bytes
            change(&bytes)
            return bytes
          })
      }
      add("no chunks") { put(UInt32(0), start, &$0) }
      if count > 1 { add("fewer chunks") { put(count - 1, start, &$0) } }
      add("more chunks") { put(count + 1, start, &$0) }
      add("chunk garbage") { for at in start + 40..<start + 60 { $0[at] = 0x55 } }
    }
    return damages
  }

  private static func put<T: FixedWidthInteger>(_ value: T, _ place: Int, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { for (at, byte) in $0.enumerated() { bytes[place + at] = byte } }
  }
}
