/// Why a database could not be read or written: one sentence about one file.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Database it is about.
  public var file: String
  /// What happened, lower case, without a full stop.
  public var what: String
  /// SQLite's extended result code, 0 when the cause is not SQLite's.
  public var code: Int32
  /// Where in the SQL text SQLite found the mistake, in bytes; nil when it is not about one place.
  public var sqlOffset: Int?

  /// `what` of a file that is there and may not be replaced.
  public static let exists = "exists already"

  /// Whether a statement was interrupted, by a limit that mmtrace itself set.
  public var isInterruption: Bool { code & 0xff == 9 }

  /// An error about `file`.
  public init(_ file: String, _ what: String, code: Int32 = 0, sqlOffset: Int? = nil) {
    self.file = file
    self.what = what
    self.code = code
    self.sqlOffset = sqlOffset
  }

  /// `FILE: WHAT (SQLite error N)`.
  public var description: String {
    code == 0 ? "\(file): \(what)" : "\(file): \(what) (SQLite error \(code))"
  }
}
