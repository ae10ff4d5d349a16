"""Headers on every answer: nothing is loaded from, or shown inside, another host, and nothing is kept.

What Streamlit needs was measured in Chromium: its pages run its own files and one line inside the page, which
is known by its digest, as ours are (`dashboard.drawing.scripts`): no ``'unsafe-inline'`` and no eval. The
map is a file of ours. Styles stay ``'unsafe-inline'``: Streamlit sets them as it draws.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import base_path
from dashboard.drawing import scripts

KEPT = ("/static/", "/assets/", "/geometry/")
"""Folders of files that hold nothing of persons, and may be kept by the browser."""

FOREVER = "private, max-age=31536000, immutable"
VERSIONED = "/assets/own/"
"""Those of them whose address changes with their content."""

_SOURCES = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:;"
    " worker-src 'self' blob:; frame-src 'self' blob:; frame-ancestors 'none'; object-src 'none';"
    " base-uri 'none'; form-action 'self'"
)
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Puts the headers on every answer of an application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(raw=message["headers"]), scope)
                if message["status"] == 200 and scope["path"].startswith(VERSIONED):
                    MutableHeaders(raw=message["headers"])["Cache-Control"] = FOREVER
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _add(headers: MutableHeaders, scope: Scope) -> None:
    headers["Content-Security-Policy"] = _policy(base_path.script())
    headers["X-Frame-Options"] = "DENY"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # without a referrer a browser hides the origin of a form too
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000"
    kept = scope["path"].startswith(KEPT) and "no-cache" not in headers.get("Cache-Control", "")
    if not kept:
        headers["Cache-Control"] = "no-store"


@cache
def _policy(where: str) -> str:
    """`where`: the script of the first page that tells it where its server is."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return _SOURCES.format(scripts=" ".join(_digests((*_INLINE.findall(page), where, *scripts.ALL))))


def _digests(texts: Iterable[str]) -> list[str]:
    """How a policy names scripts that stand inside a page (CSP Level 3, 2.3.1)."""
    return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
