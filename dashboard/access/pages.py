"""The pages in front of the program: made here, without a script, before anybody is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from dashboard.base_path import outer
from data.cartography.colours import TOKENS, css_variables
from data.text import LANGUAGES, N_, Words
from geo.errors import Refused

LOGIN, FIRST, PASSWORD, SCREEN, SIGN_OUT, STATE = (
    "/login",
    "/login/first",
    "/login/password",
    "/login/screen",
    "/logout",
    "/login/state",
)
"""Addresses of the pages."""

NAMES = {"zh_CN": "中文", "en": "English"}
TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Parameters
    ----------
    autocomplete
        What a browser may fill in (HTML, "Autofill").
    """

    name: str
    label: str
    type: str
    autocomplete: str
    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class Page:
    """What a page says and asks, in the reader's words."""

    title: str
    lead: Sequence[str] = ()
    fields: Sequence[Field] = ()
    button: str = ""
    links: Sequence[tuple[str, str]] = ()


def render(request: HTTPConnection, page: Page, *, error: str = "", status: int = HTTPStatus.OK) -> Response:
    """A page as an answer to a request."""
    lang, path, onward = language(request), request.url.path, onward_of(request)
    kept = {"next": onward} if onward != "/" else {}
    values = vars(page) | {
        "action": path,
        "error": error,
        "focus": next((each.name for each in page.fields if not each.value), ""),
        "lang": lang,
        "language": lang.replace("_", "-"),
        "language_label": Words(lang)(N_("Language")),
        "languages": [
            (each.replace("_", "-"), NAMES[each], address(path, each, **kept)) for each in LANGUAGES
        ],
        "next": onward,
        "program": Words(lang)(N_("Petition map")),
    }
    return HTMLResponse(_template().render(values), status_code=status)


def address(path: str, language: str, **words: str) -> str:
    """Address of a page in a language."""
    asked = words | ({"lang": language} if language != LANGUAGES[0] else {})
    return f"{path}?{urlencode(asked)}" if asked else path


def has_ended(request: HTTPConnection) -> bool:
    """Whether the address of the login says that somebody was signed in."""
    return _asked(request, "why") == "ended"


def language(request: HTTPConnection) -> str:
    """Language of a page: what its form or its address says, else that of the page it leads on to."""
    asked = _asked(request, "lang")
    if not asked:
        asked = "en" if "lang=en" in urlsplit(onward_of(request)).query.split("&") else ""
    return asked if asked in LANGUAGES else LANGUAGES[0]


def onward_of(request: HTTPConnection) -> str:
    """Where the page leads on to: an address of this program, never of another."""
    asked = _asked(request, "next")
    is_own = asked.startswith("/") and not asked.startswith(("//", LOGIN)) and asked.isprintable()
    return asked if is_own and "\\" not in asked else "/"


def unavailable(request: HTTPConnection, error: Refused) -> Response:
    """The record cannot be read, so that nobody can be let in."""
    words = Words(language(request))
    page = Page(words(N_("The record cannot be opened")))
    return render(request, page, error=words.say(error), status=HTTPStatus.SERVICE_UNAVAILABLE)


@cache
def style_sheet() -> str:
    """Style sheet of the pages."""
    return themes() + (TEMPLATES / "style.css").read_text(encoding="utf-8")


def themes() -> str:
    """The colours of both themes (`data.cartography.colours`), as the reader's machine asks for them."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in css_variables(TOKENS[theme]).items())
        for theme in ("light", "dark")
    )
    return f":root{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


@cache
def _template() -> Template:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.globals["outer"] = outer
    return environment.get_template("page.html")


def _asked(request: HTTPConnection, name: str) -> str:
    """A value of the form that was sent, else of the address."""
    sent = getattr(request.state, "form", {}).get(name)
    return sent if sent is not None else dict(parse_qsl(request.url.query)).get(name, "")
