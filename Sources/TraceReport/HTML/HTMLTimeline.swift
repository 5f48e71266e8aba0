import TraceQuery

/// A finding's timeline as inline SVG: CPUs as lanes, what happened there as bars.
///
/// Places are percentages of the width, so the picture fits any page without a script, and a wider one is a
/// closer look; its text keeps its size. Heads of lanes are HTML, which stays in view while the picture scrolls.
struct HTMLTimeline {
  private static let headRoom = 26
  private static let laneHead = 24
  private static let rowHeight = 32

  private let picture: TimelinePicture
  private let axis: TimelineAxis

  private init(_ picture: TimelinePicture) {
    self.picture = picture
    axis = TimelineAxis(
      from: picture.start, to: picture.end, origin: picture.origin, times: picture.times)
  }

  /// The whole, and what surrounds the copy where that is short; `id` is no other's on the page.
  static func render(_ picture: TimelinePicture, title: String, id: String) -> String {
    let whole = HTMLTimeline(picture).figure(title, id: id, legend: true)
    guard let closeUp = picture.closeUp else { return whole }
    let caption = "Closer, around the stretch in which a store may be lost"
    return whole
      + HTMLTimeline(closeUp).figure("\(title): \(caption)", id: nil, legend: false, caption: caption)
  }

  private func figure(_ title: String, id: String?, legend: Bool, caption: String? = nil) -> String {
    var body = ""
    var heads = ""
    var y = Self.headRoom
    for lane in picture.lanes {
      let top = y
      y += Self.laneHead
      for kind in TimelineKind.allCases {
        let bars = picture.bars.filter { $0.cpu == lane.cpu && $0.kind == kind }
        guard !bars.isEmpty else { continue }
        if let first = bars.map(\.from).min() { body += label(kind.name, max(first, picture.start), y) }
        body += bars.map { bar($0, y + 14) }.joined()
        y += Self.rowHeight
      }
      for mark in picture.marks where mark.cpu == lane.cpu {
        body += self.mark(mark, y)
        y += Self.rowHeight
      }
      body += "<line class=\"rule\" x1=\"0\" x2=\"100%\" y1=\"\(y + 3)\" y2=\"\(y + 3)\"/>\n"
      y += 8
      heads +=
        "<div style=\"height:\(y - top)px\"><span>CPU \(lane.cpu) \(HTMLText.escaped(lane.name))</span></div>\n"
    }
    return """
      <figure>
      \(caption.map { "<h3>\(HTMLText.escaped($0))</h3>\n" } ?? "")\(zoom(id))<div class="scroll" tabindex="0" \
      role="region" aria-label="\(HTMLText.escaped(title))"><div class="canvas">
      <svg role="group" aria-label="Timeline: \(HTMLText.escaped(title))" width="100%" height="\(y + 24)"
        data-start="\(picture.start)" data-end="\(picture.end)">
      \(grid(y))\(danger(y))\(body)</svg>
      <div class="heads" aria-hidden="true" style="padding-top:\(Self.headRoom)px">
      \(heads)</div>
      </div></div>
      <figcaption>\(legend ? self.legend : "")\(beyond)</figcaption>
      </figure>

      """
  }

  /// How wide the picture is: radio buttons, which need no script.
  private func zoom(_ id: String?) -> String {
    guard let id else { return "" }
    return [("x1", "whole"), ("x4", "4 times"), ("x16", "16 times")].map { kind, text in
      """
      <input type="radio" class="\(kind)" name="zoom-\(id)" id="zoom-\(id)-\(kind)"\(kind == "x1" ? " checked" : "")>\
      <label for="zoom-\(id)-\(kind)">\(text)</label>

      """
    }.joined()
  }

  /// A row's name beside its beginning: colours alone would not tell.
  private func label(_ name: String, _ from: Int64, _ y: Int) -> String {
    let isLate = from - picture.start > (picture.end - picture.start) / 2
    return """
      <text class="tick" x="\(percent(from))%" y="\(y + 10)"\(isLate ? " text-anchor=\"end\"" : "")>\(name)</text>

      """
  }

  private func bar(_ bar: TimelinePicture.Bar, _ y: Int) -> String {
    let from = max(bar.from, picture.start)
    let to = min(bar.to, picture.end)
    return """
      <rect class="bar \(bar.kind.rawValue)" x="\(percent(from))%" width="\(share(to - from))%" y="\(y)" height="14" \
      tabindex="0" role="img" aria-label="\(HTMLText.escaped(bar.title))" data-from="\(from)" data-to="\(to)">\
      <title>\(HTMLText.escaped(bar.title))</title></rect>

      """
  }

  private func mark(_ mark: TimelinePicture.Mark, _ y: Int) -> String {
    label("mark", mark.ts, y) + """
      <line class="mark" x1="\(percent(mark.ts))%" x2="\(percent(mark.ts))%" y1="\(y + 14)" y2="\(y + 28)" \
      tabindex="0" role="img" aria-label="\(HTMLText.escaped(mark.title))">\
      <title>\(HTMLText.escaped(mark.title))</title></line>

      """
  }

  /// Lines at round times through all lanes, with the times below.
  private func grid(_ y: Int) -> String {
    axis.ticks.map { tick in
      let x = percent(tick.ts)
      return """
        <line class="grid" x1="\(x)%" x2="\(x)%" y1="\(Self.headRoom)" y2="\(y)"/>
        <text class="tick" x="\(x)%" y="\(y + 14)" text-anchor="\(anchor(tick.ts, edge: 0.04))">\(tick.text)</text>

        """
    }.joined()
  }

  /// The stretch in which a store can be lost, through all lanes: who did what in it.
  private func danger(_ y: Int) -> String {
    guard let danger = picture.danger else { return "" }
    let from = max(danger.from, picture.start)
    let to = min(danger.to, picture.end)
    let middle = from + (to - from) / 2
    return """
      <rect class="danger" x="\(percent(from))%" width="\(share(to - from))%" y="\(Self.headRoom - 6)" \
      height="\(y - Self.headRoom + 6)"/>
      <text class="danger-name" x="\(percent(middle))%" y="14" text-anchor="\(anchor(middle, edge: 0.3))">\
      \(picture.times.length(danger.to - danger.from)): a store may be lost</text>

      """
  }

  private var legend: String {
    let kinds = TimelineKind.allCases.filter { kind in picture.bars.contains { $0.kind == kind } }
    return kinds.map { kind in
      "<span class=\"key\"><span class=\"swatch \(kind.rawValue)\"></span>\(HTMLText.escaped(kind.label))</span>"
    }.joined(separator: "\n")
  }

  private var beyond: String {
    guard !picture.beyond.isEmpty else { return "" }
    return "<ul>\n\(picture.beyond.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined())</ul>"
  }

  /// Text in the middle of its place, but near an edge away from it.
  private func anchor(_ ts: Int64, edge: Double) -> String {
    let share = Double(ts - picture.start) / Double(picture.end - picture.start)
    return share < edge ? "start" : share > 1 - edge ? "end" : "middle"
  }

  private func percent(_ ts: Int64) -> String { share(ts - picture.start) }

  /// A share of the span in percent with four decimals.
  private func share(_ part: Int64) -> String {
    let share = Double(part) / Double(picture.end - picture.start)
    let scaled = Int64((share * 1_000_000).rounded())
    let fraction = String(scaled % 10_000)
    return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
  }
}
