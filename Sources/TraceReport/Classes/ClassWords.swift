/// What a report says about findings of one class: one type and one file per class.
protocol ClassWords: SendableMetatype {
  /// The class, as the judge's table `race_class` has it.
  static var name: String { get }
  /// Kind of race, for the title.
  static var kind: String { get }
  /// The function that met the one that opened the window, for the title.
  static var counterpart: String { get }
  /// What of the finding decides it, and is shown first.
  static var decides: DecidingEvents { get }
  /// What was seen and what it may mean.
  static func prose(_ told: ToldFinding) -> String
  /// How strong such a finding is.
  static func strength(_ told: ToldFinding) -> String
  /// What the recording cannot show, besides what is so of every class with a window.
  static func notShown(_ told: ToldFinding) -> [String]
  /// Which other explanations are excluded, and by what.
  static func ruledOut(_ told: ToldFinding) -> [String]
}

extension ClassWords {
  static func notShown(_ told: ToldFinding) -> [String] { [] }
}

/// Which events a finding rests on besides those of its window.
struct DecidingEvents: OptionSet, Sendable {
  let rawValue: Int
  /// The fault in the window.
  static let fault = DecidingEvents(rawValue: 1)
  /// The flush that closed the window.
  static let flush = DecidingEvents(rawValue: 2)
  /// A copy of the page; without it a fault counts as served.
  static let copy = DecidingEvents(rawValue: 4)
  /// A race: what the owner went on to do is told too.
  static let race = DecidingEvents(rawValue: 8)
}

/// The classes that a report has words for.
enum KnownClasses {
  private static let all: [any ClassWords.Type] = [
    LostWriteWords.self, CopiedWords.self, ExclusionWords.self, LateFlushWords.self, StaleTLBWords.self,
    ServedWords.self, BlockedWords.self,
  ]

  /// The words for a class; those of `served`, which claim least, for one that a newer judge has found.
  static func words(_ name: String) -> any ClassWords.Type {
    all.first { $0.name == name } ?? ServedWords.self
  }
}
