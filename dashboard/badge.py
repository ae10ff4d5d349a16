"""Who is signed in, at the top of every page, with another password and the way out."""

import streamlit as st

from dashboard import cache, identity, roles, visitors
from dashboard.access.pages import PASSWORD
from dashboard.address import link, to
from dashboard.drawing import elements, scripts
from dashboard.language import KEY, _, language
from dashboard.markdown import plain
from data.accounts import sessions


def show() -> None:
    """The badge; nothing where nobody signs in."""
    visitor = identity.look().visitor
    if visitor is None:
        return
    watch()
    with st.popover(plain(visitor.display_name), icon=":material/person:"):
        elements.quiet(f"{visitor.name} · {roles.name(visitor.role)}")
        elements.link(_("My account"), to("account"))
        elements.link(_("Change the password"), PASSWORD + link(**{KEY: language()}))
        st.button(_("Sign out"), key="sign-out", on_click=_sign_out, icon=":material/logout:")


def watch() -> None:
    """Let the page look by itself whether its session is over."""
    st.html(f"<script>{scripts.WATCH}</script>", unsafe_allow_javascript=True)


def _sign_out() -> None:
    sessions.sign_out(cache.store(), visitors.token())
    visitors.forget()
