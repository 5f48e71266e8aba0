/// The slot of a CPU in every tracker's states of CPUs.
enum CPUSlot {
  /// Damaged or pasted input may name any CPU.
  private static let limit: Int32 = 65_536

  @inline(__always)
  static func of(_ cpu: Int32) -> Int32 { cpu < 0 || cpu >= limit ? 0 : cpu }
}
