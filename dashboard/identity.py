"""Who is looking, and what they may see: the scope of the session, taken anew at every rerun.

In the demo county whoever looks chooses a role. On any other record it is the account's of who signed in
(`dashboard.visitors`), or, until there is an account, the role that the settings say.
"""

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import cache, visitors
from dashboard.address import Kept, Listed, forget_everything
from dashboard.base_path import inner, outer
from dashboard.language import _, language
from dashboard.settings import settings
from dashboard.visitors import Entrance, Look
from data import units
from data.errors import SignInRefused
from data.scope import NOBODY, Role, Scope
from data.tables import Dataset

ROLE = Listed("role")
ACCOUNT = Kept("signed-in", 0)
"""Account to which what was typed into this page belongs."""


def look() -> Look:
    """Who looks. What somebody else typed into this page goes."""
    answer = visitors.recent(visitors.token())
    account = answer.visitor.account if answer.visitor else 0
    if ACCOUNT.value not in (0, account):
        forget_everything()
    ACCOUNT.keep(account)
    return answer


def scope(dataset: Dataset) -> Scope:
    """Scope of the reader; on the demo county it draws the switcher."""
    answer = look()
    if answer.entrance is Entrance.DEMO:
        return _of_the_demo(dataset)
    if answer.visitor:
        return answer.visitor.scope
    role = settings().role if answer.entrance is Entrance.ROLE else None
    return Scope.of(Role(role), [dataset.county_code], dataset.county_code) if role else NOBODY


def confirm(scope: Scope) -> None:
    """Draw the whole page anew where its scope is no longer the reader's. A fragment asks this first, for it
    runs without the page around it."""
    try:
        visitors.check(scope)
    except SignInRefused:
        st.rerun()


def sets_up() -> bool:
    """Whether whoever looks may set up a record that holds no county yet: the head of the office alone."""
    answer = look()
    if answer.visitor:
        return answer.visitor.role is Role.OFFICE
    return answer.entrance is Entrance.ROLE and settings().role == Role.OFFICE.value


def is_administrator() -> bool:
    """Whether whoever looks keeps accounts, and sees no petition."""
    visitor = look().visitor
    return visitor is not None and visitor.role is Role.ADMINISTRATOR


def is_screen() -> bool:
    """Whether a screen looks: then no address leads to any other view."""
    answer = look()
    if answer.visitor:
        return answer.visitor.role is Role.SCREEN
    return answer.entrance is Entrance.ROLE and settings().role == Role.SCREEN.value


def is_demo() -> bool:
    """Whether whoever looks chooses a role of the demo."""
    return look().entrance is Entrance.DEMO


def screen_scope(dataset: Dataset) -> Scope:
    """Scope of the screen of a meeting: aggregates, no reports and accusations, no single case.

    Only for who sees the county's aggregates in a scope of their own.
    """
    answer = look()
    if not answer.is_admitted or (answer.visitor and not answer.visitor.scope.county):
        return NOBODY
    return Scope.of(Role.SCREEN, [dataset.county_code], dataset.county_code)


def lead_to_login() -> None:
    """End the page, and lead its browser to the login."""
    context = get_script_run_ctx()
    if context is not None:
        message = ForwardMsg()
        page, ended = inner(st.context.url or ""), bool(visitors.token())
        message.auth_redirect.url = outer(visitors.way_to_login(page, ended=ended, language=language()))
        context.enqueue(message)
    st.stop()


def granted_in_the_demo(dataset: Dataset) -> dict[Role, str]:
    """What each role of the demo is granted: the county, its largest township, the first village there; a
    unit its name, which is the first of the register."""
    granted = {Role.OFFICE: dataset.county_code}
    villages = cache.geography(dataset).villages
    if not villages.empty:
        township = str(villages["parent_code"].mode().iloc[0])  # the one with most villages
        village = str(villages.loc[villages["parent_code"] == township, "code"].iloc[0])
        granted |= {Role.LEADER: township, Role.TOWNSHIP: township, Role.TEAM: village}
    if known := units.names(cache.store()):
        granted[Role.UNIT] = known[0]
    return granted


def _of_the_demo(dataset: Dataset) -> Scope:
    granted, known = granted_in_the_demo(dataset), cache.geography(dataset)
    names = {Role.OFFICE: _("Demo role: petition office")}
    if Role.TEAM in granted:
        township, village = granted[Role.TOWNSHIP], granted[Role.TEAM]
        name = known.township_names.get(township, township)
        names |= {
            Role.LEADER: _("Demo role: leader contracted to {township}", township=name),
            Role.TOWNSHIP: _("Demo role: officer of {township}", township=name),
            Role.TEAM: _("Demo role: liaison team of {village}", village=known.village_names[village]),
        }
    if Role.UNIT in granted:
        names[Role.UNIT] = _("Demo role: {unit}", unit=granted[Role.UNIT])
    words = {role.value: name for role, name in names.items()}
    chosen = Role(ROLE.choose(_("Demo role"), words, label_visibility="collapsed"))
    if chosen is Role.UNIT:
        ways = units.spellings(cache.store()).ways(granted[chosen])
        return Scope.of(chosen, [], units=ways)
    return Scope.of(chosen, [granted[chosen]], dataset.county_code)
