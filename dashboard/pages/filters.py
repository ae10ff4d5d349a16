"""The filters above a view, the same everywhere."""

import datetime as dt

import streamlit as st

from dashboard import cache, state
from data.periods import Period, period
from data.petitions.facts import Filter
from data.scope import Scope
from data.tables import Dataset


def over_period(scope: Scope, dataset: Dataset) -> tuple[Filter, Period]:
    """Petitions of a period."""
    with _bar():
        chosen = state.choose_period(first_day(scope, dataset), cache.as_of(dataset))
        return _filter(scope, dataset, chosen), chosen


def up_to_day(scope: Scope, dataset: Dataset) -> tuple[Filter, dt.date]:
    """Petitions as they were known on a day, and that day."""
    with _bar():
        last = state.choose_last_day(first_day(scope, dataset), cache.as_of(dataset))
        return _filter(scope, dataset, period(f"{last:%Y-%m}", 1, last)), last


def categories(scope: Scope, dataset: Dataset) -> list[str]:
    """Codes of the categories on record."""
    return [str(code) for code in cache.facts(scope, dataset)["category"].cat.categories]


def first_day(scope: Scope, dataset: Dataset) -> dt.date:
    """Day of the first petition on record."""
    day: dt.date = cache.facts(scope, dataset)["filed"].min().date()
    return day


def _bar() -> st.delta_generator.DeltaGenerator:
    return st.container(key="filters", horizontal=True, vertical_alignment="bottom", gap="small")


def _filter(scope: Scope, dataset: Dataset, chosen: Period) -> Filter:
    names = cache.geography(dataset).township_names
    return state.choose_filter(chosen, categories(scope, dataset), names)
