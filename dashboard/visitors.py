"""Who looks: the visitor behind a token, and whether anybody may look without one.

The guard asks for every request and every message of a websocket (`dashboard.access.guard`), pages ask again
before they read or write. What was asked is remembered for a second at most, for a page asks many times; the
guard and whatever writes always ask anew.
"""

import threading
import time
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy.orm import Session
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.record import store
from dashboard.settings import settings
from data.accounts import sessions
from data.accounts.sessions import Visitor
from data.accounts.standing import any_account
from data.errors import NoCounty, SignInRefused
from data.scope import NOBODY, Role, Scope
from data.text import LANGUAGES

COOKIE = "petition_session"
REMEMBERED = 1.0
"""Seconds for which an answer holds."""
_MOST = 1_000


class Entrance(Enum):
    """How one gets in."""

    DEMO = "demo"
    """The demo county: everybody, in any role."""
    ROLE = "role"
    """In the role of the settings, on this machine, until there is an account."""
    LOGIN = "login"


@dataclass(frozen=True)
class Look:
    """Who looks, and how they got in; `visitor` is None where nobody signed in."""

    entrance: Entrance
    visitor: Visitor | None

    @property
    def is_admitted(self) -> bool:
        """Whether anything is shown at all."""
        return self.entrance is not Entrance.LOGIN or self.visitor is not None

    @property
    def actor(self) -> str | None:
        """Name for the log; None where a role acts."""
        return self.visitor.name if self.visitor else None


_looks: dict[tuple[str, ...], tuple[float, Look]] = {}
_lock = threading.Lock()


def look(token: str) -> Look:
    """Who looks by a token, asked of the record now.

    Raises
    ------
    StoreRefused
        The record cannot be read.
    """
    entrance = _entrance()
    answer = Look(entrance, _visitor(token) if entrance is Entrance.LOGIN else None)
    with _lock:
        if len(_looks) >= _MOST:
            _looks.clear()
        _looks[_key(token)] = (time.monotonic(), answer)
    return answer


def is_admitted(token: str) -> bool:
    """Whether a page may stay as it is; that it asks does not count as somebody who is there."""
    if _entrance() is not Entrance.LOGIN:
        return True
    try:
        return sessions.visitor(store(), token, touch=False) is not None
    except NoCounty:
        return False


def recent(token: str) -> Look:
    """The same, as it was asked a second ago at most."""
    with _lock:
        asked, answer = _looks.get(_key(token), (None, None))
    if asked is None or answer is None or time.monotonic() - asked > REMEMBERED:
        return look(token)
    return answer


def forget() -> None:
    """Whatever was asked is asked anew."""
    with _lock:
        _looks.clear()


def token() -> str:
    """Token of the browser whose page runs; empty outside a page."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ""
    kept = st.context.cookies.get(COOKIE, "")
    return kept if isinstance(kept, str) else ""


def check(scope: Scope, *, anew: bool = False) -> Look:
    """Who looks, where a page is about to read or write in a scope.

    Raises
    ------
    SignInRefused
        Nobody is signed in any more, or what they may see is no longer what the page shows.
    """
    answer = (look if anew else recent)(token())
    if not answer.is_admitted:
        raise signed_out()
    if not _is_theirs(scope, answer):
        raise SignInRefused("What you may see has changed: open the page again")
    return answer


def signed_out() -> SignInRefused:
    """Nobody is signed in any more."""
    return SignInRefused("You are no longer signed in: sign in again")


def of_the_screen(scope: Scope) -> Scope:
    """Scope of the screen of a meeting, for whoever sees the county's aggregates; nobody else has one."""
    return Scope.of(Role.SCREEN, [scope.county], scope.county) if scope.county else NOBODY


def way_to_login(onward: str, *, ended: bool, language: str = LANGUAGES[0]) -> str:
    """Address of the login that leads back to a page.

    Parameters
    ----------
    onward
        Address of the page from the root of the program.
    ended
        Somebody was signed in, and is no more: the login says so, and not why.
    """
    words = {"why": "ended"} if ended else {}
    words |= {"next": onward} if onward != "/" else {}
    words |= {"lang": language} if language != LANGUAGES[0] else {}
    return f"/login?{urlencode(words)}" if words else "/login"


def has_account() -> bool:
    """Whether anybody could sign in."""
    try:
        with store().read() as connection, Session(connection) as session:
            return any_account(session)
    except NoCounty:  # there is no file yet
        return False


def _key(token: str) -> tuple[str, ...]:
    return settings().database, settings().role or "", token


def _is_theirs(scope: Scope, answer: Look) -> bool:
    if answer.visitor:
        own = answer.visitor.scope
        return scope in (own, of_the_screen(own))
    return answer.entrance is Entrance.DEMO or scope.role in (settings().role, Role.SCREEN)


def _entrance() -> Entrance:
    """How one gets into the record as it is now; a record that holds no county, or an account, is no demo's.

    So a flag that somebody turned in a county's record opens it to nobody.
    """
    if has_account():
        return Entrance.LOGIN
    try:
        if store().dataset().synthetic:
            return Entrance.DEMO
    except NoCounty:
        pass
    return Entrance.ROLE if settings().role else Entrance.LOGIN


def _visitor(token: str) -> Visitor | None:
    try:
        return sessions.visitor(store(), token) if token else None
    except NoCounty:  # there is no file yet
        return None
