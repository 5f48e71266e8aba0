/// SHA-256 of a recording that could not be ingested: which file it was can be said all the same.
public enum RecordingDigest {
  /// The digest in hexadecimal; nil when there is no file at `path`, or none that can be read.
  public static func sha256(_ path: String) -> String? {
    guard path != "-", let given = try? GivenBytes(path: path, name: path) else { return nil }
    return FileDigest(given).finish()
  }
}
