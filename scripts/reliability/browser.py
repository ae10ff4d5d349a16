"""What a browser does with the program, without one: signs in, opens pages, fills forms, takes files.

A page speaks Streamlit's own messages over its websocket, so that everything that a browser would be told
passes through `Browser.hear`, drawn or not.
"""

import io
import itertools
import random
import re
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 180.0
"""Seconds for which an answer is waited for; a machine that others share is slow."""
COOKIE = "petition_session"
_FILES = re.compile(rb"/geometry/\w+\.js|/export/[\w-]+")
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)

Hear = Callable[[str, bytes], None]
"""Takes where something came from and what it was."""


class Trouble(Exception):
    """A page did not come, or broke off with an error that it showed."""


class Browser:
    """A browser of one person: its cookie opens every server of the record.

    Parameters
    ----------
    addresses
        Of the servers, by turns asked for what is on offer, whichever of them offers it.
    """

    def __init__(self, hear: Hear, addresses: Sequence[str]) -> None:
        once = httpx.Limits(max_keepalive_connections=0)  # none that the server is about to close
        self.client = httpx.Client(trust_env=False, timeout=PATIENCE, limits=once)
        self.hear, self.files = hear, 0
        self._next = itertools.cycle(addresses)
        self._taken: set[str] = set()
        self._lock = threading.Lock()

    @property
    def cookie(self) -> str:
        """The session's, as a header holds it."""
        return f"{COOKIE}={self.client.cookies.get(COOKIE)}"

    def sign_in(self, address: str, **form: str) -> None:
        """Send the form of the login, or of a screen's key.

        Raises
        ------
        Trouble
            It was not taken.
        """
        path = "/login/screen" if "key" in form else "/login"
        self.get(address, path)
        sent = {**form, "lang": "en", "next": "/"}
        answer = self.client.post(address + path, data=sent, headers={"Origin": address})
        self.hear(path, answer.content)
        if answer.status_code != httpx.codes.SEE_OTHER or COOKIE not in self.client.cookies:
            raise Trouble(f"the login was answered with {answer.status_code}")

    def get(self, address: str, path: str) -> bytes:
        """Ask for a page or a file; of a workbook what is packed in it is heard."""
        answer = self.client.get(address + path, headers={"Accept": "text/html,*/*"})
        if answer.status_code != httpx.codes.OK:
            raise Trouble(f"{path.split('?')[0]} was answered with {answer.status_code}")
        for part in unpacked(answer.content):
            self.hear(path, part)
        return answer.content

    def take(self, address: str, paths: set[str]) -> None:
        """Files that a page offers, each once."""
        with self._lock:
            new, self._taken = paths - self._taken, self._taken | paths
        for path in new:
            is_offer = path.startswith("/export/")
            self.get(next(self._next) if is_offer else address, path)
            self.files += is_offer

    def close(self) -> None:
        self.client.close()


def unpacked(content: bytes) -> Iterator[bytes]:
    """A file, and of a workbook or another archive each that is packed in it."""
    yield content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield packed.read(name)


