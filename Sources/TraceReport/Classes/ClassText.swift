/// What a report says about findings of one class: one type and one file per class.
protocol ClassText: SendableMetatype {
  /// The class, as the judge's table `race_class` has it.
  static var name: String { get }
  /// Kind of race, for the title.
  static var kind: String { get }
  /// What that kind is, for who reads of it for the first time: at most a line with `kind`.
  static var meaning: String { get }
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

extension ClassText {
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

/// The classes that a report can tell of.
enum KnownClasses {
  private static let all: [any ClassText.Type] = [
    LostWriteText.self, CopiedText.self, ExclusionText.self, LateFlushText.self, UnlockedFlushText.self,
    StaleTLBText.self, ServedText.self, BlockedText.self,
  ]

  /// What is said of a class; for one that only a newer judge knows, what is said of `served`: it claims least.
  static func text(_ name: String) -> any ClassText.Type {
    all.first { $0.name == name } ?? ServedText.self
  }
}
