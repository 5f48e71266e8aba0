import Glibc
import TraceRecord

/// What a reader of a recording wants to know of the machine, as marks.
enum MachineFacts {
  /// uname's release, version and machine.
  static var uname: (release: String, version: String, machine: String) {
    var names = utsname()
    Glibc.uname(&names)
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return (text(names.release), text(names.version), text(names.machine))
  }

  /// CPU flags that decide how TLBs behave and clocks run.
  private static let telling = [
    "pcid", "invpcid", "invlpgb", "constant_tsc", "nonstop_tsc", "hypervisor", "la57", "svm", "vmx",
  ]

  /// The marks, the kernel first.
  static func marks(_ facts: KernelFacts) -> [RecorderMark] {
    let names = uname
    var marks = [
      RecorderMark("kernel", "\(names.release) \(names.version) \(names.machine)"),
      RecorderMark("cmdline", SystemFile.text("/proc/cmdline")),
      RecorderMark("cpu", cpuModel),
      RecorderMark("cpu_flags", telling.filter { facts.cpuFlags.contains($0) }.joined(separator: " ")),
      RecorderMark("cpus", String(facts.cpus)),
      RecorderMark("thp", chosen("/sys/kernel/mm/transparent_hugepage/enabled")),
      RecorderMark("clocksource", facts.clockSource),
    ]
    if facts.cpuFlags.contains("hypervisor") { marks.append(RecorderMark("hypervisor", hypervisor)) }
    if let layout = facts.layout { marks.append(RecorderMark("layout", layout.source)) }
    return marks
  }

  private static var cpuModel: String {
    let line = SystemFile.text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? ""
  }

  private static var hypervisor: String {
    let names = ["/sys/hypervisor/type", "/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name"]
      .map(SystemFile.text).filter { !$0.isEmpty }
    return names.isEmpty ? "unknown" : names.joined(separator: " ")
  }

  /// The word in brackets.
  private static func chosen(_ path: String) -> String {
    String(SystemFile.text(path).drop { $0 != "[" }.dropFirst().prefix { $0 != "]" })
  }
}
