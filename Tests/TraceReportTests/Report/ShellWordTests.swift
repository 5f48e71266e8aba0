import Testing

@testable import TraceReport

@Suite struct ShellWordTests {
  @Test(arguments: [
    ("trace.dat", "trace.dat"), ("/a/b-c_1.dat", "/a/b-c_1.dat"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
    ("$(id)", "'$(id)'"), ("-x.dat", "./-x.dat"), ("- x", "'./- x'"), ("", "''"), ("\u{e9}", "'\u{e9}'"),
    ("-", "-"),
  ])
  func quoted(_ word: String, _ wanted: String) { #expect(ShellWord.quoted(word) == wanted) }
}
