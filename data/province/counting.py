"""What is counted of one county: its cells, what may be told of them, its heat, its findings.

Each is a function of what the county handed on, so that any machine can take any county. No formula is of
this module: the counts told are those of `data.petitions.disclosure`, the heat that of `data.hotspots.heat`,
the findings those of `data.hotspots.daily`.
"""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from data.divisions.land import Land
from data.hotspots import daily, questions
from data.hotspots.heat import heat, typical_heat
from data.petitions.disclosure import publish
from data.petitions.facts import Filter
from data.province.county import CountyNote
from data.province.schema import CELLS, FINDINGS, HEAT, KEYS, TOLD, facts_of
from data.scope import Role, Scope

YEAR = 12
"""Months of which the heat is made."""

Told = tuple[str, int, int, str, str, str | None, int]


def cells(rows: pa.Table) -> pa.Table:
    """The cells of one month; what is in no village has a cell too."""
    counted = rows.unify_dictionaries().group_by(list(KEYS)).aggregate([([], "count_all"), ("people", "sum")])
    found = counted.rename_columns([*KEYS, "petitions", "people"]).select(CELLS.names).cast(CELLS)
    return found.sort_by([(name, "ascending") for name in KEYS])


def told(rows: pa.Table, note: CountyNote, villages: gpd.GeoDataFrame) -> pa.Table:
    """What may be told of a county to whoever may not open its cases: the same as on the screen of a meeting.

    Parameters
    ----------
    rows
        All that the county handed on.
    villages
        Code, name, parent_code and township of each.
    """
    above = dict(zip(villages["code"], villages["parent_code"], strict=True))
    leaders = [frozenset(part) for part in note.leaders]
    released = publish(facts_of(rows), note.least, note.last_day, leaders, above, note.first_days)
    names = {"village": dict(zip(villages["code"], villages["name"], strict=True))}
    names["township"] = dict(zip(villages["parent_code"], villages["township"], strict=True))

    def lines() -> Iterator[Told]:
        for block in released.blocks:
            of = (block.counted.value, block.first, block.last)
            yield *of, "total", "", None, block.total
            for dimension, margin in block.margins.items():
                for value, count in margin.items():
                    yield *of, dimension, value, names.get(dimension, {}).get(value), count
            for month, persons in block.persons.items():
                yield *of, "persons", str(month), None, persons
        for counted, total in released.running.items():
            yield counted.value, released.last + 1, released.last + 1, "running", "", None, total

    columns = list(zip(*lines(), strict=True)) or [()] * len(TOLD)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, TOLD, strict=True)], schema=TOLD
    )


def land_of(villages: gpd.GeoDataFrame) -> Land:
    """The county's villages with what is derived from their outlines; of its townships nothing is asked."""
    return Land(villages.sort_values("code", ignore_index=True), gpd.GeoDataFrame({"code": [], "name": []}))


def heat_of(rows: pa.Table, note: CountyNote, villages: gpd.GeoDataFrame) -> pa.Table:
    """Petitions per square kilometre over the last twelve months, village by village spread.

    No point was handed on, so the bandwidth is the widest of `geo.statistics.density.BANDWIDTHS`.
    """
    facts, land = facts_of(rows), land_of(villages)
    end = pd.Timestamp(note.last_day) + pd.Timedelta(days=1)
    wanted = Filter(first=(end - pd.DateOffset(months=YEAR)).date(), last=note.last_day)
    office = Scope.of(Role.OFFICE, [note.code], note.code)
    found = heat(office, facts, land, wanted, typical_heat(office, facts, land, wanted, YEAR))
    at = np.nonzero(land.grid.inside)
    named = {
        "bounds": ",".join(map(str, land.grid.bounds)),
        "shape": ",".join(map(str, land.grid.shape)),
        "cell": str(land.grid.cell),
        "bandwidth": str(found.bandwidth),
    }
    arrays = [at[0].astype(np.int32), at[1].astype(np.int32), found.surface[at]]
    return pa.Table.from_arrays([pa.array(each) for each in arrays], schema=HEAT.with_metadata(named))


def findings_of(rows: pa.Table, note: CountyNote, villages: gpd.GeoDataFrame) -> pa.Table:
    """What is high in several villages at once, by the county's own rules; none where none can be tested."""
    facts, land = facts_of(rows), land_of(villages)
    if questions.untested(land.neighbours, land.residents):
        return FINDINGS.empty_table()
    rules = note.hotspots
    found = daily.look(facts, land, note.last_day, rules, rules.budget)
    lines = [
        {
            "category": category,
            "villages": [str(land.codes[at]) for at in place.villages],
            "since": since,
            "cases": place.cases,
            "expected": place.expected,
            "q": place.q,
        }
        for category, place, since in found
    ]
    return pa.Table.from_pylist(lines, FINDINGS)
