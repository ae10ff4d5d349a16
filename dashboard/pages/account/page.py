"""Who am I here, what may I see, and where am I signed in?"""

import streamlit as st

from dashboard import cache, identity, roles, steps, visitors
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _
from dashboard.markdown import plain
from data.accounts import sessions
from data.accounts.sessions import OpenSession, Visitor
from data.scope import Role, Scope
from data.tables import Dataset
from data.units import called

KEY = "account"


def show(scope: Scope, dataset: Dataset) -> None:
    """Name, role and divisions of whoever is signed in, and their sessions, each with an end."""
    visitor = identity.look().visitor
    if visitor is None:
        st.title(_("My account"))
        st.write(_("Nobody signs in to this record."))
        return
    st.title(plain(_("{person}: {role}", person=visitor.display_name, role=roles.name(visitor.role))))
    tables.table(
        [Cell(_("My account"), "t"), Cell("")],
        [
            [Cell(_("Account"), "t"), Cell(visitor.name)],
            [Cell(_("Role"), "t"), Cell(roles.name(visitor.role))],
            [Cell(_("Sees"), "t"), Cell(_sees(scope, dataset))],
        ],
    )
    _sessions(visitor)


def _sees(scope: Scope, dataset: Dataset) -> str:
    if scope.role is Role.UNIT:
        return _("cases answered by {units}", units=_.listed(called(cache.store(), scope.units)))
    if scope.role is Role.ADMINISTRATOR:
        return _("accounts and settings, no petitions")
    geography = cache.geography(dataset)
    names = {dataset.county_code: dataset.county_name} | dict(geography.township_names)
    names |= dict(zip(geography.villages["code"], geography.villages["name"], strict=True))
    return _.listed(names.get(code, code) for code in sorted(scope.divisions)) or "—"


def _sessions(visitor: Visitor) -> None:
    st.subheader(_("Where I am signed in"))
    listed = sessions.of_account(cache.store(), visitor.account)
    for one in listed:
        with st.container(horizontal=True, vertical_alignment="center"):
            elements.quiet(_words(one))
            if one.id == visitor.session:
                elements.quiet(_("this one"))
            else:
                st.button(_("End"), key=f"end-{one.id}", on_click=_end, args=(one.id,))
    steps.show(KEY)


def _words(one: OpenSession) -> str:
    when = _("since {day}, last seen {seen}", day=_.moment(one.started), seen=_.moment(one.last_seen))
    return " · ".join(filter(None, (one.device, one.address, when)))


def _end(session: int) -> None:
    """End a session of one's own, whoever is signed in by now."""
    with steps.taking(KEY):
        visitor = visitors.look(visitors.token()).visitor
        if visitor is None:
            raise visitors.signed_out()
        sessions.end(cache.store(), session, visitor.name, account=visitor.account)
        visitors.forget()
        steps.done(_("The session is ended"))