@dataclass
class Page:
    """An open page.

    Parameters
    ----------
    path
        Name of the page, without a slash; empty: the first of the role.
    """

    browser: Browser
    address: str
    path: str
    query: str
    socket: ClientConnection
    _script: str = ""
    _drawn: dict[tuple[int, ...], tuple[Element, str]] = field(default_factory=dict)
    _filled: dict[str, str | list[str]] = field(default_factory=dict)

    # --- what it shows --------------------------------------------------------------------------------------

    def shown(self, kind: str) -> list[Any]:
        """Elements of a kind, as Streamlit calls it, the first drawn first."""
        return [getattr(each, kind) for each, _ in self._drawn.values() if each.WhichOneof("type") == kind]

    def said(self) -> str:
        """What it tells of steps that were taken or refused."""
        return "\n".join(each.body for kind in ("toast", "alert") for each in self.shown(kind))

    def tells(self, text: str) -> bool:
        """Whether it shows a text anywhere."""
        return any(text.encode() in each.SerializeToString() for each, _ in self._drawn.values())

    # --- what is done with it -------------------------------------------------------------------------------

    def run(
        self, changed: Mapping[str, str | list[str]] | None = None, pressed: str = "", fragment: str = ""
    ) -> None:
        """Send what was filled in and pressed, and hear the answer to its end."""
        self._filled |= changed or {}
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.fragment_id = self.query, fragment
        asked.page_script_hash, asked.page_name = self._script, "" if self._script else self.path
        asked.context_info.url = f"{self.address}/{self.path}?{self.query}"
        for name, value in self._filled.items():
            state = asked.widget_states.widgets.add()
            state.id = name
            if isinstance(value, str):
                state.string_value = value
            else:
                state.string_array_value.data[:] = value
        if pressed:
            state = asked.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        self.socket.send(message.SerializeToString())
        self._hear(fragment)
        self.browser.take(self.address, self._offered())

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a list that stands in no form."""
        element, fragment = self._find("selectbox", label)
        self.run({element.id: option}, fragment=fragment)

    def turn(self, chance: random.Random) -> bool:
        """Choose something else in one of the lists and rows of buttons that stand in no form."""
        free = [
            (kind, each.id, options, fragment)
            for element, fragment in self._drawn.values()
            if (kind := element.WhichOneof("type")) in ("selectbox", "button_group")
            if not (each := getattr(element, kind)).form_id and not each.disabled
            if len(options := [str(getattr(one, "content", one)) for one in each.options]) > 1
        ]
        if not free:
            return False
        kind, name, options, fragment = chance.choice(free)
        option = chance.choice(options)
        self.run({name: option if kind == "selectbox" else [option]}, fragment=fragment)
        return True

    def press(self, label: str, fields: Mapping[str, str] | None = None) -> None:
        """Press a button; of a form with fields, by label, filled in."""
        pressed, fragment = self._find("button", label)
        self.run(self._of_form(pressed.form_id, fields or {}), pressed.id, fragment)

    def offers(self, label: str) -> bool:
        """Whether a button of that name can be pressed."""
        return any(each.label == label and not each.disabled for each in self.shown("button"))

    def _of_form(self, form: str, fields: Mapping[str, str]) -> dict[str, str]:
        filled = {}
        for kind in ("text_input", "text_area", "selectbox"):
            for each in self.shown(kind):
                if each.form_id == form and each.label in fields:
                    filled[each.id] = fields[each.label]
        if len(filled) != len(fields):
            raise Trouble(f"the form has not all of {sorted(fields)}")
        return filled

    def _find(self, kind: str, label: str) -> tuple[Any, str]:
        for each, fragment in reversed(self._drawn.values()):
            if each.WhichOneof("type") == kind and getattr(each, kind).label == label:
                return getattr(each, kind), fragment
        raise Trouble(f"{self.path} has no {kind} called {label}")

    def _offered(self) -> set[str]:
        """Addresses of files that it offers."""
        links = [each.url for kind in ("link_button", "download_button") for each in self.shown(kind)]
        found = {link for link in links if link.startswith(("/export/", "/media/"))}
        for kind in ("component_instance", "html"):
            for each in self.shown(kind):
                found |= {path.decode() for path in _FILES.findall(each.SerializeToString())}
        return found

    def _hear(self, fragment: str) -> None:
        while True:
            try:
                raw = self.socket.recv(timeout=PATIENCE)
            except TimeoutError:
                raise Trouble(f"{self.path} was not drawn within {PATIENCE:.0f} seconds") from None
            if not isinstance(raw, bytes):
                continue
            self.browser.hear(f"{self.path}?{self.query}", raw)
            message = ForwardMsg.FromString(raw)
            match message.WhichOneof("type"):
                case "new_session":
                    if not fragment:
                        self._drawn = {}
                    fragment = ""
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    place = tuple(message.metadata.delta_path)
                    self._drawn[place] = (message.delta.new_element, message.delta.fragment_id)
                case "navigation":
                    self._script = message.navigation.page_script_hash
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "auth_redirect":
                    raise Trouble(f"{self.path} was led to the login")
                case "script_finished" if message.script_finished in _FINISHED:
                    break
        if self.shown("exception"):
            raise Trouble(f"{self.path} broke off with an error")


@contextmanager
def opened(browser: Browser, address: str, path: str, **query: str) -> Iterator[Page]:
    """A page as a browser opens it: what is asked for first, then its websocket."""
    words = urlencode({"lang": "en", **query})
    browser.get(address, f"/{path}?{words}")
    with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=Origin(address),
        additional_headers={"Cookie": browser.cookie},
        subprotocols=[Subprotocol("streamlit")],
        proxy=None,
        max_size=None,
        open_timeout=PATIENCE,
        ping_interval=None,
    ) as socket:
        page = Page(browser, address, path, words, socket)
        page.run()
        yield page
