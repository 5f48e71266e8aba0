import Testing
import TraceRecord

@Test func show() { for file in ProbeFiles.all { print("== \(file.name)\n\(file.text)") } }
