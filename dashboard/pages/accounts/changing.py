"""What can be done with an account: another role, another code, an end; who is signed in by it."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import cache, roles, steps, visitors
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.pages.accounts.making import KEY, Keeping, Places, granted, hand_over
from data.accounts import accounts, sessions
from data.accounts.accounts import Entry
from data.reader import Writer
from data.scope import Role


def show(keeping: Keeping, places: Places, listed: Sequence[Entry]) -> None:
    """Choose an account, and change it."""
    st.subheader(_("Change an account"))
    by_name = {entry.name: entry for entry in listed}
    chosen = st.selectbox(
        _("Account"),
        list(by_name),
        index=None,
        format_func=lambda name: f"{name} · {by_name[name].display_name}" if name in by_name else name,
        placeholder=_("not chosen"),
        key="account-chosen",
    )
    if chosen is None or chosen not in by_name:
        return
    entry = by_name[chosen]
    _buttons(keeping, entry)
    _moving(keeping, places, entry)
    _validity(keeping, entry)
    _sessions(keeping, entry)


def _buttons(keeping: Keeping, entry: Entry) -> None:
    with st.container(key="account-acts", horizontal=True, gap="small"):
        if entry.disabled:
            st.button(_("Enable"), on_click=_take, args=(keeping, accounts.enable, entry.name))
        else:
            consequence = _("Nobody signs in by it any more, and whoever is signed in is out at once.")
            steps.ask(
                _("Disable the account"),
                consequence,
                "account-disable",
                _take,
                (keeping, accounts.disable, entry.name),
            )
        step = _("Give out another key") if entry.role is Role.SCREEN else _("Give out a one-time code")
        consequence = _("The present one holds no longer, and whoever is signed in is out at once.")
        steps.ask(step, consequence, "account-reset", _reset, (keeping, entry))


def _moving(keeping: Keeping, places: Places, entry: Entry) -> None:
    if entry.role is Role.SCREEN:
        return
    with st.expander(_("Role and divisions")):
        people = [role for role in Role if role is not Role.SCREEN]
        role = st.selectbox(
            _("Role"), people, people.index(entry.role), format_func=roles.name, key=f"role-{entry.name}"
        )
        divisions, units = granted(role, places, entry.name, entry.divisions, entry.units)
        st.button(
            _("Move the account"),
            on_click=_take,
            args=(keeping, accounts.move, entry.name),
            kwargs={"role": role, "divisions": divisions, "units": units},
        )


def _validity(keeping: Keeping, entry: Entry) -> None:
    with st.expander(_("Person and validity")):
        display = st.text_input(_("Name of the person"), entry.display_name, key=f"display-{entry.name}")
        post = st.text_input(_("Post"), entry.post, key=f"post-{entry.name}")
        first = st.date_input(
            _("Valid from"), entry.valid_from, format="YYYY-MM-DD", key=f"from-{entry.name}"
        )
        until = st.date_input(
            _("Valid until, that day not included"),
            entry.valid_to,
            format="YYYY-MM-DD",
            key=f"until-{entry.name}",
        )
        must = st.checkbox(
            _("The password is to be changed at the next login"),
            entry.must_change_password,
            key=f"must-{entry.name}",
            disabled=entry.role is Role.SCREEN,
        )
        st.button(
            _("Save what was changed"),
            on_click=_take,
            args=(keeping, accounts.change, entry.name),
            kwargs={
                "display_name": display,
                "post": post,
                "valid_from": first if isinstance(first, dt.date) else None,
                "valid_to": until if isinstance(until, dt.date) else None,
                "without_end": until is None,
                "must_change_password": must,
            },
        )


def _sessions(keeping: Keeping, entry: Entry) -> None:
    signed_in = sessions.of_account(cache.store(), entry.id)
    if not signed_in:
        elements.quiet(_("Nobody is signed in by it."))
    for one in signed_in:
        with st.container(horizontal=True, vertical_alignment="center"):
            when = _("since {day}, last seen {seen}", day=_.moment(one.started), seen=_.moment(one.last_seen))
            elements.quiet(" · ".join(filter(None, (one.device, one.address, when))))
            consequence = _("Whoever works in it is out at once; what is not saved there is lost.")
            steps.ask(_("End"), consequence, f"end-{one.id}", _end, (keeping, one.id))


def _take(keeping: Keeping, act: Callable[..., object], name: str, **values: Any) -> None:
    with steps.taking(KEY):
        act(keeping(), name, **values)
        visitors.forget()
        steps.done(_("{name}: done", name=name))


def _reset(keeping: Keeping, entry: Entry) -> None:
    with steps.taking(KEY):
        hand_over(entry.name, entry.role, accounts.reset(keeping(), entry.name))
        visitors.forget()


def _end(keeping: Keeping, session: int) -> None:
    with steps.taking(KEY):
        keeper: Writer = keeping()
        accounts.end_session(keeper, session)
        visitors.forget()
        steps.done(_("The session is ended"))
