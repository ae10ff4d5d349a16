"""Who opens a page for a phone, in which language, and where its links lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from dashboard import identity, visitors
from dashboard.access import pages
from dashboard.access.forms import Form
from dashboard.base_path import outer
from dashboard.record import store
from dashboard.settings import settings
from dashboard.visitors import COOKIE, Entrance
from data.reader import Reader, Writer
from data.scope import NOBODY, Role, Scope
from data.tables import Dataset
from data.text import LANGUAGES, Words

PHONE = "/phone"
OPEN_TO = (Role.TEAM, Role.TOWNSHIP, Role.OFFICE, Role.CLERK)
"""Roles that have villages to record for."""


@dataclass(frozen=True)
class Holder:
    """Whoever holds the phone.

    Parameters
    ----------
    kept
        What every address and form of the page carries along: the language, and in the demo the role.
    """

    words: Words
    writer: Writer
    dataset: Dataset
    kept: Mapping[str, str]

    @property
    def reader(self) -> Reader:
        return self.writer

    def address(self, path: str, **parameters: str) -> str:
        """Address that leads to a page of the program, for the same reader."""
        return outer(self.onward(path, **parameters))

    def onward(self, path: str, **parameters: str) -> str:
        """The same from the root of the program."""
        asked = {name: value for name, value in {**self.kept, **parameters}.items() if value}
        return f"{path}?{urlencode(asked)}" if asked else path


def holder(request: Request, form: Form) -> Holder:
    """Who sends a request, by the record as it is now.

    Raises
    ------
    StoreRefused
        The record cannot be read, or holds no county.
    """
    look = visitors.look(request.cookies.get(COOKIE, ""))
    dataset = store().dataset()
    language = pages.language(request)
    kept = {} if language == LANGUAGES[0] else {"lang": language}
    scope = look.visitor.scope if look.visitor else NOBODY
    if look.entrance is Entrance.DEMO:
        role = _role(form.get("role") or request.query_params.get("role", ""))
        granted = identity.granted_in_the_demo(dataset)
        scope = Scope.of(role, [granted[role]], dataset.county_code) if role in granted else NOBODY
        kept |= {"role": role.value}
    elif look.entrance is Entrance.ROLE:
        scope = Scope.of(Role(str(settings().role)), [dataset.county_code], dataset.county_code)
    writer = Reader.of(scope, store()).by(look.actor or f"role:{scope.role}")
    return Holder(Words(language), writer, dataset, kept)


def _role(asked: str) -> Role:
    return Role(asked) if asked in {role.value for role in OPEN_TO} else Role.TEAM
