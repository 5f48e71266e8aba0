import Glibc
import TestSupport
import Testing
import TraceQuery
import TraceReport

/// The HTML report in a real browser, without a window.
@Suite(
  .serialized,
  .enabled(if: Shell.has("chromium"), "chromium is not installed: apt-get install chromium"))
struct HTMLReportTests {
  @Test(arguments: [
    "lab3-lost-cr-gup", "lab612-66-lost-cr", "lab1-softdirty-pin", "v6.12-0-softdirty", "f-tponly",
  ])
  func itFitsAndShowsWhatHappened(name: String) throws {
    let recording = try Recording(name)
    let html = ReportFormat.html.render(try ReportFindings(recording.connection, full: true))
    let (page, errors) = try Self.browse(html, in: recording.folder)
    #expect(errors == "", "the console has errors")
    #expect(page.contains("<pre id=\"result\">checked 2 widths</pre>"), "\(Self.result(of: page))")
  }

  @Test func theMeasureFindsWhatIsWrong() throws {
    let recording = try Recording("lab3-lost-cr-gup")
    let html = ReportFormat.html.render(try ReportFindings(recording.connection, full: true))
    let wide = html.replacing("<main>", with: "<main><div style=\"width:2000px\">x</div>")
    #expect(Self.result(of: try Self.browse(wide, in: recording.folder).page).contains("overflows"))
    let moved = html.replacing("<rect class=\"bar fault\" x=\"", with: "<rect class=\"bar fault\" x=\"1")
    #expect(Self.result(of: try Self.browse(moved, in: recording.folder).page).contains("bar"))
  }

  /// Shows a report at 360 and at 1400 pixels in frames, and measures it there from outside: the report
  /// itself has no script.
  private static func browse(_ html: String, in folder: String) throws -> (page: String, errors: String) {
    let source = html.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    let frames = [360, 1400].map { width in
      "<iframe style=\"width:\(width)px;height:900px;border:0\" srcdoc=\"\(source)\"></iframe>"
    }
    let page = "<!DOCTYPE html><body>\(frames.joined())<pre id=\"result\"></pre><script>\(script)</script>"
    try Files.write(page, to: folder + "/page.html")
    let shown = Shell.output(
      of:
        """
        cd '\(folder)' && HOME='\(folder)' timeout 120 chromium --headless --no-sandbox --disable-gpu \
        --disable-dev-shm-usage --user-data-dir='\(folder)/profile' --enable-logging=stderr --window-size=1500,1000 \
        --virtual-time-budget=5000 --dump-dom 'file://\(folder)/page.html' 2>errors.txt
        """)
    return (shown, Shell.output(of: "grep CONSOLE '\(folder)/errors.txt'"))
  }

  private static func result(of page: String) -> String {
    guard let start = page.ranges(of: "<pre id=\"result\">").last else { return "nothing was shown" }
    return String(page[start.upperBound...].prefix { $0 != "<" })
  }

  private static let script = """
    addEventListener('load', () => {
      const wrong = [];
      for (const frame of document.querySelectorAll('iframe')) {
        const page = frame.contentDocument, width = frame.clientWidth;
        const over = page.documentElement.scrollWidth - page.documentElement.clientWidth;
        if (over > 0) wrong.push('overflows by ' + over + ' at ' + width);
        if (!page.querySelector('h1').textContent.startsWith('mmtrace: ')) wrong.push('no title');
        if (page.querySelector('script, img, iframe, [src]')) wrong.push('something is loaded');
        for (const button of page.querySelectorAll('input.x16')) {
          const canvas = button.parentElement.querySelector('.canvas'), before = canvas.clientWidth;
          button.click();
          if (Math.abs(canvas.clientWidth / before - 16) > 0.1) wrong.push('zoom ' + canvas.clientWidth / before);
          if (page.documentElement.scrollWidth > page.documentElement.clientWidth) wrong.push('zoom overflows');
          button.parentElement.querySelector('input.x1').click();
          if (canvas.clientWidth !== before) wrong.push('zoom does not end');
        }
        for (const svg of page.querySelectorAll('svg')) {
          const box = svg.getBoundingClientRect();
          const start = BigInt(svg.dataset.start), span = Number(BigInt(svg.dataset.end) - start);
          const bars = svg.querySelectorAll('rect.bar');
          if (bars.length < 3) wrong.push('only ' + bars.length + ' bars');
          if (!svg.querySelector('.danger') !== !svg.querySelector('.store')) wrong.push('a store without its band');
          const band = svg.querySelector('.danger'), store = svg.querySelector('.store');
          if (band && Math.abs(band.x.baseVal.value - store.x.baseVal.value) > 0.5) wrong.push('the band is elsewhere');
          const grid = svg.querySelectorAll('.grid');
          if (grid.length < 2 || grid.length > 8) wrong.push(grid.length + ' lines of the grid');
          for (const bar of bars) {
            // The stroke that keeps the shortest bars visible is not part of the place.
            const left = bar.x.baseVal.value, wide = bar.width.baseVal.value;
            const from = Number(BigInt(bar.dataset.from) - start) / span * box.width;
            const to = Number(BigInt(bar.dataset.to) - start) / span * box.width;
            if (Math.abs(left - from) > 0.5 || Math.abs(left + wide - to) > 0.5)
              wrong.push('a bar is at ' + left + ', not at ' + from);
            if (!bar.querySelector('title').textContent || bar.tabIndex !== 0) wrong.push('a bar has no title');
          }
        }
      }
      document.getElementById('result').textContent = wrong.length ? wrong.join('; ') : 'checked 2 widths';
    });
    """
}
