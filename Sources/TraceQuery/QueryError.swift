public import TraceStore

/// Why a question could not be answered, in words for the user.
///
/// It prints as `SUBJECT: WHAT`, then notes (what was still done, or why it matters) and hints (what to type).
public struct QueryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of failure it is, for code that must tell them apart.
  public enum Kind: Sendable, Equatable {
    /// The file is no database of mmtrace, or of another version.
    case wrongFile
    /// SQLite failed.
    case store
    /// There is no query of that name.
    case unknownQuery
    /// A query file has a mistake in its header.
    case badHeader
    /// A parameter that the query does not have, or a value that it cannot take.
    case badParameter
    /// The answer is larger than what can be held of it.
    case tooLarge
    /// SQLite does not understand the SQL.
    case badSQL
    /// The recording lacks events that the query needs; their roles.
    case notRecorded([String])
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// File or query it is about.
  public var subject: String
  /// What happened, lower case, without a full stop.
  public var what: String
  /// Lines of SQL with a caret below the mistake, printed as they are.
  public var excerpt: [String]
  /// Why it matters, one sentence each.
  public var notes: [String]
  /// What to do, one line each.
  public var hints: [String]

  /// An error about `subject`.
  public init(
    _ kind: Kind, _ subject: String, _ what: String, excerpt: [String] = [], notes: [String] = [],
    hints: [String] = []
  ) {
    self.kind = kind
    self.subject = subject
    self.what = what
    self.excerpt = excerpt
    self.notes = notes
    self.hints = hints
  }

  /// What SQLite says about a database.
  public init(_ error: StoreError) {
    self.init(.store, error.file, error.code == 0 ? error.what : "\(error.what) (SQLite error \(error.code))")
  }

  /// `SUBJECT: WHAT`.
  public var description: String { "\(subject): \(what)" }
}

/// Runs `body`, whose errors are SQLite's.
func storing<Result: ~Copyable>(
  _ body: () throws(StoreError) -> Result
) throws(QueryError) -> Result {
  do throws(StoreError) { return try body() } catch { throw QueryError(error) }
}

extension QueryError {
  /// There is no finding of that id in the database at `path`.
  static func noSuchRace(_ id: Int64, _ path: String) -> QueryError {
    QueryError(
      .badParameter, path, "there is no finding with race_id \(id)",
      hints: ["mmtrace query DB race.in_window lists them"])
  }
}
