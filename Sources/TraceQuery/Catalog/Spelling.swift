/// Names that somebody may have meant who typed another one.
public enum Spelling {
  /// The names that are like `word`: it is a part of them, or a few letters differ; the nearest first.
  public static func alike(_ word: String, among names: [String]) -> [String] {
    names.map { (name: $0, distance: distance(word, $0)) }
      .filter { name, distance in
        distance <= min(3, max(1, word.count / 2)) || (word.count >= 3 && name.contains(word))
      }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.map(\.name)
  }

  /// Number of letters to insert, remove, replace or swap with the next to make `a` of `b`.
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var (older, old) = ([Int](), Array(0...b.count))
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(old[j + 1] + 1, row[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, older[j - 1] + 1) }
        row.append(best)
      }
      (older, old) = (old, row)
    }
    return old[b.count]
  }
}
