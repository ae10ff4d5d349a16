"""From a click on a filter to the repainted map, in Chromium, against plain streamlit-folium in the same run.

``python -m scripts.bench.map [--repeat 20] [--before FOLDER] [--json]`` needs the development requirements
and Chromium. All show the same demo county, the same petitions, the same outlines, and change the same filter
in turn. Of ours, and of a checkout of an earlier version, more is timed: a length of the period until the
whole page is settled, for the browser may paint the map by itself before that; a category, which the server
alone can answer, until the map is repainted; a click on a village until its name stands beside the map, and
until its panel is settled. Of ours the frames of a second while the window of months is dragged. On Linux the
CPU time that each server takes for a change of the filter is measured too.
"""

import argparse
import contextlib
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
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Frame, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
DAY = "2026-11-24"
"""Of the demo county's record, which each version makes for itself."""

BUTTONS = (1, 0, 3, 2)
"""Places of the buttons 3, 1, 36 and 12 months, pressed in this order; a page opens with 12."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--before", type=Path, help="a checkout of an earlier version")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept, contextlib.ExitStack() as running:
        start = {"ours": (ROOT, "dashboard/server.py"), "plain": (ROOT, "scripts/bench/plain/server.py")}
        if options.before:
            start["before"] = (options.before, "dashboard/server.py")
        servers = {}
        for name, (folder, script) in start.items():
            database = Path(kept) / f"{name}.gpkg"
            make_demo(database, folder)
            servers[name] = running.enter_context(serving(script, database, folder))
        times, more = measure(servers, options.repeat)
    result: dict[str, float] = {
        **{name: round(statistics.median(values)) for name, values in times.items()},
        **more,
    }
    result["ratio"] = round(result["plain_ms"] / result["ours_ms"], 1)
    if options.json:
        print(json.dumps(result))
        return
    for name in times:
        low, high = min(times[name]), max(times[name])
        print(f"{name:17} median {result[name]:5d}   from {low:.0f} to {high:.0f}   n = {len(times[name])}")
    print(f"plain / ours: {result['ratio']}")
    for name, figure in more.items():
        print(f"{name}: {figure}")


def make_demo(database: Path, folder: Path = ROOT) -> None:
    """Make the demo county of `DAY` in a file, by the program in a folder."""
    make = ["-m", "scripts", "demo", "--database", str(database), "--as-of", DAY]
    subprocess.run([sys.executable, *make], cwd=folder, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def serving(script: str, database: Path, folder: Path = ROOT) -> Iterator[tuple[str, int]]:
    """Serve a script on a free port; yields its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
    process = subprocess.Popen(
        [*command, "--server.address=127.0.0.1"],
        cwd=folder,
        env=dict(os.environ, PETITION_MAP_DATABASE=str(database)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()  # noqa: S310
                break
            time.sleep(0.2)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(10)


def measure(
    servers: dict[str, tuple[str, int]], repeat: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds of all, taken in turn; the mean milliseconds of CPU that a click costs, frames of ours."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    times: dict[str, list[float]] = {f"{name}_ms": [] for name in servers}
    cpu = {f"{name}_cpu_ms": 0.0 for name in servers}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        pages = {}
        for name, (address, _process) in servers.items():
            page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
            page.goto(address if name == "plain" else f"{address}/map")
            _painted(page, since=None)
            pages[name] = page
        for turn in range(repeat):
            for name, page in pages.items():
                before = cpu_ms(servers[name][1])
                taken, settled = _once(page, BUTTONS[turn % len(BUTTONS)])
                page.wait_for_timeout(400)
                if turn >= len(BUTTONS):  # the first of each warms up
                    times[f"{name}_ms"].append(taken)
                    times.setdefault(f"{name}_page_ms", []).append(settled)
                    cpu[f"{name}_cpu_ms"] += cpu_ms(servers[name][1]) - before
        for name in servers.keys() - {"plain"}:
            times[f"{name}_category_ms"] = [_category(pages[name], turn) for turn in range(repeat)][2:]
            pages[name].goto(f"{servers[name][0]}/map")
            _painted(pages[name], since=None)
            villages = [_village(pages[name], turn) for turn in range(repeat)][2:]
            times[f"{name}_village_named_ms"] = [named for named, _settled in villages]
            times[f"{name}_village_ms"] = [settled for _named, settled in villages]
        more = {name: round(total / (repeat - len(BUTTONS))) for name, total in cpu.items() if total}
        for measure in ("count", "rate"):
            pages["ours"].goto(f"{servers['ours'][0]}/map?show={measure}")
            _painted(pages["ours"], since=None)
            frames = statistics.median(_frames(pages["ours"]) for _ in range(3))
            more[f"ours_frames_a_second_on_{measure}"] = round(frames)
        browser.close()
    return times, more


def cpu_ms(process: int) -> float:
    """Milliseconds of CPU that a process has taken; 0 where no /proc tells it."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _once(page: Page, place: int) -> tuple[float, float]:
    """Click one length of the period; until the frame after the first new colours, and until all is there."""
    since = _token(_painted(page, since=None))
    start = page.evaluate(
        """place => {
            const row = document.querySelector('[class*="st-key-span"]');
            const start = Date.now();
            row.querySelectorAll('button')[place].click();
            return start;
        }""",
        place,
    )
    frame = _painted(page, since)
    end = frame.evaluate("() => new Promise(done => requestAnimationFrame(() => done(Date.now())))")
    _settled(page)
    return float(end - start), float(page.evaluate("() => Date.now()") - start)


def _settled(page: Page) -> None:
    """Wait until the server has said all, and two frames after."""
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'",
        polling=5,
    )
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _category(page: Page, turn: int) -> float:
    """Choose a category from its list, and wait for the frame after the last new colour."""
    since = _token(_painted(page, since=None))
    page.evaluate("() => addEventListener('pointerup', () => { window.pressed = Date.now(); }, true)")
    page.locator(".st-key-category [data-testid=stSelectbox] input").click()
    page.get_by_role("option").nth(1 + turn % 7).click()
    frame = _painted(page, since)
    end = frame.evaluate("() => new Promise(done => requestAnimationFrame(() => done(Date.now())))")
    taken = float(end - page.evaluate("() => window.pressed"))
    _settled(page)
    page.wait_for_timeout(400)
    return taken


def _village(page: Page, turn: int) -> tuple[float, float]:
    """Click a village that is not open; until its name stands beside the map, and its panel is settled."""
    frame = _painted(page, since=None)
    place = frame.evaluate_handle(
        """turn => {
            const paths = [...document.querySelectorAll('path.pm-village')];
            for (let at = 7 * turn; ; at++) {
                const path = paths[at % paths.length], box = path.getBBox();
                const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2);
                const seen = middle.matrixTransform(path.getScreenCTM());
                if (document.elementFromPoint(seen.x, seen.y) === path) return path;
            }
        }""",
        turn,
    ).as_element()
    if place is None or (box := place.bounding_box()) is None:
        raise TimeoutError("No village can be clicked")
    before = page.url
    page.evaluate(
        """place => {
            const name = place.getAttribute('aria-label').split(', ')[0];
            const isNamed = head => head.textContent.startsWith(name) && head.offsetParent;
            window.named = 0;
            addEventListener('click', () => {
                const start = performance.now();
                const look = () => {
                    const isThere = [...document.querySelectorAll('h3')].some(isNamed);
                    if (isThere) window.named = performance.now() - start;
                    else requestAnimationFrame(look);
                };
                requestAnimationFrame(look);
            }, { capture: true, once: true });
        }""",
        place,
    )
    start = time.perf_counter()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("before => location.href !== before", arg=before, polling=5)
    _settled(page)
    taken = 1000 * (time.perf_counter() - start)
    page.wait_for_timeout(400)
    return float(page.evaluate("() => window.named")), taken


def _frames(page: Page) -> float:
    """Frames of a second while the window of months is dragged to another month in each, and painted."""
    page.wait_for_function("() => document.querySelector('.pm-map').petitionMap.brush.sums")
    return float(
        page.evaluate(
            """async () => {
                const state = document.querySelector('.pm-map').petitionMap, { brush } = state;
                const away = brush.track.getBoundingClientRect().width / brush.data.months.length;
                const middle = brush.shown.getBoundingClientRect().x + 5 + away / 2;
                const point = (name, x) => brush.track.dispatchEvent(
                    new PointerEvent(name, { clientX: x, pointerId: 1, bubbles: true }));
                brush.track.setPointerCapture = () => {};
                state.send = () => {};
                point('pointerdown', middle);
                const times = [];
                await new Promise(done => {
                    const frame = time => {
                        times.push(time);
                        point('pointermove', middle - (times.length % 20) * away);
                        if (times.length > 120) done(); else requestAnimationFrame(frame);
                    };
                    requestAnimationFrame(frame);
                });
                point('pointerup', middle);
                return 1000 * (times.length - 1) / (times.at(-1) - times[0]);
            }"""
        )
    )


def _painted(page: Page, since: str | None) -> Frame:
    """The frame of the map once it is painted, and painted otherwise than `since`; asked every 20 ms."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        page.wait_for_timeout(20)
        for frame in page.frames:
            with contextlib.suppress(Exception):  # a frame may go while it is asked
                token = _token(frame)
                if token and token != since:
                    return frame
    raise TimeoutError("The map was not painted within a minute")


def _token(frame: Frame) -> str:
    """What the map shows: all its colours and circles, once every village is there."""
    return str(
        frame.evaluate(
            """() => {
                const paths = [...document.querySelectorAll('path.leaflet-interactive')];
                const circles = [...document.querySelectorAll('path.pm-circle')];
                const seen = [...paths.map(each => each.getAttribute('fill')),
                    ...circles.map(each => each.getAttribute('d'))];
                return paths.length < 244 ? '' : seen.join('');
            }"""
        )
    )


if __name__ == "__main__":
    main()
