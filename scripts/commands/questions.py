"""What the commands of hot spots share: the filters of the page, what is asked of, and how it is told."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from data import clock, periods
from data.divisions.land import Land, land
from data.hotspots.answer import Answer
from data.hotspots.arrivals import Completeness, Late, complete
from data.petitions.facts import Filter, facts
from data.reader import Reader
from data.rules import HotSpotRules, rules
from data.store import Store
from data.tables import Dataset
from data.terms import Counted, PetitionKind, Status, Tier
from data.text import LANGUAGES, N_, Words, in_both
from geo.errors import Refused
from scripts.commands.receptions import office
from scripts.commands.terminal import DEMO, answer

OfCategory = Annotated[
    str | None, typer.Option("--category", help=in_both("code of a category; default: all"))
]
UpToMonth = Annotated[
    dt.datetime | None,
    typer.Option("--month", formats=["%Y-%m"], help=in_both("up to this month; default: the latest")),
]
Months = Annotated[int, typer.Option("--months", min=1, max=120, help=in_both("so many months up to it"))]
OfStatus = Annotated[
    Status | None, typer.Option("--status", help=in_both("status of the cases; default: all"))
]
OfTier = Annotated[Tier | None, typer.Option("--tier", help=in_both("tier of the cases; default: all"))]
OfKind = Annotated[
    PetitionKind | None,
    typer.Option("--kind", help=in_both("first or repeated ones, or joint visits; default: all")),
]
InTownship = Annotated[
    str | None,
    typer.Option("--township", help=in_both("code of a township; default: the county")),
]


@dataclass(frozen=True, eq=False)
class Asked:
    """Of what a question is asked: the office's facts, the land, both read once; and the filter.

    Parameters
    ----------
    last
        Last day of the filter, which is also that up to which is looked.
    known
        How far the record is complete.
    """

    dataset: Dataset
    reader: Reader
    county: HotSpotRules
    land: Land
    facts: pd.DataFrame
    wanted: Filter
    last: dt.date
    known: Completeness


def ask(
    store: Store,
    month: dt.datetime | None,
    months: int,
    category: str | None,
    status: Status | None,
    tier: Tier | None,
    township: str | None,
    counted: Counted,
    kind: PetitionKind | None,
) -> Asked:
    """Read the record, and take the filter as the page does.

    Raises
    ------
    Refused
        There are no villages or no petitions on record, or the filter names what is not on record.
    """
    dataset, reader = store.dataset(), office(store)
    known, every = land(store, reader.today), facts(reader)
    if known.villages.empty:
        raise Refused("There are no villages with boundaries on record: import them first.")
    if every.empty:
        raise Refused("There are no petitions on record: import them first.")
    categories = [str(code) for code in every["category"].cat.categories]
    for code, allowed, sentence in (
        (category, categories, N_("No petition on record has the category {code}; there are: {codes}")),
        (township, known.township_names, N_("There is no township {code} on record; there are: {codes}")),
    ):
        if code is not None and code not in allowed:
            raise Refused(sentence, code=code, codes=", ".join(allowed))
    as_of = dataset.as_of or reader.today
    on_record = periods.months(every["filed"].min().date(), as_of)
    name = f"{month:%Y-%m}" if month else on_record[-1]
    if name not in on_record:
        raise Refused(
            "{month} is not on record: choose a month from {first} to {last}",
            month=name,
            first=on_record[0],
            last=on_record[-1],
        )
    chosen = periods.period(name, months, as_of)
    wanted = Filter(chosen.first, chosen.last, category, status, tier, township, counted, kind)
    county = rules(store, reader.today).hotspots
    return Asked(dataset, reader, county, known, every, wanted, chosen.last, complete(reader))


def tell(
    asked: Asked,
    found: Answer,
    values: dict[str, Any],
    lines: Callable[[Words, Any], list[str]],
    as_json: bool,
) -> None:
    """Print an answer: `values` for a machine, or its lines, first in Chinese, then in English."""
    told = {language: lines(Words(language), found) for language in LANGUAGES}
    wanted, dataset = found.wanted, asked.dataset
    result = {
        "as_of": dataset.as_of or clock.today(dataset),
        "synthetic": dataset.synthetic,
        "sentence": {language[:2]: sentences[0] for language, sentences in told.items()},
        "asked": {
            "first": wanted.first,
            "last": asked.last,
            "category": wanted.category,
            "status": wanted.status,
            "tier": wanted.tier,
            "township": wanted.township,
            "count": wanted.counted,
            "kind": wanted.kind,
        },
        "last_days": last_days(found.late),
    }
    sentences = [line for language in LANGUAGES for line in told[language]]
    answer(result | values, [DEMO] * dataset.synthetic + sentences, as_json)


def last_days(late: Late | None) -> dict[str, Any] | None:
    """What of the last days is left out, for a machine; None: it was not asked."""
    if late is None:
        return None
    left_out = late.first is not None and not late.kept
    return {
        "left_out_from": late.first if left_out else None,
        "left_out_to": late.last if left_out else None,
        "newest_file": late.known.newest,
        "complete_to": late.known.whole,
        "files": late.known.files,
        "townships_later": dict(late.known.towns),
    }


def names_of(land: Land, villages: np.ndarray) -> dict[str, Any]:
    """Codes, names and townships of villages, by their positions."""
    return {
        "villages": [str(code) for code in land.codes[villages]],
        "names": land.names[villages].tolist(),
        "townships": list(dict.fromkeys(land.townships_of[villages].tolist())),
    }


def name_of(land: Land, village: int) -> dict[str, Any]:
    """Code, name and township of a village, by its position."""
    return {
        "village": str(land.codes[village]),
        "name": land.names[village],
        "township": land.townships_of[village],
    }


def by_village(found: Answer, counts: np.ndarray) -> dict[str, int]:
    """Petitions by code of the villages looked at."""
    looked_at = np.flatnonzero(found.inside).tolist()
    return {str(found.land.codes[at]): int(counts[at]) for at in looked_at}


def number(value: float) -> float | None:
    """A figure for a machine; None where it is not known."""
    return None if np.isnan(value) else round(float(value), 6)
