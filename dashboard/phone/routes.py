"""Routes of the pages for a phone. What acts is sent as a form of ours, which the guard sees to
(`dashboard.access.guard`), and answered by the page anew, so that nothing is done twice by going back."""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.access import pages
from dashboard.access.forms import Form, sent
from dashboard.phone import acts, village
from dashboard.phone.who import PHONE, Holder, holder
from data.errors import StoreRefused
from geo.errors import Refused

STYLE = Path(__file__).with_name("style.css")
Act = Callable[[Holder, Form], dict[str, str]]
"""Takes a step; the parameters of the page that answers."""


def routes() -> list[Route]:
    """Every page and every step."""
    return [
        Route(PHONE, _page, methods=["GET"]),
        Route(f"{PHONE}/style.css", _style, methods=["GET"]),
        *(Route(f"{PHONE}/{name}", _step(act), methods=["GET", "POST"]) for name, act in acts.ACTS.items()),
    ]


async def _page(request: Request) -> Response:
    return await run_in_threadpool(_shown, request, {}, None)


def _step(act: Act) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return RedirectResponse(PHONE, HTTPStatus.SEE_OTHER)
        form = await sent(request)
        request.state.form = form
        return await run_in_threadpool(_taken, request, form, act)

    return endpoint


def _taken(request: Request, form: Form, act: Act) -> Response:
    try:
        who = holder(request, form)
        onward = act(who, form)
    except StoreRefused as error:
        return pages.unavailable(request, error)
    except Refused as error:
        return _shown(request, form, error)
    return RedirectResponse(who.onward(PHONE, **onward), HTTPStatus.SEE_OTHER)


def _shown(request: Request, form: Form, refused: Refused | None) -> Response:
    """The page; after a refusal with what was filled in."""
    try:
        return village.page(holder(request, form), dict(request.query_params) | dict(form), refused)
    except StoreRefused as error:
        return pages.unavailable(request, error)


async def _style(_: Request) -> Response:
    return Response(_style_sheet(), media_type="text/css")


@cache
def _style_sheet() -> str:
    return pages.themes() + STYLE.read_text(encoding="utf-8")
