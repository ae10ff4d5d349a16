"""The program under a path of another server's host (`dashboard.base_path`): the only place that takes it off
and puts it on. A request that comes without it, from a server that has taken it off or from this machine, is
answered as well."""

import re
from http import HTTPStatus

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access.headers import SecurityHeaders
from dashboard.base_path import base_path

_ROOT = re.compile(rb"(;\s*path=)/([^;]*)", re.IGNORECASE)


class Under:
    """Lets what stands behind it believe that it has its host to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.base = app, base_path()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.base or scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["path"] == self.base and scope["type"] == "http":  # its neighbours would be sought beside it
            query = scope["query_string"].decode("latin-1")
            onward = f"{self.base}/" + (f"?{query}" if query else "")
            redirect = RedirectResponse(onward, HTTPStatus.TEMPORARY_REDIRECT)
            await SecurityHeaders(redirect)(scope, receive, send)
            return
        if scope["path"].startswith(f"{self.base}/"):
            scope = {**scope, "path": scope["path"].removeprefix(self.base)}

        async def led(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [self._header(*each) for each in message["headers"]]}
            await send(message)

        await self.app(scope, receive, led)

    def _header(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        base = self.base.encode()
        if name.lower() == b"location" and value.startswith(b"/") and not value.startswith(b"//"):
            return name, base + value
        if name.lower() == b"set-cookie":
            return name, _ROOT.sub(lambda found: found[1] + base + (found[2] and b"/" + found[2]), value)
        return name, value
