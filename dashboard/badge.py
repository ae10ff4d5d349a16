"""The quiet menu at the top of every page: language, who is signed in, another password and the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import cache, identity, roles, visitors
from dashboard.access.pages import PASSWORD
from dashboard.address import Segmented, link, to
from dashboard.base_path import outer
from dashboard.drawing import elements, scripts
from dashboard.language import KEY, _, language
from dashboard.markdown import plain
from data.accounts import sessions
from data.text import LANGUAGES

LANGUAGE = Segmented(KEY)


@contextmanager
def menu() -> Iterator[None]:
    """The quiet menu of a page: language, who is signed in, the way out, and what is drawn within."""
    visitor = identity.look().visitor
    named = visitor.display_name if visitor else _("Demo") if identity.is_demo() else _("Language")
    if visitor is not None:
        watch()  # not within the menu: what stands there is not on the page while it is closed
    with st.popover(plain(named), icon=f":material/{'person' if visitor else 'tune'}:"):
        LANGUAGE.choose(_("Language"), {"zh_CN": "中文", "en": "English"}, LANGUAGES[0])
        yield
        if visitor is None:
            return
        elements.quiet(f"{visitor.name} · {roles.name(visitor.role)}")
        elements.link(_("My account"), to("account"))
        elements.link(_("Change the password"), outer(PASSWORD + link(**{KEY: language()})))
        st.button(_("Sign out"), key="sign-out", on_click=_sign_out, icon=":material/logout:")


def watch() -> None:
    """Let the page look by itself whether its session is over."""
    st.html(f"<script>{scripts.WATCH}</script>", unsafe_allow_javascript=True)


def _sign_out() -> None:
    sessions.sign_out(cache.store(), visitors.token())
    visitors.forget()
