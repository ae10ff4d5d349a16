"""What a visit to each village of a township is worth, part by part.

Beside its cases and the months without a leader a village may count for being silent: no leader was there for
long, and little is heard from it (`data.visits.silence`). That part is small by design. However many quiet
villages a day could hold, together they count at most as one hard case that is certain to be open; so a plan
gives up less for them than such a case is worth.
"""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.rules import ScoreSettings
from geo.visits import DaySettings

PARTS = ("cases_part", "months_part", "silence_part")
"""Columns that add up to what a visit is worth; what is not known of the last adds nothing."""

LEAST_SILENCE = 0.05
"""Points of silence below which there are none: less is not told in a figure of one decimal."""


def with_worth(
    places: pd.DataFrame,
    cases: pd.DataFrame,
    seen: Mapping[str, tuple[dt.date, float]],
    quiet: pd.Series | None,
    score: ScoreSettings,
    hours: DaySettings,
) -> pd.DataFrame:
    """Villages with their cases and the parts of what a visit is worth.

    Parameters
    ----------
    places
        Of `data.visits.plans.village_places`.
    cases, seen
        Of `data.visits.cases.count_cases` and `last_seen`.
    quiet
        By village, of `data.visits.silence.quiet_villages` (NaN: not known); None: silence counts nothing.

    Returns
    -------
    DataFrame
        The places with cases, hard, repeats, expected, months and `PARTS`.
    """
    frame = places.copy()
    cases = cases.reindex(frame["code"])
    for column in ("cases", "hard", "repeats"):
        frame[column] = cases[column].fillna(0).to_numpy(dtype=np.int64)
    frame["expected"] = cases["expected"].fillna(0.0).to_numpy()
    frame["cases_part"] = cases["points"].fillna(0.0).to_numpy()
    ago = {code: months for code, (_, months) in seen.items()}
    frame["months"] = frame["code"].map(ago).astype("float64")
    waited = frame["months"].fillna(score.months_most).clip(upper=score.months_most)
    frame["months_part"] = waited * score.month * (1.0 - cases["none"].fillna(1.0).to_numpy())
    frame["silence_part"] = 0.0
    if quiet is not None:
        wanted = score.silence * long_ago(waited, score) * quiet.reindex(frame["code"]).to_numpy()
        frame["silence_part"] = bounded(wanted, score.hard, most_stops(hours, len(frame)))
    return frame


def long_ago(months: pd.Series, score: ScoreSettings) -> NDArray[np.float64]:
    """How long no leader was in villages: 0 up to half of the months that count at most, 1 from all on."""
    if not score.months_most:
        return np.zeros(len(months))
    share = months.to_numpy(dtype=np.float64) / score.months_most
    return np.clip(2.0 * share - 1.0, 0.0, 1.0)


def worth(villages: pd.DataFrame) -> NDArray[np.float64]:
    """What a visit to each village is worth, the sum of its parts."""
    known = villages["cases_part"] + villages["months_part"]
    return (known + villages["silence_part"].fillna(0.0)).to_numpy(dtype=np.float64)


def bounded(points: NDArray[np.float64], most: float, stops: int) -> NDArray[np.float64]:
    """Points made smaller alike, so that no `stops` of them are more than `most` together; NaN stays."""
    known = np.sort(points[np.isfinite(points)])[::-1][:stops]
    scale = min(1.0, most / known.sum()) if known.sum() > 0 else 1.0
    return np.where(points * scale < LEAST_SILENCE, 0.0, points * scale)


def most_stops(hours: DaySettings, villages: int) -> int:
    """Stops that a field day could hold if no way took any time."""
    shortest = min(hours.stop_minutes, hours.stop_longest)
    field = max(hours.field_closes - hours.field_opens, 0.0)
    return villages if shortest <= 0 else min(villages, int(field // shortest))
