"""The first step: whose record it is. It is shown while the record holds no county."""

import re

import streamlit as st

from dashboard import cache, identity, steps, visitors
from dashboard.language import _
from data.errors import ImportRefused
from data.importing.divisions.county import set_up
from data.scope import Role

KEY = "county"


def show() -> None:
    """A form for code and name; once it is sent, the other steps follow."""
    st.title(_("This record holds no county yet: which one is it?"))
    st.write(
        _(
            "The code is that of the county in the official list, six digits. It stands for good: another"
            " county takes another record."
        )
    )
    with steps.form(KEY):
        code = st.text_input(_("Code of the county"), max_chars=32, placeholder="330726", width=320)
        name = st.text_input(_("Name of the county"), max_chars=100, placeholder="浦江县", width=320)
        asked = st.form_submit_button(_("Set up the county"), type="primary")
    if asked:
        with steps.taking(KEY):
            if code.strip() and not re.fullmatch("[0-9]{6}", code.strip()):
                raise ImportRefused("The code of a county is six digits")
            actor = identity.look().actor or f"role:{Role.OFFICE}"
            set_up(cache.begin_record(), code.strip(), name.strip(), actor=actor)
            visitors.forget()  # whose scope was of no county
            st.rerun()
    steps.show(KEY)
