"""The one door: every request and every message of a websocket passes here first.

It asks whether a request comes to this program by its name and, where it acts, from its own pages; whether
what is asked for is served at all; and whether who asks is signed in. A websocket is asked again with every
message, so that who was disabled, moved or signed out is shown nothing from the next click on.
"""

import secrets
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import visitors
from dashboard.access import login, pages
from dashboard.access.headers import KEPT
from dashboard.access.hosts import Hosts, is_loopback
from dashboard.access.websocket import Owners, watch
from dashboard.visitors import COOKIE, Entrance, Look
from geo.errors import Refused

PLATFORM = ("/_stcore/", "/auth/", "/oauth2callback", "/app/static/", "/component/")
"""Folders of Streamlit's own, of which nothing is served but what the pages need."""

NEEDED = (
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/upload_file/",
    "/_stcore/bidi-components/",
)
"""What the pages need of it: no metrics, no interface for agents, no login of Streamlit's."""

OPEN = {"/health": {"GET", "HEAD"}, **{route.path: route.methods or set() for route in login.routes()}}
"""What answers without a login, to which methods."""

KEYED = "/open311/"
"""Folder of what other programs ask, each with its own key and without cookies (`dashboard.open311`)."""

SAFE = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Refuses whatever does not belong here, and whoever is not signed in."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self.app, self.hosts, self.owners = app, hosts, Owners()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif status := self._refusal(scope):
            await _refuse(status, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send)
        elif scope["method"] in OPEN.get(scope["path"], ()) or scope["path"].startswith(KEYED):
            await self.app(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    def _refusal(self, scope: Scope) -> HTTPStatus | None:
        """Why a request may not pass, whoever asks."""
        if not self.hosts.knows(scope):
            return HTTPStatus.MISDIRECTED_REQUEST
        if scope["path"].startswith(PLATFORM) and not scope["path"].startswith(NEEDED):
            return HTTPStatus.NOT_FOUND
        keyed = scope["type"] == "http" and scope["path"].startswith(KEYED)
        acts = scope["type"] == "websocket" or (scope["method"] not in SAFE and not keyed)
        if acts and not self.hosts.is_own(scope):
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.FORBIDDEN if _is_drawn_in(scope) else None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        ask = visitors.recent if scope["path"].startswith(KEPT) else visitors.look
        try:
            look = await run_in_threadpool(ask, _token(scope))
        except Refused as error:
            await pages.unavailable(HTTPConnection(scope), error)(scope, receive, send)
            return
        if not _may_pass(look, scope):
            await _to_login(look, scope)(scope, receive, send)
        elif not self.owners.may_upload(scope, _token(scope)):
            await _refuse(HTTPStatus.NOT_FOUND, scope, receive, send)
        else:
            await self.app(scope, receive, _naming(scope, send) if _is_nameless(look, scope) else send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = _token(scope)

        async def may_pass() -> bool:
            try:
                return _may_pass(await run_in_threadpool(visitors.look, token), scope)
            except Refused:
                return False

        if await may_pass():
            await watch(self.app, scope, receive, send, may_pass, self.owners.of(token))
        else:
            await _refuse(HTTPStatus.UNAUTHORIZED, scope, receive, send)


def may_pass(request: HTTPConnection) -> bool:
    """Whether who asks for what is open to everybody is signed in, or needs not be.

    Raises
    ------
    StoreRefused
        The record cannot be read.
    """
    return _may_pass(visitors.recent(_token(request.scope)), request.scope)


def _token(scope: Scope) -> str:
    return HTTPConnection(scope).cookies.get(COOKIE, "")


def _may_pass(look: Look, scope: Scope) -> bool:
    if look.entrance is Entrance.ROLE:
        return is_loopback(scope)
    return look.is_admitted and not (look.visitor and look.visitor.must_change_password)


def _is_drawn_in(scope: Scope) -> bool:
    """Whether another host's page draws in something of ours: it may lead here by a link alone."""
    sent = Headers(scope=scope)
    foreign = sent.get("sec-fetch-site", "none") not in ("none", "same-origin")
    return foreign and sent.get("sec-fetch-mode", "navigate") != "navigate"


def _is_nameless(look: Look, scope: Scope) -> bool:
    """Whether a page is opened where nobody signs in, by a browser that cannot be told from others yet."""
    return look.entrance is not Entrance.LOGIN and not _token(scope) and _opens_a_page(scope)


def _naming(scope: Scope, send: Send) -> Send:
    """Gives a browser a token, which opens nothing: files on offer and pages taken up again go by it."""
    flags = "; HttpOnly; Path=/; SameSite=lax" + ("; Secure" if scope["scheme"] == "https" else "")

    async def named(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = f"{COOKIE}={secrets.token_urlsafe(32)}{flags}"
            MutableHeaders(raw=message["headers"]).append("Set-Cookie", cookie)
        await send(message)

    return named


def _opens_a_page(scope: Scope) -> bool:
    return scope["method"] in SAFE and "text/html" in Headers(scope=scope).get("accept", "")


def _sends_a_form(scope: Scope) -> bool:
    sent = Headers(scope=scope)
    is_form = sent.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return scope["method"] == "POST" and is_form and "text/html" in sent.get("accept", "")


def _to_login(look: Look, scope: Scope) -> Response:
    """The way to the login for a browser that opens a page or sends a form; nothing for anything else."""
    if not _opens_a_page(scope) and not _sends_a_form(scope):
        return Response(status_code=HTTPStatus.UNAUTHORIZED)
    if look.visitor:
        return RedirectResponse(pages.PASSWORD, HTTPStatus.SEE_OTHER)
    query = scope["query_string"].decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(visitors.way_to_login(asked, ended=bool(_token(scope))), HTTPStatus.SEE_OTHER)


async def _refuse(status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION, "reason": ""})
    else:
        await Response(status_code=status)(scope, receive, send)
