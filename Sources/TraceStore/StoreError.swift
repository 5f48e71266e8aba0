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
