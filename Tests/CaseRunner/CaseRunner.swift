import Glibc
import TestSupport

/// Runs case files outside of the tests, as `make cases` and scripts/mutants do.
///
///     CaseRunner [--write] [--first] [--judge FOLDER] FILE...
///
/// `--write` writes what each file expects anew, `--first` stops at the first failure, `--judge` takes the
/// judge's steps from a folder, `--write-judge` writes those that are built in into one. Status: 0 all hold, 1 some do not, 2 some cannot be run.
@main struct CaseRunner {
  static func main() {
    var (isWriting, stopsAtFirst, judge) = (false, false, String?.none)
    var writtenJudge: String?
    var files: [String] = []
    var words = CommandLine.arguments.dropFirst()
    while let word = words.popFirst() {
      switch word {
      case "--write": isWriting = true
      case "--first": stopsAtFirst = true
      case "--judge": judge = words.popFirst()
      case "--write-judge": writtenJudge = words.popFirst()
      default: files.append(word)
      }
    }
    var status: Int32 = 0
    do {
      if let writtenJudge { try CaseRun.writeJudge(to: writtenJudge) }
      let run = try CaseRun(judge: judge)
      for path in files.sorted() {
        if status != 0, stopsAtFirst { break }
        do throws(CaseMistake) {
          let file = try CaseFile(path)
          if isWriting {
            try run.rewrite(file)
          } else {
            let failures = try run.failures(of: file)
            for failure in failures { print(failure) }
            if !failures.isEmpty { status = max(status, 1) }
          }
        } catch {
          print(error)
          status = 2
        }
      }
    } catch {
      print(error)
      status = 2
    }
    exit(status)
  }
}
