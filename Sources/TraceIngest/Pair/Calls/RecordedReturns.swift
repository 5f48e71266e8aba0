/// Which calls end with an event, in this recording.
extension RecordedRoles {
  /// Whether the end of a call would be an event.
  func containsReturn(of function: KernelFunction) -> Bool {
    function.returnKind.map { contains($0) } ?? false
  }
}
