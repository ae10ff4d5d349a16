"""Columns of what a province keeps, and how rows become the facts that all questions are asked of."""

import datetime as dt
from typing import cast

import numpy as np
import pandas as pd
import pyarrow as pa

from data.terms import Placement

_CODE = pa.dictionary(pa.int32(), pa.string())

ROWS = pa.schema(
    [
        ("filed", pa.date32()),
        ("closed", pa.date32()),
        *[
            (name, _CODE)
            for name in (
                "channel",
                "category",
                "purpose",
                "occurrence",
                "tier",
                "status",
                "satisfaction",
                "placement",
                "township_code",
                "village_code",
            )
        ],
        ("people", pa.int32()),
        ("joint", pa.bool_()),
        ("matter_id", pa.int32()),
    ]
)
"""Facts of petitions (`data.petitions.facts`) by day: no person, text, number, point or accusation."""

KEYS = ("village_code", "category", "channel", "tier")
"""By what a cell counts within its county and month."""

CELLS = pa.schema(
    [*((name, pa.string()) for name in KEYS), ("petitions", pa.int64()), ("people", pa.int64())]
)
"""A cell of the cube: village, category, channel and tier, within a county and month."""

TOLD = pa.schema(
    [
        ("counted", pa.string()),
        ("first", pa.int32()),
        ("last", pa.int32()),
        ("dimension", pa.string()),
        ("value", pa.string()),
        ("name", pa.string()),
        ("count", pa.int64()),
    ]
)
"""What is told of a county: a count of a block of months (since year 0) by one dimension alone."""

HEAT = pa.schema([("row", pa.int32()), ("column", pa.int32()), ("per_km2", pa.float32())])
"""Cells of a grid inside the county; its bounds, cell and bandwidth stand in the schema's metadata."""

FINDINGS = pa.schema(
    [
        ("category", pa.string()),
        ("villages", pa.list_(pa.string())),
        ("since", pa.date32()),
        ("cases", pa.int64()),
        ("expected", pa.float64()),
        ("q", pa.float64()),
    ]
)
"""What is high in several villages at once (`data.hotspots.daily.look`)."""

SCHEMAS = {"rows": ROWS, "cube": CELLS, "told": TOLD, "heat": HEAT, "findings": FINDINGS}


def month_name(month: int) -> str:
    """Such as 2026-11, of months since year 0."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_of(day: dt.date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def rows_by_month(facts: pd.DataFrame) -> dict[str, pa.Table]:
    """Rows as they are handed on, by month.

    Parameters
    ----------
    facts
        Of `data.petitions.facts.facts`, without reports and accusations.

    Returns
    -------
    dict of month (2026-11) -> Table of `ROWS`
        What was placed to the point is placed to its village.
    """
    coarse = facts.assign(
        filed=facts["filed"].dt.date,
        closed=facts["closed"].dt.date,
        placement=facts["placement"].astype(object).replace(Placement.POINT.value, Placement.VILLAGE.value),
    )
    for name in ROWS.names:
        if pa.types.is_dictionary(ROWS.field(name).type):
            coarse[name] = pd.Categorical(coarse[name].astype(object))
    return {
        month_name(cast(int, month)): pa.Table.from_pandas(
            part[ROWS.names], schema=ROWS, preserve_index=False
        ).replace_schema_metadata()
        for month, part in coarse.groupby("month", sort=True)
    }


def facts_of(rows: pa.Table) -> pd.DataFrame:
    """The frame of `data.petitions.facts.facts` of rows that were handed on; no point is known."""
    frame: pd.DataFrame = rows.unify_dictionaries().to_pandas(date_as_object=False)
    for name in ("filed", "closed"):
        frame[name] = frame[name].astype("datetime64[s]")
    frame["matter_id"] = frame["matter_id"].astype("float64")
    frame["month"] = (frame["filed"].dt.year * 12 + frame["filed"].dt.month - 1).astype("int32")
    frame["longitude"] = frame["latitude"] = np.full(len(frame), np.nan)
    return frame
