/// Which path a protecting call is on, where more than one enters by its function.
extension ProtectPath {
  /// The paths of each function, those that a flag tells first, by the flag: the most telling comes first.
  private static let byEntry: [[(path: ProtectPath, sign: PathSign)]] = {
    let all = allCases.map { (path: $0, sign: $0.sign) }.sorted {
      ($0.sign.flag ?? .max) < ($1.sign.flag ?? .max)
    }
    return EventKind.allCases.map { kind in all.filter { $0.sign.entry == kind } }
  }()

  /// The path that flags, or the call around, tell of a call.
  ///
  /// - Parameters:
  ///   - entry: the event at its entry, one that a path of the catalogue enters by.
  ///   - flags: MM_CP_* of include/linux/mm.h, the same bits from 5.10 to 7.2; nil when not recorded.
  ///   - function: the innermost call around it; nil for none.
  ///   - argument: that call's argument.
  /// - Returns: the path whose flag is set; without flags the one of the call around; nil when nothing tells.
  static func told(
    _ entry: EventKind, flags: UInt64?, within function: KernelFunction?, argument: Int64
  ) -> ProtectPath? {
    let paths = byEntry[Int(entry.rawValue)]
    if let flags { return paths.first { $0.sign.flag.map { flags & $0 != 0 } ?? false }?.path }
    guard let function else { return nil }
    let within = { (argument: Int64?) in
      paths.first { $0.sign.within == function && $0.sign.argument == argument }?.path
    }
    return within(argument) ?? within(nil)
  }
}
