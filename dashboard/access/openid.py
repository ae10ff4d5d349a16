"""Signing in at the office's own sign-on service, where the settings name one (`dashboard.access.provider`).

Authorization code with PKCE (RFC 7636), state and nonce. The service says who somebody is; what they may see
stands in the record, so that only a name that has an account there is let in. The session is then one of
ours. No host is asked unless the setting is set.
"""

import secrets
from http import HTTPStatus
from types import ModuleType
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.access import pages
from dashboard.access.browser import begin_session, device, network
from dashboard.base_path import outer
from dashboard.loading import load
from dashboard.record import store
from dashboard.settings import settings
from data.accounts import sessions
from data.errors import SignInRefused
from data.text import N_, Words
from geo.errors import Refused

BEGIN, RETURN = "/login/openid", "/login/openid/callback"
COOKIE = "petition_openid"


def routes() -> list[Route]:
    """Where one leaves for the service, and comes back from it."""
    return [Route(BEGIN, _begin), Route(RETURN, _return)]


def link(language: str, onward: str) -> tuple[str, str] | None:
    """Words and address of the way to the service; None where there is none."""
    if not settings().oidc_issuer:
        return None
    kept = {"next": onward} if onward != "/" else {}
    return Words(language)(N_("Sign in with single sign-on")), pages.address(BEGIN, language, **kept)


async def _begin(request: Request) -> Response:
    if not settings().oidc_issuer:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    try:
        address, sealed = await run_in_threadpool(_leave, request)
    except Refused as error:
        return _refused(request, error)
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        COOKIE,
        sealed,
        max_age=_provider().UNDER_WAY,
        path=BEGIN,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def _return(request: Request) -> Response:
    if not settings().oidc_issuer:
        return Response(status_code=HTTPStatus.NOT_FOUND)
    try:
        token, kept = await run_in_threadpool(_session, request)
    except Refused as error:
        response = _refused(request, error)
    else:
        request.state.form = kept
        response = begin_session(request, token, pages.onward_of(request))
    response.delete_cookie(COOKIE, path=BEGIN)
    return response


def _leave(request: Request) -> tuple[str, str]:
    """Address of the service, and what the browser keeps until it comes back."""
    service = _provider()
    own = service.provider()
    address, kept = service.told(own.begin, _returns(request))
    kept |= {"next": pages.onward_of(request), "lang": pages.language(request)}
    return address, own.sealed(kept)


def _session(request: Request) -> tuple[str, dict[str, str]]:
    """Token of a session of ours for who comes back, and what was kept when they left."""
    service = _provider()
    own, sent = service.provider(), dict(parse_qsl(request.url.query))
    kept: dict[str, str] = service.told(own.unsealed, request.cookies.get(COOKIE, ""))
    if not secrets.compare_digest(sent.get("state", "").encode(), kept["state"].encode()):
        raise service.unusable()
    if "code" not in sent:
        raise SignInRefused("The sign-on service let nobody in")
    name = service.told(own.account, _returns(request), sent["code"], kept)
    return sessions.sign_in_known(store(), name, device=device(request), address=network(request)), kept


def _provider() -> ModuleType:
    """What speaks with the service, and takes its time to load."""
    return load("dashboard.access.provider")


def _refused(request: Request, error: Refused) -> Response:
    words = Words(pages.language(request))
    back = (words(N_("Sign in with name and password")), pages.address(pages.LOGIN, words.language))
    page = pages.Page(words(N_("Sign in")), links=[back])
    return pages.render(request, page, error=words.say(error), status=HTTPStatus.UNAUTHORIZED)


def _returns(request: Request) -> str:
    """Where the service sends back to; it has to know this address."""
    return f"{request.url.scheme}://{request.url.netloc}{outer(RETURN)}"
