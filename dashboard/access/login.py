"""Signing in and out, the first administrator, another password: routes beside the pages of Streamlit."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import visitors
from dashboard.access import openid, pages
from dashboard.access.browser import begin_session, device, network
from dashboard.access.forms import Form, sent
from dashboard.access.pages import FIRST, LOGIN, PASSWORD, SCREEN, SIGN_OUT, STATE, Field, Page
from dashboard.record import store
from dashboard.visitors import COOKIE, Entrance, Look
from data.accounts import credentials, sessions
from data.errors import AccountRefused, NoCounty, StoreRefused
from data.text import N_, Words
from geo.errors import Refused

ICON = Path(__file__).parents[1] / "drawing" / "assets" / "icon.png"
ENDED = N_(
    "You are signed out: by yourself, because nothing was done for a time, or because your account was"
    " changed. Sign in again; if that does not work, ask an administrator."
)
"""Says no more of an account than that, for whoever reads it is not signed in."""


@dataclass(frozen=True)
class Step:
    """A form in front of the program.

    Parameters
    ----------
    page
        What it asks, in words, with what was sent (but no password).
    take
        Takes the step; the token of the session that it begins.
    """

    page: Callable[[Words, Form], Page]
    take: Callable[[Request, Form], str]


def routes() -> list[Route]:
    """What answers without a login."""
    forms = {
        LOGIN: Step(_login, _sign_in),
        FIRST: Step(_first, _begin),
        PASSWORD: Step(_password, _change),
        SCREEN: Step(_screen, _sign_in_screen),
    }
    return [
        *(Route(path, _endpoint(step), methods=["GET", "POST"]) for path, step in forms.items()),
        Route(SIGN_OUT, _sign_out, methods=["POST"]),
        Route(STATE, _state),
        *openid.routes(),
        Route("/login/style.css", _style),
        Route("/login/icon.png", _icon),
    ]


# --- a form -------------------------------------------------------------------------------------------------


def _endpoint(step: Step) -> Callable[[Request], object]:
    async def endpoint(request: Request) -> Response:
        form = await sent(request) if request.method == "POST" else {}
        request.state.form = form
        words = Words(pages.language(request))
        try:
            look = await run_in_threadpool(visitors.look, request.cookies.get(COOKIE, ""))
        except Refused as error:
            return pages.unavailable(request, error)
        if (elsewhere := _elsewhere(request, look)) is not None:
            return RedirectResponse(elsewhere, HTTPStatus.SEE_OTHER)
        asked = {**form, "next": pages.onward_of(request)}
        if pages.has_ended(request):
            asked["why"] = "ended"
        if request.method != "POST":
            return pages.render(request, step.page(words, asked))
        try:
            token = await run_in_threadpool(step.take, request, form)
        except Refused as error:
            is_broken = isinstance(error, StoreRefused) and not isinstance(error, NoCounty)
            status = HTTPStatus.SERVICE_UNAVAILABLE if is_broken else HTTPStatus.UNAUTHORIZED
            return pages.render(request, step.page(words, asked), error=words.say(error), status=status)
        return begin_session(request, token, pages.onward_of(request))

    return endpoint


def _elsewhere(request: Request, look: Look) -> str | None:
    """Where a reader is led who needs no such form, or cannot use it yet."""
    path = request.url.path
    if look.entrance is Entrance.DEMO:
        return "/"
    if path == PASSWORD:
        return None if look.visitor else pages.address(LOGIN, pages.language(request))
    if look.visitor and look.visitor.must_change_password:
        return pages.address(PASSWORD, pages.language(request))
    is_done = look.visitor is not None and path == LOGIN and request.method == "GET"
    return pages.onward_of(request) if is_done else None


async def _sign_out(request: Request) -> Response:
    request.state.form = await sent(request)
    try:
        await run_in_threadpool(sessions.sign_out, store(), request.cookies.get(COOKIE, ""))
    except StoreRefused as error:
        return pages.unavailable(request, error)
    visitors.forget()
    response = RedirectResponse(pages.address(LOGIN, pages.language(request)), HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE)
    return response


async def _state(request: Request) -> Response:
    """Whether a page that is open may stay so; it asks by itself (`dashboard.drawing.scripts.WATCH`)."""
    try:
        stays = await run_in_threadpool(visitors.is_admitted, request.cookies.get(COOKIE, ""))
    except Refused:
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    return Response(status_code=HTTPStatus.NO_CONTENT if stays else HTTPStatus.UNAUTHORIZED)


async def _style(_: Request) -> Response:
    return Response(pages.style_sheet(), media_type="text/css")


async def _icon(_: Request) -> Response:
    return FileResponse(ICON)


# --- what each asks -----------------------------------------------------------------------------------------


def _login(words: Words, form: Form) -> Page:
    elsewhere = openid.link(words.language, form["next"])
    first = pages.address(FIRST, words.language)
    if not visitors.has_account():
        return Page(
            words(N_("There is no account yet")),
            lead=[
                words(
                    N_(
                        "Whoever starts the program is told a one-time code. With it the first administrator"
                        " makes an account, and then accounts for all others."
                    )
                )
            ],
            links=[(words(N_("Make the first account")), first)],
        )
    return Page(
        words(N_("Sign in")),
        lead=[words(ENDED)] if form.get("why") else [],
        fields=[_name(words, form), _secret(words(N_("Password")), "password", "current-password")],
        button=words(N_("Sign in")),
        links=[
            *([elsewhere] if elsewhere else []),
            (words(N_("I have a one-time code")), first),
            (words(N_("This is the screen of a meeting")), pages.address(SCREEN, words.language)),
        ],
    )


def _first(words: Words, form: Form) -> Page:
    is_first = not visitors.has_account()
    note = words(N_("At least 12 characters; a sentence is good, names and runs of keys are not."))
    return Page(
        words(N_("The first administrator")) if is_first else words(N_("A one-time code for a password")),
        lead=[
            words(N_("The code was shown where the program was started. Choose the name of your account."))
            if is_first
            else words(N_("The code comes from an administrator, with the name of your account."))
        ],
        fields=[
            Field("code", words(N_("One-time code")), "text", "one-time-code", form.get("code", "")),
            _name(words, form),
            _secret(words(N_("New password")), "new", "new-password", note),
            _secret(words(N_("New password again")), "again", "new-password"),
        ],
        button=words(N_("Set the password and sign in")),
        links=[] if is_first else [_back(words)],
    )


def _password(words: Words, form: Form) -> Page:
    note = words(N_("At least 12 characters; a sentence is good, names and runs of keys are not."))
    return Page(
        words(N_("Change the password")),
        lead=[words(N_("All other sessions of your account end."))],
        fields=[
            _secret(words(N_("Present password")), "password", "current-password"),
            _secret(words(N_("New password")), "new", "new-password", note),
            _secret(words(N_("New password again")), "again", "new-password"),
        ],
        button=words(N_("Change the password")),
    )


def _screen(words: Words, form: Form) -> Page:
    return Page(
        words(N_("Open the screen of a meeting")),
        lead=[words(N_("The key of the device comes from an administrator."))],
        fields=[_secret(words(N_("Key of the device")), "key", "off")],
        button=words(N_("Open the screen")),
        links=[_back(words)],
    )


def _name(words: Words, form: Form) -> Field:
    return Field("name", words(N_("Account name")), "text", "username", form.get("name", ""))


def _secret(label: str, name: str, autocomplete: str, note: str = "") -> Field:
    return Field(name, label, "password", autocomplete, note=note)


def _back(words: Words) -> tuple[str, str]:
    return words(N_("Sign in with name and password")), pages.address(LOGIN, words.language)


# --- what each does -----------------------------------------------------------------------------------------


def _sign_in(request: Request, form: Form) -> str:
    token = sessions.sign_in(
        store(),
        form.get("name", ""),
        form.get("password", ""),
        device=device(request),
        address=network(request),
    )
    sessions.sign_out(store(), request.cookies.get(COOKIE, ""))
    return token


def _begin(request: Request, form: Form) -> str:
    credentials.begin(store(), form.get("code", ""), form.get("name", ""), _new(form))
    visitors.forget()
    return _sign_in(request, {**form, "password": form["new"]})


def _change(request: Request, form: Form) -> str:
    token = request.cookies.get(COOKIE, "")
    visitor = visitors.look(token).visitor
    if visitor is None:
        raise visitors.signed_out()
    credentials.change_password(store(), visitor.account, form.get("password", ""), _new(form), keep=token)
    return _sign_in(request, {"name": visitor.name, "password": form["new"]})


def _sign_in_screen(request: Request, form: Form) -> str:
    key, machine = form.get("key", ""), device(request)
    return sessions.sign_in_screen(store(), key, device=machine, address=network(request))


def _new(form: Form) -> str:
    """The new password, typed twice."""
    new = form.get("new", "")
    if new != form.get("again", ""):
        raise AccountRefused("The two passwords differ")
    return new
