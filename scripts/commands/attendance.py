"""Which units come along on a 15th, where their leaders are when, and what cannot be met."""

import math
from dataclasses import asdict
from typing import Annotated, Any

import typer

from data import clock
from data.text import LANGUAGES, Words, in_both
from data.visits import along
from data.visits.attendance import SECONDS, Along, Short, UnitsAlong, units_along
from data.visits.on_record import on_record
from data.visits.plans import clock as at
from data.visits.plans import rounded, span
from scripts.commands.receptions import Day, every, office
from scripts.commands.terminal import DEFAULT_DATABASE, DEMO, AsJson, Database, answer, answering, opened


def attendance(
    date: Day,
    seconds: Annotated[
        float, typer.Option(min=0.5, max=600, help=in_both("most time for the search"))
    ] = SECONDS,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Say which units come along on the 15th, and what cannot be met."""
    with answering(as_json), opened(database) as store:
        on, dataset = date.date(), store.dataset()
        reader = office(store, clock.today(dataset))
        found = every(store, None, on, lambda code: on_record(reader, code, on))
        units = units_along(reader, found.made, seconds)
        result = {"date": on.isoformat(), "synthetic": dataset.synthetic, **_values(units), **found.told()}
        answer(result, [DEMO] * dataset.synthetic + _lines(units) + found.lines(), as_json)


def _values(units: UnitsAlong) -> dict[str, Any]:
    told = {language[:2]: _told(Words(language), units) for language in LANGUAGES}
    return {
        "along": [_record(each) for each in units.along],
        "short": [_record(each) for each in units.short],
        "moved": [
            asdict(each) | {"was": at(each.was), "begins": _or_none(each.begins)} for each in units.moved
        ],
        "without_unit": units.without_unit,
        "cases": units.cases,
        "met": units.met,
        "score_lost": rounded(units.score_lost),
        "proven": units.proven,
        "at_most_more": units.gap,
        "driving_minutes": rounded(units.driving, 0),
        "least_driving": units.least_driving,
        "told": told,
    }


def _record(each: Along | Short) -> dict[str, Any]:
    return asdict(each) | {"begins": at(each.begins), "ends": at(each.ends)}


def _or_none(minutes: float) -> str | None:
    return None if math.isnan(minutes) else at(minutes)


def _told(words: Words, units: UnitsAlong) -> list[str]:
    return [*along.summary(words, units), *along.shortages(words, units), *along.moves(words, units)]


def _lines(units: UnitsAlong) -> list[str]:
    chinese, english = (_told(Words(language), units) for language in LANGUAGES)
    lines = [f"{one} / {other}" for one, other in zip(chinese, english, strict=True)]
    for unit in units.units:
        lines.append(unit)
        for each in units.of(unit):
            cases = in_both("cases: {n}", n=each.cases)
            lines.append(f"  {each.deputy} · {span(each.begins, each.ends)} {each.place.name} ({cases})")
    return lines
