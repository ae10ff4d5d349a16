"""The reader's language, per session: Chinese unless the address says otherwise."""

import datetime as dt

import streamlit as st

from data.petitions.categories import FORMER
from data.terms import categories, category_names, name_of, schemes
from data.text import LANGUAGES, translator

KEY = "lang"


def language() -> str:
    """Language of this session: ``zh_CN`` or ``en``."""
    asked = st.session_state.get(KEY) or st.query_params.get(KEY)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _(message: str, **values: object) -> str:
    """An English sentence of ours in the reader's language, its ``{named}`` fields filled in."""
    text = translator(language())(message)
    return text.format(**values) if values else text


def term(value: str, kind: type) -> str:
    """Name of a coded value, such as ``term("hard", Tier)``."""
    return _(name_of(kind(value)))


def category(code: str) -> str:
    """Name of an issue category; an unknown one is shown as it was written in the file."""
    scheme, sign, own = code.partition(FORMER)
    if sign and scheme in schemes():  # a category of the file may hold the sign as well
        return _("{category} (former scheme)", category=category(own))
    if language() == "zh_CN":
        for scheme in ("2022", "old17"):
            if code in categories(scheme):
                return categories(scheme)[code]
    return category_names().get(code, code)


def date(day: dt.date) -> str:
    """A day in words: 12月15日, or 15 December."""
    return f"{day.month}月{day.day}日" if language() == "zh_CN" else f"{day.day} {day:%B}"


def number(value: float, digits: int = 0) -> str:
    """Figure with thousands separators."""
    return f"{value:,.{digits}f}"


def percent(part: float, whole: float) -> str:
    """Share with one decimal; a dash where there is no whole."""
    return f"{part / whole:.1%}" if whole else "—"
