"""The program as people see it: served, and opened in Chromium, which may reach this server alone."""

import contextlib
import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from data import demo
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
expect.set_options(timeout=30_000)
AS_OF = dt.date(2026, 11, 24)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker("browser")


@contextlib.contextmanager
def serving(database, **settings):
    """Serve a database on a free port; yields the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/server.py", f"--server.port={port}"]
    process = subprocess.Popen(
        [*command, "--server.address=127.0.0.1"],
        cwd=ROOT,
        env=dict(os.environ, PETITION_MAP_DATABASE=str(database), **settings),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(150):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/health", timeout=2).close()
                break
            time.sleep(0.2)
        else:
            pytest.fail("The server did not answer /health within 30 seconds")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    store = Store(str(path), create=True)
    demo.build(store, AS_OF)
    store.close()
    return path


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


@pytest.fixture
def open_page(chromium):
    """Open pages of a size; fails the test if anything was asked of another host."""
    contexts, foreign = [], []

    def watch(request):
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            foreign.append(request.url)

    def block(route):
        if route.request.url.startswith("http://127.0.0.1:"):
            route.continue_()
        else:
            route.abort()

    def opened(address, width=1366, height=768, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        context.on("request", watch)
        context.route("http*://**/*", block)
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert foreign == []


def map_frame(page):
    """The map's frame, once it is painted."""
    page.wait_for_selector("iframe[title*=folium]")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for frame in page.frames:
            if "streamlit_folium" in frame.url and frame.query_selector("body[data-painted]"):
                return frame
        page.wait_for_timeout(100)
    pytest.fail("The map was not painted within 30 seconds")


def quiet(page):
    """Wait until the page is drawn: what is clicked before may be drawn again under the pointer."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
