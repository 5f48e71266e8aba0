import Glibc

/// Commands of a shell.
package enum Shell {
  /// What a command writes to its standard output.
  package static func output(of command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// Whether a program is installed.
  package static func has(_ program: String) -> Bool { output(of: "command -v \(program)") != "" }
}
