"""Hours of a wall run fast: page after page in Chromium, with the server ended and started again in between.

``python -m scripts.reliability.wall [--turns 2160] [--restart-at 0.5] [--json]`` needs the development
requirements, Chromium and Linux. A page stays for 20 seconds by default: 2,160 turns are twelve hours. Told
are memory and open sockets of the server, memory of the page, and how long the wall took to come back.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.bench.map import FLAGS, ROOT, make_demo

FOOT, SENTENCE = ".pm-wall-foot", "h1.pm-sentence"
STEPS = 20
"""So many times during the run it is looked how much is used."""


@dataclass(frozen=True)
class Use:
    """What is used after so many turns: MB of the server, its sockets, and MB of the page's scripts."""

    turns: int
    server_mb: float
    sockets: int
    page_mb: float


class Server:
    """The program, on one port, which can be ended and started again."""

    def __init__(self, database: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database = database
        self.start()

    def start(self) -> None:
        words = ["-m", "streamlit", "run", "dashboard/server.py", f"--server.port={self.port}"]
        self.process = subprocess.Popen(
            [sys.executable, *words, "--server.address=127.0.0.1", "--server.headless=true"],
            cwd=ROOT,
            env=dict(os.environ, PETITION_MAP_DATABASE=str(self.database), PETITION_MAP_BACKUP_HOUR="off"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5):  # noqa: S310 our own
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server does not answer")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def use(self, turns: int, page: Page) -> Use:
        own = Path(f"/proc/{self.process.pid}")
        (resident,) = [line for line in (own / "status").read_text().splitlines() if line.startswith("VmRSS")]
        links = [str(each.readlink()) for each in (own / "fd").iterdir() if each.is_symlink()]
        scripts = page.evaluate("performance.memory.usedJSHeapSize")
        return Use(
            turns,
            round(int(resident.split()[1]) / 1024, 1),
            sum(link.startswith("socket:") for link in links),
            round(scripts / 2**20, 1),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2160)
    parser.add_argument("--restart-at", type=float, default=0.5, help="share of the turns; 0: never")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        database = Path(kept) / "demo.gpkg"
        make_demo(database)
        server = Server(database)
        try:
            told = run(server, options.turns, options.restart_at)
        finally:
            server.end()
    if options.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name}: {value}")


def run(server: Server, turns: int, restart_at: float) -> dict[str, object]:
    """Turn the pages so often, with one restart; all that was measured."""
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        more = ("--enable-precise-memory-info", "--js-flags=--expose-gc")
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *more])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{server.address}/?screen=1")
        page.wait_for_selector(FOOT, timeout=120_000)
        used, seconds, sentences, back = [], [], set(), None
        again = round(turns * restart_at)
        for turn in range(1, turns + 1):
            seconds.append(_turn(page))
            sentences.add(page.inner_text(SENTENCE))
            if turn % max(turns // STEPS, 1) == 0:
                page.evaluate("gc()")
                used.append(server.use(turn, page))
                print(used[-1], file=sys.stderr, flush=True)
            if turn == again:
                back = _restart(server, page)
        browser.close()
    half = [each for each in used if each.turns > again] or used
    return {
        "turns": turns,
        "pages": len(sentences),
        "median_ms": round(1000 * statistics.median(seconds)),
        "slowest_ms": round(1000 * max(seconds)),
        **(back or {}),
        "server_mb": [half[0].server_mb, half[-1].server_mb],
        "sockets": [half[0].sockets, half[-1].sockets],
        "page_mb": [half[0].page_mb, half[-1].page_mb],
        "used": [asdict(each) for each in used],
    }


def _turn(page: Page) -> float:
    """Go one page on; the seconds until it is told."""
    before, begun = _told(page), time.monotonic()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"told => document.querySelector('{FOOT}').dataset.at !== told", arg=before)
    return time.monotonic() - begun


def _restart(server: Server, page: Page) -> dict[str, object]:
    """End the server until the wall says that it hears nothing; how long it took to be back."""
    before = _told(page)
    server.end()
    lost = f"() => document.querySelector('{FOOT}').lastElementChild.classList.contains('lost')"
    page.wait_for_function(lost, timeout=180_000)
    said = page.inner_text(f"{FOOT} > :last-child")
    server.start()
    begun = time.monotonic()
    come = f"told => document.querySelector('{FOOT}') && document.querySelector('{FOOT}').dataset.at !== told"
    page.wait_for_function(come, arg=before, timeout=180_000)
    return {"said_meanwhile": said, "back_s": round(time.monotonic() - begun, 1)}


def _told(page: Page) -> str | None:
    return page.get_attribute(FOOT, "data-at")


if __name__ == "__main__":
    main()
