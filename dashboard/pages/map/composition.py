"""What the petitions on the map are made of, and how long they took; made when it is opened."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dashboard.address import here, to
from dashboard.drawing import elements
from dashboard.drawing.counts import period_words
from dashboard.drawing.question import Question
from dashboard.language import _, category, number
from dashboard.pages.place import parts
from dashboard.pages.place.parts import KINDS, Asked, Part
from data.petitions.facts import Filter


def show(question: Question) -> None:
    """Charts below the map; of what is not told in part, nothing is said."""
    section = st.expander(_("Townships, categories, days until closed"), key="parts", on_change="rerun")
    if not section.open or question.counts.total == 0:
        return
    asked = Asked.of(question)
    with section:
        left, right = st.columns(2, gap="large")
        with left:
            if asked.wanted.township is None:
                _townships(asked)
            parts.kinds(asked, lambda wanted: _kinds(question, wanted))
            if not question.tells_part:
                parts.days(asked, question.facts)
        with right:
            if asked.wanted.category is None:
                _categories(asked)


def _townships(asked: Asked) -> None:
    names, tally = asked.question.geography.township_names, asked.question.tally
    title = _("Townships, {period}", period=period_words(asked.chosen))
    part = Part(
        "townships",
        title,
        _("Township"),
        tally.by_township,
        lambda code: names.get(code, code),
        lambda code: to("place", township=code),
    )
    parts.ranked(asked, part)
    rest = (tally.total(asked.wanted) or 0) - sum(tally.by_township(asked.wanted).values())
    if asked.whole and rest:
        elements.quiet(_("in no township: {n}", n=number(rest)))


def _categories(asked: Asked) -> None:
    def count(wanted: Filter) -> Mapping[str, int]:
        return {str(code): int(n) for code, n in asked.question.tally.by_category(wanted).items()}

    title = _("Categories, {period}", period=period_words(asked.chosen))

    def narrowed(code: str) -> str:  # a village that was clicked since is none of this address
        return here(category=code, village="")

    part = Part("categories", title, _("Category"), count, category, narrowed)
    parts.ranked(asked, part)


def _kinds(question: Question, wanted: Filter) -> dict[str, int]:
    """First and repeated ones, as far as they are told."""
    told = {kind.value: question.tally.total(replace(wanted, kind=kind)) for kind in KINDS}
    return {kind: n for kind, n in told.items() if n is not None}
