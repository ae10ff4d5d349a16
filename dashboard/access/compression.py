"""Files that hold nothing of persons travel compressed; no other answer does.

An answer that holds a secret beside what a stranger may choose tells the secret by its length (BREACH).
"""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.access.headers import KEPT

TEXTS = (".js", ".css", ".json", ".svg")
"""Names of files that become smaller; fonts and images are compressed already."""


class Compression:
    """Compresses texts among the files that a browser may keep."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.compressed = GZipMiddleware(app, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = scope["type"] == "http" and scope["path"].startswith(KEPT) and scope["path"].endswith(TEXTS)
        await (self.compressed if kept else self.plain)(scope, receive, send)
