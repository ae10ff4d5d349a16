"""The one process: Streamlit's pages beside our own routes.

Start it from the project's root, so that ``dashboard`` is one package:
``python -m streamlit run dashboard/server.py`` (``scripts/run.py`` does).
"""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st
import xstatic.pkg.leaflet
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.runtime.pages_manager import PagesManager

from dashboard import base_path, cache, exports, garbage, nightly
from dashboard.access import login, pages
from dashboard.access.compression import Compression
from dashboard.access.first_page import FirstPage
from dashboard.access.guard import Guard, may_pass
from dashboard.access.headers import FOREVER, SecurityHeaders
from dashboard.access.hosts import Hosts, is_loopback
from dashboard.access.under import Under
from dashboard.drawing import maps
from dashboard.drawing.bundle import bundled
from dashboard.open311.application import FOLDER, Open311
from dashboard.phone.routes import routes
from dashboard.province import Province, province
from dashboard.record import is_opening
from dashboard.settings import VERSION, check, settings
from dashboard.visitors import COOKIE
from data import discretion
from data.errors import NoCounty
from geo.errors import Refused

check()
base_path.check()
sys.setswitchinterval(0.001)  # what a run has made goes to the browser while the run goes on


def health(request: Request) -> Response:
    """200 with the version of the program; 503 when the record cannot be read, or is being opened.

    Whoever may pass, and this machine, is told the version of the data as well: it grows with every write,
    and tells a stranger when the office works. A record that waits to be set up has no data yet, and is no
    fault.
    """
    if is_opening():
        return JSONResponse({"status": "opening", "program": VERSION}, status_code=503)
    try:
        dataset = cache.store().dataset()
        told = {"data": dataset.version} if is_loopback(request.scope) or may_pass(request) else {}
    except NoCounty:
        return JSONResponse({"status": "no county", "program": VERSION})
    except Exception:  # whatever is wrong, the answer is the same and tells nothing of the inside
        return JSONResponse({"status": "unavailable", "program": VERSION}, status_code=503)
    return JSONResponse({"status": "ok", "program": VERSION} | told)


def geometry(request: Request) -> Response:
    """Outlines for the map; their address changes with their content."""
    try:
        geography = cache.geography(cache.store().dataset())
    except Refused:
        return Response(status_code=503)
    drawn: cache.Geography | Province | None = geography
    if request.path_params["digest"] != geography.digest:
        drawn = _of_province(request.path_params["digest"])
    if drawn is None:
        return Response(status_code=404)
    return Response(drawn.outlines, media_type="application/json", headers={"Cache-Control": FOREVER})


def _of_province(digest: str) -> Province | None:
    try:
        found = province()
    except Refused:
        return None
    return found if found is not None and found.digest == digest else None


def relief(request: Request) -> Response:
    """The picture of the relief; its address changes with its content."""
    try:
        shaded = cache.geography(cache.store().dataset()).relief
    except Refused:
        return Response(status_code=503)
    if shaded is None or request.path_params["digest"] != shaded.digest:
        return Response(status_code=404)
    return Response(shaded.picture, media_type="image/webp", headers={"Cache-Control": FOREVER})


def scripts_of_the_map(request: Request) -> Response:
    """All of them in one answer; their address changes with their content."""
    return Response(bundled(), media_type="text/javascript")


def export(request: Request) -> Response:
    """A file on offer (`dashboard.exports`), once, to the browser that it is for; 404 to any other."""
    token, owner = request.path_params["token"], request.cookies.get(COOKIE, "")
    take = exports.look_up if request.method == "HEAD" else exports.take
    try:
        file = take(token, owner)
    except Refused as error:
        return pages.unavailable(request, error)
    if file is None:
        return Response(status_code=404)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": disposition})


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Warm up beside the start, so that /health answers at once and the first reader does not wait."""
    discretion.begin()
    sys.setswitchinterval(0.001)
    garbage.by_need()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    with nightly.kept():
        yield


def _warm_up() -> None:
    cache.warm()
    garbage.settle()
    garbage.keep_house()


# Streamlit would take the folder ``pages`` for its own kind of pages until the first reader's page has run,
# and tell that reader that the page asked for does not exist.
PagesManager.uses_pages_directory = False

app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    routes=[
        Route("/health", health),
        *login.routes(),
        *routes(),
        Route("/geometry/{digest}.json", geometry),
        Route("/geometry/relief/{digest}.webp", relief),
        Route("/export/{token}", export),
        Mount(FOLDER, Open311()),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Route("/assets/own/{version}/" + maps.BUNDLE, scripts_of_the_map),
        Mount("/assets/own/{version}", StaticFiles(directory=maps.ASSETS)),
    ],
    middleware=[
        Middleware(Under),
        Middleware(SecurityHeaders),
        Middleware(Guard, hosts=Hosts.of(settings().hosts, settings().origins)),
        Middleware(Compression),
        Middleware(FirstPage),
    ],
)
