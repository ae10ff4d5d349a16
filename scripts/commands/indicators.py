"""How cases are handled: shares with their parts, by township, unit, category, channel or month."""

import datetime as dt
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from data.clock import today
from data.petitions.indicators import PARTS, Group, Indicator, facts_of, nothing, percent
from data.petitions.indicators import indicators as count
from data.terms import Counted
from data.text import LANGUAGES, Words, in_both
from geo.errors import Refused
from scripts.commands.receptions import office, township_names
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    CountedOption,
    Database,
    answer,
    answering,
    opened,
)

_COUNTS = ("cases", "visits", "persons", "first", "repeat", "closed", "review", "re_review")


def indicators(
    since: Annotated[
        dt.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help=in_both("first day; default: 1 January")),
    ] = None,
    until: Annotated[
        dt.datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help=in_both("last day; default: today")),
    ] = None,
    by: Annotated[Group, typer.Option("--by", help=in_both("by what cases are told apart"))] = Group.COUNTY,
    counted: CountedOption = Counted.PETITIONS,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """How cases are handled: shares with their parts."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        last = until.date() if until else today(dataset)
        first = since.date() if since else last.replace(month=1, day=1)
        day = today(dataset)
        if first > last:
            raise Refused("The first day {first} lies after the last, {last}", first=first, last=last)
        frame = count(office(store, day), first, last, by, counted)
        names = township_names(store, day) if by is Group.TOWNSHIP else {}
        groups = [_group(str(group), frame.loc[group], names) for group in frame.index]
        result = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "as_of": day.isoformat(),
            "by": by.value,
            "counted": counted.value,
            "synthetic": dataset.synthetic,
            "definitions": {one.value: one.definition for one in Indicator},
            "groups": groups,
        }
        lines = _lines(groups)
        if not groups:
            facts = facts_of(office(store, day), counted)
            lines = [nothing(Words(language), facts, last, whole=True) for language in LANGUAGES]
        answer(result, [DEMO] * dataset.synthetic + lines, as_json)


def _group(group: str, row: pd.Series, names: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"group": group, "name": names.get(group, group)}
    told |= {name: int(row[name]) for name in _COUNTS}
    told |= {name: _rounded(row[name]) for name in ("mean_days", "median_days")}
    table = row.to_frame().T
    for one in Indicator:
        told[one.value] = {name: int(row[f"{one.value}_{name}"]) for name in PARTS}
        told[one.value]["percent"] = _rounded(percent(table, one).iloc[0])
    return told


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)


def _lines(groups: list[dict[str, Any]]) -> list[str]:
    lines = []
    for group in groups:
        count = in_both("{n} cases, {m} persons", n=group["cases"], m=group["persons"])
        lines.append(f"{group['name'] or in_both('Together')}  {count}")
        for one in Indicator:
            told = group[one.value]
            share = "—" if told["percent"] is None else f"{told['percent']:.1f}%"
            unknown = f"（{in_both('not known: {n}', n=told['unknown'])}）" if told["unknown"] else ""
            lines.append(f"    {in_both(one.label)}  {share} = {told['part']}/{told['whole']}{unknown}")
    return lines
