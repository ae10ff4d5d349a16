"""The months of the record under the map, and what each village counts in each of them.

Where everything is told, the browser paints any window of months by itself, in the sizes and classes of the
period shown: they are those of the whole record. Where not, it gets the county's months as they are told, and
asks for a window as for any other period.
"""

import base64
import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard import cache
from dashboard.drawing.counts import bounds_of, size_of
from dashboard.drawing.maps import Brush, Monthly
from dashboard.drawing.notes import as_of, subject, up_to
from dashboard.drawing.question import Question, unit_of
from dashboard.language import _, spoken, term
from data.cartography.circles import LARGEST, SMALLEST
from data.periods import months
from data.terms import CountUnit

MOST = 1000
"""Villages whose months are sent: of more they are too many bytes for each filter."""

UNPAINTED = ("smoothed", "ratio", "heat")
"""Measures of a village that rest on more than its own counts: a window of them is asked for."""


def brush(question: Question, measure: str, control: str = "", lengths: Sequence[int] = ()) -> Brush | None:
    """The months of the record, under what is asked besides the period; None: there are none.

    Parameters
    ----------
    control, lengths
        Of the buttons that choose a length above the map (`dashboard.drawing.maps.Brush`).
    """
    first, last = question.tally.first_day, cache.as_of(question.dataset)
    if first is None:
        return None
    every = months(first, last)
    always = replace(question.wanted, first=None, last=None)
    told = cache.by_month(question.scope, question.dataset, always)
    cases = dict(zip(told["month"].dt.strftime("%Y-%m"), told["cases"], strict=True))
    words = spoken()
    begins, ends = f"{question.chosen.first:%Y-%m}", f"{question.chosen.last:%Y-%m}"
    return Brush(
        months=every,
        names=[words.month(dt.date.fromisoformat(f"{month}-01")) for month in every],
        cases=[None if np.isnan(n := cases.get(month, 0)) else int(n) for month in every],
        window=(every.index(max(begins, every[0])), every.index(min(ends, every[-1]))),
        words=(term(CountUnit.CASES, n="{n}"), _("{first} – {last}")),
        monthly=None if measure in UNPAINTED else _monthly(question, measure, len(every)),
        until=up_to(cache.as_of(question.dataset)),
        control=control,
        lengths=lengths,
    )


def _monthly(question: Question, measure: str, span: int) -> Monthly | None:
    """Counts of every village in so many months; None: not all of it is told."""
    unit, scope, wanted = unit_of(measure), question.scope, question.wanted
    table = cache.periods(scope, question.dataset, wanted, 1, unit)
    if table is None or table.shape[1] > MOST:
        return None
    counts, width = _packed(table, span)
    kept = Monthly(
        counts, width, [term(unit, n="{n}")], (subject(wanted, question.dataset), as_of(question.dataset))
    )
    if measure != "rate":
        return replace(kept, top=size_of(question, unit, question).top, largest=LARGEST, smallest=SMALLEST)
    residents = np.nan_to_num(question.geography.residents).astype(int)
    return replace(
        kept,
        words=[*kept.words, _("{rate} per 1,000 residents")],
        bounds=bounds_of(question),
        residents=[int(each) for each in residents],
        few=question.suppress_below,
    )


def _packed(table: np.ndarray, span: int) -> tuple[str, int]:
    """Rows of months as integers of the least width, village by village; months without any are 0."""
    whole = np.zeros((span, table.shape[1]), dtype=np.int64)
    whole[: len(table)] = table[:span]
    width = np.min_scalar_type(int(whole.max(initial=0))).itemsize
    raw = whole.T.astype(f"<u{width}").tobytes()
    return base64.b64encode(zlib.compress(raw)).decode(), width
