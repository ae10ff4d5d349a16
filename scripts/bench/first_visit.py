"""What a first visit loads, with nothing in the browser's cache: requests and bytes on the wire, by name.

``python -m scripts.bench.first_visit [--page coverage] [--json]`` needs the development requirements and
Chromium. What the page itself sends over its websocket is counted apart, as bytes of its messages.
"""

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from scripts.bench.map import FLAGS, make_demo, serving

SHOWN = 12
"""Files that are named, the largest first."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", default="map")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        database = Path(kept) / "demo.gpkg"
        make_demo(database)
        with serving("dashboard/server.py", database) as (address, _process):
            visit(f"{address}/{options.page}")  # the server's own first time
            files, messages = visit(f"{address}/{options.page}")
    total = sum(files.values())
    result = {"requests": len(files), "bytes": total, "message_bytes": messages, "files": files}
    if options.json:
        print(json.dumps(result))
        return
    print(f"{len(files)} requests, {total / 1e6:.2f} MB; messages {messages / 1e6:.2f} MB")
    for name, size in sorted(files.items(), key=lambda each: -each[1])[:SHOWN]:
        print(f"{size / 1000:8.0f} kB  {name}")


def visit(address: str) -> tuple[dict[str, int], int]:
    """Bytes on the wire by path, and those of the websocket's messages, until the page is drawn."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    paths: dict[str, str] = {}
    files: dict[str, int] = {}
    frames: list[int] = []

    def sent(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def finished(event: dict[str, Any]) -> None:
        path = paths.get(event["requestId"], "")
        if path and not event["requestId"].startswith("data:"):
            files[path] = files.get(path, 0) + int(event["encodedDataLength"])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", sent)
        session.on("Network.loadingFinished", finished)
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))))
        page.goto(address)
        page.locator("h1").first.wait_for(timeout=60_000)
        page.wait_for_timeout(4000)
        browser.close()
    return files, sum(frames)


if __name__ == "__main__":
    main()
