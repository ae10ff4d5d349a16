"""Streamlit's first page and its style sheet without fonts that none of our pages draws with; the page is
told where its server is.

Its Latin font gives way to those of the machine (`.streamlit/config.toml`), and its font of icons to
`dashboard.drawing.icons`: together they were a third of a first visit.
"""

import gzip
import re
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.base_path import script
from dashboard.drawing.icons import FONT, sheet

_SHEET = re.compile(r"/static/css/index\.[\w-]+\.css$")
_PRELOAD = re.compile(rb'<link\s+rel="preload"[^>]*\sas="font"[^>]*>')
_LATIN = re.compile(rb"@font-face\{font-family:Source Sans;[^}]*\}")
_ICONS = b"@font-face{font-family:Material Symbols Rounded;"
_ROOT = b'<div id="root">'


class FirstPage:
    """Changes the two answers on their way out; every other passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if _SHEET.search(scope["path"]):
            change, kind = without_faces, "text/css"
        elif "text/html" in asked.get("Accept", "text/html"):
            change, kind = without_preload, "text/html"
        else:
            await self.app(scope, receive, send)
            return
        packs = kind == "text/html" and "gzip" in asked.get("Accept-Encoding", "")
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        scope = {**scope, "headers": plain}  # Streamlit would compress what is to be changed
        begun: list[Message] = []
        parts: list[bytes] = []

        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_of(kind, message):
                begun.append(message)
                return
            if not begun:
                await send(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = b"".join(parts)
            body, headers = change(whole), MutableHeaders(raw=begun[0]["headers"])
            if packs and body != whole:
                body, headers["Content-Encoding"] = _packed(body), "gzip"
                headers.add_vary_header("Accept-Encoding")
            headers["Content-Length"] = str(len(body))
            await send(begun[0])
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, changed)


@lru_cache(maxsize=2)
def _packed(page: bytes) -> bytes:
    """It is the same for everybody and holds no secret."""
    return gzip.compress(page)


def _is_of(kind: str, start: Message) -> bool:
    headers = MutableHeaders(raw=start["headers"])
    return start["status"] == 200 and headers.get("Content-Type", "").startswith(kind)


def without_preload(content: bytes) -> bytes:
    """Streamlit's first page with our icons, its server and without its font; any other page as it is."""
    if _ROOT not in content:
        return content
    own = f"<style>{sheet()}</style><script>{script()}</script></head>"
    return _PRELOAD.sub(b"", content).replace(b"</head>", own.encode(), 1)


def without_faces(content: bytes) -> bytes:
    """The style sheet without the Latin font, and that of the icons under a name that no script asks for."""
    return _LATIN.sub(b"", content).replace(_ICONS, b"@font-face{font-family:%s;" % FONT.encode())
