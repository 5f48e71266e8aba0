extension ProtectPath {
  /// The paths of each function, those that a flag tells first, by the flag: the most telling comes first.
  private static let byEntry: [[(path: ProtectPath, sign: PathSign)]] = {
    let all = allCases.map { (path: $0, sign: $0.sign) }.sorted {
      ($0.sign.flag ?? .max) < ($1.sign.flag ?? .max)
    }
    return EventKind.allCases.map { kind in all.filter { $0.sign.entry == kind } }
  }()

  /// The path of a call.
  ///
  /// - Parameters:
  ///   - entry: the event at its entry, one that a path of the catalogue enters by.
  ///   - flags: MM_CP_* of include/linux/mm.h, the same bits from 5.10 to 7.2; nil when not recorded.
  ///   - function: the innermost call around it; nil for none.
  ///   - argument: that call's argument.
  /// - Returns: the path whose flag is set; without flags the one of the call around; else the function's own.
  static func path(
    _ entry: EventKind, flags: UInt64?, within function: KernelFunction?, argument: Int64
  ) -> ProtectPath {
    let paths = byEntry[Int(entry.rawValue)]
    let told: ProtectPath? =
      if let flags {
        paths.first { $0.sign.flag.map { flags & $0 != 0 } ?? false }?.path
      } else {
        paths.first { $0.sign.within == function && function != nil && $0.sign.argument == argument }?.path
          ?? paths.first { $0.sign.within == function && function != nil && $0.sign.argument == nil }?.path
      }
    // A catalogue without a path for this entry is refused when it is built.
    return told ?? paths.last?.path ?? .clearRefs
  }

  /// The path of a function that returns, where nothing else of the call is known.
  static func path(returningBy exit: EventKind) -> ProtectPath {
    allCases.first { $0.sign.exit == exit && $0.sign.flag == nil } ?? .mprotect
  }
}
