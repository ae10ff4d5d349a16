"""The one door: every request and every message of a websocket passes here first."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.access.hosts import Hosts

PLATFORM = ("/_stcore/", "/auth/", "/oauth2callback", "/app/static/")
"""Folders of Streamlit's own, of which nothing is served but what the pages need."""

NEEDED = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/",
    "/_stcore/bidi-components/",
)
"""What the pages need of it: no metrics, no interface for agents, no login of Streamlit's."""

SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Refuses what does not come to this program by its name, or from its own pages."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif refusal := self._refusal(scope):
            await _refuse(scope, receive, send, refusal)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> int | None:
        """HTTP status of a refusal; None: it may pass."""
        if not self.hosts.knows(scope):
            return HTTPStatus.MISDIRECTED_REQUEST
        if _is_closed(scope["path"]):
            return HTTPStatus.NOT_FOUND
        acts = scope["type"] == "websocket" or scope["method"] not in SAFE
        if acts and not self.hosts.is_own(scope):
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.FORBIDDEN if _is_drawn_in(scope) else None


def _is_closed(path: str) -> bool:
    return path.startswith(PLATFORM) and not path.startswith(NEEDED)


def _is_drawn_in(scope: Scope) -> bool:
    """Whether another host's page draws in something of ours: it may lead here by a link alone."""
    sent = Headers(scope=scope)
    foreign = sent.get("sec-fetch-site", "none") not in ("none", "same-origin")
    return foreign and sent.get("sec-fetch-mode", "navigate") != "navigate"


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION, "reason": ""})
    else:
        await PlainTextResponse("", status_code=status)(scope, receive, send)
