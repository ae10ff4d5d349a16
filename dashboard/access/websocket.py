"""A websocket that is asked with every message whether it may go on, and whose session belongs to whom.

Streamlit takes a page up again by a number that the browser sends, and keeps what was typed into it. A page
is taken up again, and files are handed in to it, only with the token that it was opened with.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import visitors
from dashboard.base_path import inner, outer

OVER = 4401
"""Code with which a websocket is closed whose session is over (of those for private use, RFC 6455, 7.4.2)."""

_MOST = 10_000
_PROTOCOLS = b"sec-websocket-protocol"
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/")


class Owners:
    """Which page belongs to which token; the oldest are forgotten."""

    def __init__(self) -> None:
        self._tokens: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, token: str) -> "Owner":
        return Owner(self, token)

    def keep(self, page: str, token: str) -> None:
        with self._lock:
            self._tokens[page] = token
            if len(self._tokens) > _MOST:
                self._tokens.popitem(last=False)

    def is_owner(self, page: str, token: str) -> bool:
        return self._tokens.get(page) == token

    def may_upload(self, scope: Scope, token: str) -> bool:
        """Whether a request hands in no file, or hands it in to a page of its own."""
        page = _UPLOAD.match(scope["path"])
        return page is None or scope["method"] == "OPTIONS" or self.is_owner(page[1], token)


@dataclass
class Owner:
    """Who opens a page, until its number is known."""

    owners: Owners
    token: str
    is_known: bool = False

    def learn(self, message: Message) -> None:
        """Take the page's number from the first message that tells it."""
        if self.is_known or not message.get("bytes"):
            return
        told = ForwardMsg.FromString(message["bytes"]).new_session.initialize.session_id
        if told:
            self.owners.keep(told, self.token)
            self.is_known = True


async def watch(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    may_pass: Callable[[], Awaitable[bool]],
    owner: Owner,
) -> None:
    """Serve a websocket as long as `may_pass` says so; then its page is led to the login."""
    is_over = False

    async def asked() -> Message:
        nonlocal is_over
        message = await receive()
        if message["type"] == "websocket.receive" and not await may_pass():
            is_over = True
            await send({"type": "websocket.send", "bytes": _way_to_login(message)})
            await send({"type": "websocket.close", "code": OVER, "reason": ""})
            return {"type": "websocket.disconnect", "code": OVER}
        return message

    async def told(message: Message) -> None:
        if is_over:
            return  # a script may still be running for it
        if message["type"] == "websocket.send":
            owner.learn(message)
        await send(message)

    await app(_own_pages_only(scope, owner), asked, told)


def _own_pages_only(scope: Scope, owner: Owner) -> Scope:
    """The request without the number of a page that another opened (Streamlit: the third protocol)."""
    headers = []
    for name, value in scope["headers"]:
        if name == _PROTOCOLS:
            parts = [part.strip() for part in value.decode("latin-1").split(",")]
            if len(parts) > 2 and not owner.owners.is_owner(parts[2], owner.token):
                value = ", ".join(parts[:2]).encode("latin-1")
        headers.append((name, value))
    return {**scope, "headers": headers}


def _way_to_login(asked: Message) -> bytes:
    """The login for a page that asked for something, and the way back to it."""
    try:
        page = BackMsg.FromString(asked.get("bytes") or b"").rerun_script.context_info.url
    except DecodeError:
        page = ""
    message = ForwardMsg()
    message.auth_redirect.url = outer(visitors.way_to_login(inner(page), ended=True))
    return bytes(message.SerializeToString())
