"""A frame made of what the database answers, and read row by row: the only way in which this program does it.

pandas keeps a missing text as NaN and a missing time as NaT. Neither is None and both pass for true, so
``row.undone_at is None`` and ``row.name or "—"`` say the opposite of what they seem to.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd


def frame_of(rows: Iterable[Any], columns: Iterable[str]) -> pd.DataFrame:
    """Rows of the database as a frame.

    As tuples: pandas looks for a ``dtype`` on anything else, and a row of SQLAlchemy takes long to say no.
    """
    return pd.DataFrame.from_records([tuple(row) for row in rows], columns=list(columns))


def rows(frame: pd.DataFrame) -> list[Any]:
    """Rows as named tuples, whatever is missing in them as None."""
    return list(_with_none(frame).itertuples(index=False))


def records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows as dictionaries by column, whatever is missing in them as None."""
    return _with_none(frame).to_dict("records")


def _with_none(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.astype(object).where(frame.notna(), None))
