"""Who may sign in, in which role, and who has?"""

import datetime as dt

import streamlit as st

from dashboard import cache, identity, roles, steps, visitors
from dashboard.drawing import tables
from dashboard.drawing.tables import Cell
from dashboard.language import _, number
from dashboard.markdown import plain
from dashboard.pages.accounts import changing, making, sources
from dashboard.pages.accounts.making import KEY, Places
from data.accounts import accounts, sessions
from data.accounts.accounts import UNNAMED, Entry
from data.clock import now
from data.reader import Writer
from data.scope import Role, Scope
from data.tables import Dataset

NAMES = 3
"""Divisions of an account that are named; of more the number is told."""


def show(scope: Scope | None = None, dataset: Dataset | None = None) -> None:
    """The list, a form for another account, and what can be done with one; for administrators alone.

    It is shown before a county is set up as well.
    """
    if not identity.is_administrator():
        st.title(_("Accounts"))
        st.write(_("An administrator keeps the accounts."))
        return
    keeper, places = keeping(), Places.of(dataset)
    listed = accounts.listed(keeper)
    signed_in = {entry.id: len(sessions.of_account(keeper.store, entry.id)) for entry in listed}
    st.title(
        plain(
            _(
                "{n} accounts, {m} of them signed in",
                n=number(len(listed)),
                m=number(sum(map(bool, signed_in.values()))),
            )
        )
    )
    making.handed_over()
    steps.show(KEY)
    if unnamed := accounts.unnamed(keeper, (unit for entry in listed for unit in entry.units)):
        st.warning(plain(_(UNNAMED, units=_.listed(unnamed))))
    with st.container(key="body"):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            heads = [Cell(_("Account"), "t"), Cell(_("Person")), Cell(_("Role")), Cell(_("Sees"), "w")]
            heads += [Cell(_("Valid"), "t w"), Cell(_("State"), "t"), Cell(_("Sessions"), "n w")]
            today = now().date()
            tables.table(heads, [_row(entry, places, today, signed_in[entry.id]) for entry in listed])
        with right:
            changing.show(keeping, places, listed)
            making.show(keeping, places)
            sources.show(keeping)


def keeping() -> Writer:
    """Who keeps accounts, asked of the record now.

    Raises
    ------
    SignInRefused
        Nobody is signed in any more, or no administrator.
    """
    visitor = visitors.look(visitors.token()).visitor
    if visitor is None:
        raise visitors.signed_out()
    return Writer(visitor.scope, cache.store(), now().date(), visitor.name)


def _row(entry: Entry, places: Places, today: dt.date, signed_in: int) -> list[Cell]:
    words, state = _state(entry, today)
    until = f" – {entry.valid_to}" if entry.valid_to else " –"
    return [
        Cell(entry.name, "t"),
        Cell(" ".join(filter(None, (entry.display_name, entry.post)))),
        Cell(roles.name(entry.role)),
        Cell(_sees(entry, places), "w"),
        Cell(f"{entry.valid_from}{until}", "t w"),
        Cell(words, "t", state),
        Cell(number(signed_in), "n w"),
    ]


def _sees(entry: Entry, places: Places) -> str:
    names = [*map(places.name, entry.divisions), *entry.units]
    if len(names) <= NAMES:
        return _.listed(names) or _whole(entry, places)
    return _("{names} and others, {n} in all", names=_.listed(names[:NAMES]), n=number(len(names)))


def _whole(entry: Entry, places: Places) -> str:
    return "—" if entry.role is Role.ADMINISTRATOR else places.county or "—"


def _state(entry: Entry, today: dt.date) -> tuple[str, tables.State]:
    if entry.disabled:
        return _("disabled"), "bad"
    if entry.valid_from > today:
        return _("not valid yet"), "warning"
    if entry.valid_to is not None and entry.valid_to <= today:
        return _("expired"), "bad"
    if not entry.is_set_up:
        return _("without a password"), "warning"
    return _("in use"), "good"
