/// The kernel of a recording for a public place.
public enum KernelName {
  /// The uname without the name of the host.
  public static func withoutHost(_ kernel: String, host: String?) -> String {
    kernel.split(separator: " ").enumerated().filter { index, word in !(index == 1 && String(word) == host) }
      .map { String($0.element) }.joined(separator: " ")
  }
}
