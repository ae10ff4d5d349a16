"""The reader's language, per session: Chinese unless the address says otherwise."""

import streamlit as st

from data.text import LANGUAGES, Words

KEY = "lang"


def language() -> str:
    """Language of this session: ``zh_CN`` or ``en``."""
    asked = st.session_state.get(KEY) or st.query_params.get(KEY)
    return asked if asked in LANGUAGES else LANGUAGES[0]


class _Reader(Words):
    """The words of the session that asks; its language is looked up each time."""

    def __init__(self) -> None:
        pass

    @property
    def language(self) -> str:
        return language()


def spoken() -> Words:
    """The words of this session as it is now: its language is looked up once for a thousand figures."""
    return Words(language())


_ = _Reader()
in_context, say, term, category = _.in_context, _.say, _.term, _.category
date, iso, clock, span, days_of_week = _.date, _.iso, _.clock, _.span, _.days_of_week
number, signed, percent = _.number, _.signed, _.percent
