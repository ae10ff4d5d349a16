"""The program as it is served, in this process: real requests and real websockets, without a browser."""

import contextlib
import socket
import threading
import time
from importlib import reload

import httpx
import pytest
import uvicorn
from streamlit.runtime import Runtime
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard import cache, server
from dashboard.record import forget_record
from dashboard.settings import settings
from geo.errors import Refused


@contextlib.contextmanager
def served(database, **environment):
    """Serve a record in this process; yields its address, and how to ask it and to open its websocket."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ({"PETITION_MAP_DATABASE": str(database)} | environment).items():
            patch.setenv(name, value)
        settings.cache_clear()
        forget_record()
        patch.setattr(Runtime, "_instance", None)  # one a process; tests of pages leave theirs behind
        app = reload(server).app
        with socket.create_server(("127.0.0.1", 0)) as listening:
            config = uvicorn.Config(
                app, log_level="critical", access_log=False, ws="websockets-sansio", lifespan="on"
            )
            running = uvicorn.Server(config)
            thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
            thread.start()
            try:
                while not running.started:
                    assert thread.is_alive()
                    time.sleep(0.01)
                with contextlib.suppress(Refused):  # none yet, or damaged: the answers say so
                    cache.store()  # opened, so that nobody is told to wait
                door = Door(listening.getsockname()[1], app)
                with door.client:
                    yield door
            finally:
                running.should_exit = running.force_exit = True
                thread.join(20)
        cache.store().close()
    settings.cache_clear()
    forget_record()


class Door:
    """How a stranger, or a browser, asks the program."""

    def __init__(self, port, app):
        self.host = f"127.0.0.1:{port}"
        self.address = f"http://{self.host}"
        self.client = httpx.Client(trust_env=False, verify=False, timeout=60)  # noqa: S501 there is no TLS here
        self.routes = app._starlette_app.routes

    def ask(self, path, method="GET", cookie="", content=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            named["Cookie"] = cookie
        answer = self.client.request(method, self.address + path, headers=named, content=content)
        self.client.cookies.clear()
        return answer

    def status_of_websocket(self, origin=None, cookie="", **headers):
        """HTTP status of its handshake; 101: it is open."""
        try:
            with self.websocket(self.address if origin is None else origin, cookie, **headers):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    def websocket(self, origin=None, cookie="", protocols=("streamlit",), **headers):
        named = headers | ({"Cookie": cookie} if cookie else {})
        address = f"ws://{self.host}/_stcore/stream"
        return connect(
            address,
            origin=origin or None,
            additional_headers=named,
            subprotocols=list(protocols),
            proxy=None,
            max_size=None,
        )


@pytest.fixture(scope="module")
def county_file(tmp_path_factory, _county_record):
    path = tmp_path_factory.mktemp("served") / "county.gpkg"
    path.write_bytes(_county_record.read_bytes())
    return path


@pytest.fixture(scope="module")
def demo_door(county_file):
    """The small county, whose readers need no login."""
    with served(f"sqlite:///{county_file}") as door:
        yield door
