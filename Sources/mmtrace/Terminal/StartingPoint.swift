import Glibc
import TraceStore

/// What a program gets from whoever starts it, made safe.
enum StartingPoint {
  /// Gives descriptors 0 to 2 that are closed something to stand for them.
  ///
  /// Else the next file that is opened gets that number, and the answer is written into it. Reading or writing
  /// them fails as it would if they were closed.
  static func holdStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      // open() gives the lowest free number, which is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// The arguments, with names of files that are no UTF-8 kept (`FileName`).
  static var arguments: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map(name)
    }
  }

  /// A variable of the environment, nil when it is not set or empty.
  static func environment(_ variable: String) -> String? {
    getenv(variable).map(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func name(_ text: UnsafeMutablePointer<CChar>) -> String {
    FileName.decode(UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) })
  }
}
