import Testing

import TraceRecord

/// What may stand in a line that is pasted into a shell, and what must be quoted.
@Suite struct ShellWordTests {
  @Test(arguments: [
    ("trace.dat", "trace.dat"), ("/a/b-c_1.dat", "/a/b-c_1.dat"), ("a b", "'a b'"), ("it's", "'it'\\''s'"),
    ("$(id)", "'$(id)'"), ("-e", "-e"), ("", "''"), ("\u{e9}", "'\u{e9}'"), ("a\nb", "'a\nb'"),
  ])
  func oneArgument(_ word: String, _ wanted: String) { #expect(ShellWord.quoted(word) == wanted) }

  @Test(arguments: [("-x.dat", "./-x.dat"), ("- x", "'./- x'"), ("-", "-"), ("a", "a")])
  func noOption(_ name: String, _ wanted: String) { #expect(ShellWord.file(name) == wanted) }
}
