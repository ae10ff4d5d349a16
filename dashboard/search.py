"""The search box above every page: a number, a village or township, and for the office a person."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept, go
from dashboard.drawing import elements
from dashboard.language import _, iso
from dashboard.markdown import plain
from data import search
from data.scope import Scope, is_office
from data.search import CaseEntry, PersonEntry, PlaceEntry
from data.service import coverage
from data.terms import Level

TEXT: Kept[str] = Kept("search", "")
PERSONS: Kept[tuple[str, list[PersonEntry]]] = Kept("search-persons", ("", []))
GOAL: Kept[tuple[str, dict[str, str]] | None] = Kept("search-goal", None)
"""Page and parameters that an entry leads to; the next run goes there."""
ABOUT = "search-person"


def box() -> None:
    """The box itself."""
    st.text_input(
        _("Search"),
        key=TEXT.key,
        type="search",
        placeholder=_("Number, place, name"),
        label_visibility="collapsed",
    )


def answers(scope: Scope, pages: Mapping[str, Any]) -> None:
    """What was found, below the box; nothing while nothing is asked. An entry opens its page.

    Parameters
    ----------
    pages
        Name -> page, of those that entries lead to: ``case`` and ``place``.
    """
    if goal := GOAL.value:
        GOAL.forget()
        go(pages[goal[0]], goal[1])
    text = TEXT.value.strip()
    if not text:
        return
    reader = cache.reader(scope)
    cases = search.cases_numbered(reader, text)
    called = search.places_called(reader, text, limit=None)
    places = list(islice((place for place in called if _is_seen(scope, place)), search.SHOWN))
    with st.container(key="found", border=True, horizontal=True, vertical_alignment="center", gap="small"):
        for place in places:
            _entry(_place_words(place), "place", _place_address(place))
        for case in cases:
            _entry(_case_words(case), "case", {"case": case.number})
        if not (places or cases):
            elements.quiet(_("No number, village or township is called “{text}”.", text=text))
        if is_office(scope) and scope.personal:
            _persons(scope, text)
    steps.show(ABOUT)


def _persons(scope: Scope, text: str) -> None:
    """Persons, only when they are asked for: each such search is logged."""
    asked, entries = PERSONS.value
    if asked != text:
        st.button(
            plain(_("Search for a person called “{text}”", text=text)),
            key="search-person",
            help=_("Each search for a person is logged, without the name."),
            on_click=_search_person,
            args=(scope, text),
        )
        return
    for entry in entries:
        words = _("{name}: {case}", name=entry.name, case=_case_words(entry.case))
        _entry(words, "case", {"case": entry.case.number})
    if not entries:
        elements.quiet(_("No petitioner of that name, telephone or identity number is on record."))


def _search_person(scope: Scope, text: str) -> None:
    with steps.taking(ABOUT):
        PERSONS.keep((text, search.cases_of_person(cache.writer(scope), text)))


def _entry(words: str, page: str, address: dict[str, str]) -> None:
    key = f"found-{page}-{'-'.join(address.values())}-{words}"
    st.button(plain(words), key=key, type="tertiary", on_click=_go, args=(page, address))


def _go(page: str, address: dict[str, str]) -> None:
    GOAL.keep((page, address))
    TEXT.forget()
    PERSONS.forget()


def _is_seen(scope: Scope, place: PlaceEntry) -> bool:
    """Whether the reader may count a village, or every village of a township."""
    villages = cache.geography(cache.store().dataset()).villages
    column = "code" if place.level is Level.VILLAGE else "parent_code"
    own = villages[villages[column] == place.code]
    return not own.empty and bool(coverage.visible(scope, own).all())


def _place_words(place: PlaceEntry) -> str:
    words = f"{place.township} {place.name}" if place.township else place.name
    return words if place.known_as is None else _("{place} (also {name})", place=words, name=place.known_as)


def _place_address(place: PlaceEntry) -> dict[str, str]:
    """Of one, and no longer of the other."""
    is_village = place.level is Level.VILLAGE
    return {"village": place.code, "township": ""} if is_village else {"township": place.code, "village": ""}


def _case_words(case: CaseEntry) -> str:
    words = _("{number} of {day}", number=case.number, day=iso(case.filed))
    return _("{case}, withdrawn", case=words) if case.withdrawn else words
