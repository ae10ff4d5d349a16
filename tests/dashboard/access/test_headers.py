"""What stands on every answer: no other host, nothing kept, nothing guessed."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.access.headers import SecurityHeaders
from dashboard.drawing import maps


def policy(answer):
    return dict(each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(
    "path", ["/", "/plan?x=1", "/health", "/_stcore/health", "/_stcore/host-config", "/no"]
)
def test_pages_and_what_they_ask_are_never_kept_nor_shown_elsewhere(demo_door, path):
    answer = demo_door.ask(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert policy(answer)["frame-ancestors"] == "'none'"


def test_refusals_and_media_carry_the_headers_too(demo_door):
    for path in ("/media/0.csv", "/export/0", "/_stcore/metrics"):
        answer = demo_door.ask(path)
        assert answer.status_code == 404
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_runs_no_script_that_is_not_known(demo_door):
    scripts = policy(demo_door.ask("/"))["script-src"].split()
    assert scripts[0] == "'self'" and len(scripts) > 3
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", each) for each in scripts[1:])


def test_files_that_change_with_their_address_are_kept(demo_door):
    name = re.search(r"static/js/index\.\w+\.js", demo_door.ask("/").text)[0]
    assert "immutable" in demo_door.ask(f"/{name}").headers["Cache-Control"]
    assert demo_door.ask("/static/js/none.js").headers["Cache-Control"] == "no-store"
    assert "immutable" in demo_door.ask(f"/assets/own/{maps.VERSION}/map/main.js").headers["Cache-Control"]


def test_the_platform_serves_what_the_pages_need_and_no_more(demo_door):
    for path in (
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/auth/login",
        "/oauth2callback",
    ):
        assert demo_door.ask(path).status_code == 404, path


def test_no_cookie_of_the_platform_is_set(demo_door):
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        assert "streamlit" not in demo_door.ask(path).headers.get("Set-Cookie", "")


def test_behind_tls_the_browser_is_told_to_stay_there():
    sent = []

    async def answer(_, __, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def keep(message):
        sent.append(dict(message["headers"]))

    async def ask():
        for scheme in ("https", "http"):
            await SecurityHeaders(answer)({"type": "http", "scheme": scheme, "path": "/"}, None, keep)

    with ThreadPoolExecutor(1) as beside:  # the browser of other tests may keep a loop on this thread
        beside.submit(asyncio.run, ask()).result()
    assert b"strict-transport-security" in sent[0]
    assert b"strict-transport-security" not in sent[1]


def test_files_travel_compressed_and_pages_do_not(demo_door):
    name = re.search(r"static/js/index\.\w+\.js", demo_door.ask("/").text)[0]
    for path in (f"/{name}", "/assets/leaflet/leaflet.css"):
        answer = demo_door.ask(path, Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip", path
        assert "Accept-Encoding" in answer.headers["Vary"]
    for path in ("/", "/health"):
        assert "Content-Encoding" not in demo_door.ask(path, Accept_Encoding="gzip").headers, (
            "secrets are in these"
        )
