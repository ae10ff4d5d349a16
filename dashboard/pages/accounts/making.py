"""Another account: its role, what it sees, and the code that is handed over once."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import cache, roles, steps
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.markdown import plain
from data import frames
from data.accounts import accounts
from data.reader import Writer
from data.scope import Role
from data.tables import Dataset

KEY = "accounts"
CODE = "accounts-code"
Keeping = Callable[[], Writer]


@dataclass(frozen=True)
class Places:
    """Divisions that an account may see.

    Parameters
    ----------
    county
        Its name; empty before it is set up.
    townships, villages
        Code -> name.
    """

    county: str

    townships: Mapping[str, str]
    villages: Mapping[str, str]

    @classmethod
    def of(cls, dataset: Dataset | None) -> "Places":
        if dataset is None:
            return cls("", {}, {})
        geography = cache.geography(dataset)
        names = geography.township_names
        villages = {
            row.code: f"{names.get(row.parent_code, '')} {row.name}".strip()
            for row in frames.rows(geography.villages[["code", "name", "parent_code"]])
        }
        return cls(dataset.county_name, dict(names), villages)

    def name(self, code: str) -> str:
        """Name of a division; its code where it has none."""
        return self.townships.get(code) or self.villages.get(code) or code

    def of_role(self, role: Role) -> Mapping[str, str]:
        """Divisions of which an account of a role is."""
        if role in (Role.LEADER, Role.TOWNSHIP):
            return self.townships
        return self.villages if role is Role.TEAM else {}


def show(keeping: Keeping, places: Places) -> None:
    """A form for a new account."""
    st.subheader(_("Another account"))
    every = list(Role)
    role = st.selectbox(_("Role"), every, every.index(Role.CLERK), format_func=roles.name, key="account-role")
    with steps.form("account"):
        name = st.text_input(_("Name to sign in with"), max_chars=50)
        display = st.text_input(_("Name of the person"), max_chars=100) if role is not Role.SCREEN else ""
        post = st.text_input(_("Post"), max_chars=100) if role is not Role.SCREEN else ""
        divisions, units = granted(role, places, "new")
        until = st.date_input(_("Valid until, that day not included"), value=None, format="YYYY-MM-DD")
        asked = st.form_submit_button(_("Make the account"), type="primary")
    if asked:
        with steps.taking("account"):
            code = accounts.add(
                keeping(),
                name,
                role,
                display_name=display,
                post=post,
                divisions=divisions,
                units=units,
                valid_to=until if isinstance(until, dt.date) else None,
            )
            hand_over(accounts.name_of(name), role, code)
            st.rerun()
    steps.show("account")


def granted(
    role: Role, places: Places, about: str, held: Sequence[str] = (), units: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Controls for the divisions and units of a role; what is chosen."""
    names = places.of_role(role)
    if role is Role.UNIT:
        typed = st.text_input(
            _("Units, as petitions name them, separated by 、"), "、".join(units), key=f"units-{about}"
        )
        return [], [unit for unit in re.split(r"[、,，;；]", typed) if unit.strip()]
    if not names:
        return [], []
    return (
        st.multiselect(
            _("Divisions that it sees"),
            list(names),
            [code for code in held if code in names],
            format_func=lambda code: names.get(code, code),
            key=f"divisions-{about}-{role}",
            select_all=False,
        ),
        [],
    )


def hand_over(name: str, role: Role, code: str) -> None:
    """Show a code until the next step."""
    steps.keep(CODE, (name, role, code))


def handed_over() -> None:
    """The code that was given out last, until it is put away: it is shown to nobody again."""
    kept = steps.kept(CODE)
    if kept is None:
        return
    name, role, code = kept
    with st.container(border=True, key="account-code"):
        if role is Role.SCREEN:
            st.write(plain(_("Key of the screen {name}: type it in at the screen, once.", name=name)))
        else:
            words = _("One-time code of {name}: hand it over; the person sets a password.", name=name)
            st.write(plain(words))
        st.code(code, language=None)
        elements.quiet(_("It is shown only now, and stands nowhere else."))
        st.button(_("I have handed it over"), on_click=steps.keep, args=(CODE, None))
