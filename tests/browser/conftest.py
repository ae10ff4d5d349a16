"""The program as people see it: served, and opened in Chromium, which may reach this server alone."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.preloaded import Preloaded
from tests.demo import AS_OF

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30
"""What has not come to pass by then does not: of any wait for a state; a slow machine has not taken it."""
expect.set_options(timeout=1000 * SECONDS)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


TALK = """(() => {
  const talk = window.talk = {asked: 0, rests: false};
  const finished = bytes => {
    for (let at = 0; at < bytes.length;) {
      const tag = bytes[at++];
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        value += (bytes[at] & 127) * 2 ** shift;
        if (!(bytes[at++] & 128)) break;
      }
      if (tag === 6 << 3) return value !== 2;
      if (tag !== (1 << 3 | 2) && tag !== (2 << 3 | 2)) return false;
      at += value;
    }
    return false;
  };
  const rest = asked => setTimeout(() => setTimeout(() => { talk.rests = talk.asked === asked; }));
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer && finished(new Uint8Array(data))) rest(talk.asked);
      });
    }
    send(data) {
      if (data[0] === (11 << 3 | 2)) { talk.asked += 1; talk.rests = false; }
      super.send(data);
    }
  };
})()"""
"""Watches a page talk with Streamlit: how many runs it has asked for, and whether the last of them is drawn.

A page asks for a run by `BackMsg.rerun_script` (field 11), and is told that one has ended by
`ForwardMsg.script_finished` (6), after its `hash` and `metadata` (1, 2); 2 means that it begins again. What
is told is drawn in the task after.
"""


_preloaded = cache(Preloaded)


@pytest.fixture(scope="session", autouse=True)
def _servers_end():
    yield
    if _preloaded.cache_info().currsize:
        _preloaded().close()


@contextlib.contextmanager
def serving(database, *, anew=False, port=None, **settings):
    """Serve a database; yields the address. `anew`: by the program's own command."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    words = ["run", "dashboard/server.py", f"--server.port={port}", "--server.address=127.0.0.1"]
    environment = dict(os.environ, PETITION_MAP_DATABASE=str(database), **settings)
    with (_commanded if anew else _forked)(environment, words):
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/health", timeout=2).close()
                break
            time.sleep(0.05)
        else:
            pytest.fail("The server did not answer /health within 30 seconds")
        yield address


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def _commanded(environment, words):
    command = [sys.executable, "-m", "streamlit", *words]
    quietly = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, **quietly)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def _forked(environment, words):
    number = _preloaded().start(environment, *words)
    try:
        yield
    finally:
        _preloaded().end(number)


@pytest.fixture(scope="session")
def demo_file(demo_of, tmp_path_factory):
    """The demo that is served to every test: what a test adds to it must trouble no other."""
    return shutil.copy(demo_of(AS_OF), tmp_path_factory.mktemp("demo") / "demo.gpkg")


@pytest.fixture
def own_file(demo_of, tmp_path):
    """A demo of this test's own, for it changes it."""
    return shutil.copy(demo_of(AS_OF), tmp_path / "demo.gpkg")


@pytest.fixture
def own_server(own_file):
    with serving(own_file) as address:
        yield address


@pytest.fixture(scope="session")
def demo_server(demo_file):
    with serving(demo_file) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM:
        pytest.fail("Chromium is missing: install it, or name it in the variable CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reader(chromium):
    """One reader's browser, whose cache spares every page but the first the loading of Streamlit."""
    context = chromium.new_context()
    context.set_default_timeout(1000 * SECONDS)
    context.add_init_script(TALK)
    yield context
    context.close()


@pytest.fixture
def open_page(reader):
    """Open pages of a size; fails the test if anything was asked of another host."""
    pages, foreign = [], []

    def watch(request):
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            foreign.append(request.url)

    def opened(address, width=1366, height=768, **media):
        if not reader.pages and address.startswith(
            "http"
        ):  # stays open, and with it the process that has compiled Streamlit's scripts
            reader.new_page().goto(urlsplit(address)._replace(path="/health", query="").geturl())
        page = reader.new_page()
        pages.append(page)
        page.on("request", watch)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**media)
        page.goto(address)
        return page

    yield opened
    for page in pages:
        page.close()
    assert foreign == []


def painted_map(page, at=0):
    """A map of the page, once it is painted: its `petitionMap` is what it draws from."""
    drawn = page.locator(".pm-map").nth(at)
    expect(drawn).to_have_attribute("data-painted", re.compile("."))
    return drawn


def click_village(drawn, place):
    """Click a village of a map where it surely is; its outline as it was drawn from."""
    path = drawn.locator("path.pm-village").nth(place)
    village = drawn.evaluate("(map, place) => map.petitionMap.outlines.villages[place]", place)
    path.dispatch_event("click", {"bubbles": True})
    return village


def quiet(page):
    """Wait until all that the page has asked is answered and drawn: no more changes under the pointer."""
    page.wait_for_function(
        "() => window.talk.rests && document.querySelector('[data-test-script-state=notRunning]')"
        " && !document.querySelector('[data-testid=stSkeleton]')",
        polling=20,
    )


@contextlib.contextmanager
def answered(page):
    """Wait until what is done within has been asked of the server, answered and drawn."""
    before = page.evaluate("window.talk.asked")
    yield
    page.wait_for_function("before => window.talk.asked > before", arg=before, polling=20)
    quiet(page)


def becomes(ask, wanted):
    """Ask until the answer is the wanted one, as what is seen needs its time; fails with the last answer."""
    until = time.monotonic() + SECONDS
    while (answer := ask()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    assert answer == wanted


_GO = """address => {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""


def go(page, address):
    """Go to another page as a link of ours does, without loading Streamlit anew, until it is drawn."""
    with answered(page):
        page.evaluate(_GO, f"/{address}")
