"""What a browser is given and says when somebody signs in."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.visitors import COOKIE


def begin_session(request: Request, token: str, onward: str) -> Response:
    """Lead on with the token of a new session, instead of the one that the browser had."""
    response = RedirectResponse(onward, HTTPStatus.SEE_OTHER)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure)
    return response


def device(request: Request) -> str:
    """What the browser says it is, for the list of sessions."""
    return request.headers.get("user-agent", "")


def network(request: Request) -> str:
    """Network address from which it comes, for the same list and to slow down guesses."""
    return request.client.host if request.client else ""
