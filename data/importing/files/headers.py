"""Which row of a sheet holds the headings.

Above the headings may stand titles, notes and blank rows, however many cells they fill. The row with the
most known headings is taken, or with the most of the headings that a profile names. Where none is known,
it is the first row that has two different cells.

A heading may be of two rows: a group ("petitioner") over its parts ("name", "telephone"). Then the parts
are the headings, and where a column has none, what stands above.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from data.errors import ImportRefused
from data.importing.files.cells import tidy_text
from data.importing.petitions.synonyms import known_headings, plain

LOOK = 30
"""Filled rows among which the headings are looked for."""
_ENOUGH = 2  # known headings that make a row the header, when no profile names any
_LONGEST = 20  # characters of a part of a heading


class Head(NamedTuple):
    """Headings, the row they end before, and whether they are known or only the best guess."""

    names: list[str]
    end: int
    known: bool


class _Score(NamedTuple):
    own: int
    known: int
    filled: int
    """Of two rows that are as good the fuller, as the lower of two rows is when the upper has groups."""

    @property
    def enough(self) -> bool:
        return self.own > 0 or self.known >= _ENOUGH


def find_head(rows: Sequence[Sequence[str]], own: Collection[str] = ()) -> Head:
    """Headings among the first rows of a sheet.

    Parameters
    ----------
    rows
        Filled rows, at least one.
    own
        Headings that a profile names; they go before the known ones.
    """
    tidied = [_trimmed([tidy_text(cell) for cell in row]) for row in rows[:LOOK]]
    scores = [_score(row, own) for row in tidied]
    best = max(range(len(tidied)), key=lambda at: (scores[at], -at))
    names, end, score = tidied[best], best + 1, scores[best]
    for at in range(len(tidied) - 1):
        if joined := _joined(tidied[at], tidied[at + 1]):
            together = _score(joined, own)
            # a note above a whole header, further to the right, is no group of it
            note = len(joined) > len(tidied[at + 1]) and scores[at][:2] < scores[at + 1][:2]
            if together[:2] > score[:2] and not note:
                names, end, score = joined, at + 2, together
    if not score.enough:
        at = next((at for at, row in enumerate(tidied) if len({*row} - {""}) > 1), 0)
        names, end = tidied[at], at + 1
    return Head(names, end, score.enough)


def known_among(cells: Iterable[str]) -> int:
    """How many cells are headings that are known."""
    return len({plain(cell) for cell in cells} & known_headings())


def check_head(names: list[str]) -> None:
    """Refuse headings of which two are the same."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ImportRefused(
            "Two columns have the same heading: {columns}. Give each its own", columns=", ".join(twice)
        )


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _score(row: Sequence[str], own: Collection[str]) -> _Score:
    filled = {cell for cell in row if cell}
    return _Score(len(filled.intersection(own)), known_among(filled), sum(map(bool, row)))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows as one, if the lower can be parts of the upper: words, and blank under some heading."""
    width = max(len(upper), len(lower))
    above, below = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    parts = [cell for cell in below if cell]
    alone = any(a and not b for a, b in zip(above, below, strict=True))
    if not parts or not alone or any(len(cell) > _LONGEST or re.search(r"\d{2}", cell) for cell in parts):
        return []
    return [b or a for a, b in zip(above, below, strict=True)]


def told(header: list[str], is_header: bool) -> str:
    """Headings as a refusal may list them: where none of them is known, the first row may be a person's."""
    return ", ".join(filter(None, header)) if is_header else "…"
