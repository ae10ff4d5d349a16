"""Profiles: which column of a file means what. Proposed from the header, or saved (`profile_files`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from data.errors import ImportRefused
from data.importing.files import asides, cells
from data.importing.files.headers import told
from data.importing.files.readers import Chunk
from data.importing.petitions import synonyms
from data.importing.petitions.derived import Remark, derive
from data.importing.petitions.synonyms import plain
from data.importing.report import Notices
from data.petitions.placing import PLACES
from data.petitions.states import PERSONAL
from data.terms import TERMS
from data.text import N_

CODED = (*TERMS, "by_proxy")
"""Fields whose values must be known."""
DATES = ("filed", "accepted", "forwarded", "answered", "closed")
TEXTS = ("unit", "case_leader", "agent")
"""Names of who handles a case, as the file has them."""
FIELDS = (
    *("number", "filed", "category", *CODED, "people", "group", "visits", *DATES[1:], *TEXTS),
    *("longitude", "latitude", "address", *PLACES, *PERSONAL),
)
"""``group`` (是否集体访) is not kept: it says how many people there are where nothing else does."""
REQUIRED = ("number", "filed", "category")

DEFAULTS = {
    "channel": "other",
    "purpose": "other",
    "occurrence": "first",
    "people": "1",
    "tier": "general",
    "by_proxy": "no",
}
"""What an empty cell or a missing column means, unless the profile says otherwise."""

ASIDE = "aside"
"""Column of what a row is if it is no petition (`asides`), beside the fields."""

_EXACT = ("number", "id_number", "phone", "longitude", "latitude", "people", "visits")
_ON_ONE_LINE = (*PLACES, "category", "group", *CODED, *TEXTS)
_WHOLE = ("number", "id_number", "phone", "group", *PLACES, *DATES, *CODED)
_EVERY = ("home",)  # registered and present address are often two columns
_TELLING = (*DATES, "longitude", "latitude", "people", "visits")
"""Fields in which a word for nothing is told: elsewhere it is an ordinary way to leave a cell empty."""
SINGLE = (
    "number",
    "id_number",
    "phone",
    *CODED,
    "people",
    "group",
    "visits",
    *DATES,
    "longitude",
    "latitude",
)
"""Fields that one column fills; in all others several columns are joined."""


@dataclass(frozen=True)
class Profile:
    """How a file is read. See the head of this module for its parts."""

    columns: Mapping[str, tuple[str, ...]]
    frame: str | None = None
    scheme: str = "2022"
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    explained: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False, repr=False)
    """What the office says of words (`words`); it stands in the record, not in the profile."""
    _last: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def heading(self, name: str) -> str:
        """The file's own name of a field."""
        return " + ".join(self.columns.get(name, (name,)))

    def default(self, name: str) -> str:
        return self.defaults.get(name, DEFAULTS.get(name, ""))

    def fit(self, header: list[str]) -> None:
        """Check that a file with this header can be read.

        Raises
        ------
        ImportRefused
            A column of the profile is not in the file, a required field has no column, or only one of
            longitude and latitude has.
        """
        named = {column for columns in self.columns.values() for column in columns}
        if absent := sorted(named - set(header)):
            raise ImportRefused(
                "The profile names columns that the file lacks: {absent}. The file has: {columns}",
                absent=", ".join(absent),
                columns=_listed(header),
            )
        missing = [name for name in REQUIRED if name not in self.columns and not self.defaults.get(name)]
        if missing and not _any_known(header):
            raise ImportRefused(
                "No row of headings was found at the top of the file: it must be a table with a heading over"
                " each column, as text parted by commas, semicolons or tabs. Where the headings are your own,"
                " say in a profile which column is which"
            )
        if missing:
            raise ImportRefused(
                "No column was found for: {missing}. The file has: {columns}. Rename the headings, or say"
                " in a profile which column it is",
                missing=", ".join(f"{synonyms.headings()[name][0]} {name}" for name in missing),
                columns=_listed(header),
            )
        if ("longitude" in self.columns) != ("latitude" in self.columns):
            raise ImportRefused(
                "Longitude and latitude go together, but only one of them has a column. The file has:"
                " {columns}",
                columns=_listed(header),
            )

        self.check_columns()

    def check_columns(self) -> None:
        """Check that columns are put to fields with sense, whatever the file.

        Raises
        ------
        ImportRefused
            Two columns are put to a field that one fills, or one column to two such fields.
        """
        for name in SINGLE:
            if len(several := self.columns.get(name, ())) > 1:
                raise ImportRefused(
                    "The profile puts several columns to {field}: {columns}. One column fills it; only texts"
                    " such as the address may be joined",
                    field=name,
                    columns=", ".join(several),
                )
        served: dict[str, str] = {}
        for name in FIELDS:
            for column in self.columns.get(name, ()) if name in SINGLE else ():
                if (other := served.setdefault(column, name)) != name:
                    raise ImportRefused(
                        "The profile puts one column to two fields: {column} to {field} and {other}. Choose"
                        " one of them",
                        column=column,
                        field=other,
                        other=name,
                    )

    def headings(self) -> frozenset[str]:
        """The file's own headings, as `readers.read_table` wants them."""
        return frozenset(column for columns in self.columns.values() for column in columns)

    def pick(self, chunk: Chunk) -> pd.DataFrame:
        """Cells by field, as tidy text, indexed by row number; empty cells hold the default.

        One more column, `ASIDE`, says which rows are no petitions.
        """
        picked = dict(self._tidied(chunk))
        picked[ASIDE] = asides.find(chunk, picked, self.columns)
        for name in FIELDS:
            if default := self.default(name):
                found = picked.get(name)
                picked[name] = [cell or default for cell in found] if found else [default] * len(chunk.rows)
        return pd.DataFrame({name: _text(column, chunk) for name, column in picked.items()})

    def stated(self, chunk: Chunk) -> pd.DataFrame:
        """Which cells the file itself fills: bool by row number, one column per field that has one there."""
        found = {name: np.array([*map(bool, column)], bool) for name, column in self._tidied(chunk).items()}
        return pd.DataFrame(found, index=chunk.numbers)

    def _tidied(self, chunk: Chunk) -> dict[str, list[str]]:
        """Tidy cells of the fields that have a column, without defaults; kept for the chunk at hand."""
        if self._last.get("chunk") is not chunk:
            raw = chunk.cells(sorted(self.headings()))
            picked: dict[str, list[str]] = {}
            remarks: list[Remark] = []
            for name in FIELDS:
                columns = [_tidy(name, raw[column]) for column in self.columns.get(name, ())]
                words = _for_nothing(name)
                if name in _TELLING:
                    remarks += _emptied(self.columns.get(name, ()), columns, words)
                columns = [cells.emptied(column, words) for column in columns]
                if columns:
                    picked[name] = columns[0] if len(columns) == 1 else _joined(columns)
            remarks += derive(picked, self.heading)
            self._last.update(chunk=chunk, picked=picked, remarks=remarks)
        last: dict[str, list[str]] = self._last["picked"]
        return last

    def note(self, chunk: Chunk, notices: Notices) -> None:
        """Tell what was read otherwise than it stands: words for nothing, what is derived (`derived`)."""
        self._tidied(chunk)
        for message, places, values in self._last["remarks"]:
            notices.add(message, chunk.numbers[places], **values)

    def code(self, name: str, value: str) -> str | None:
        """Our code for a value of a coded column ('' for none); None if it is not known."""
        own = self.values.get(name, {})
        if value in own:
            return own[value]
        if self.is_explained(name, value):
            return self.explained[name][value]
        known = synonyms.values(name).get(plain(value))
        return synonyms.answer(name, self.heading(name), value) if known is None else known

    def category(self, value: str) -> str:
        """Our code for a category; the value itself if it is not known."""
        own = {**self.explained.get("category", {}), **self.values.get("category", {})}
        return synonyms.category(value, self.scheme, own)

    def is_explained(self, name: str, value: str) -> bool:
        """Whether the office, and not the profile, says what a word means."""
        return value in self.explained.get(name, ()) and value not in self.values.get(name, ())


def propose(header: list[str]) -> Profile:
    """Profile guessed from the headings, Chinese or English (``reference/synonyms.toml``).

    The reference frame is never guessed.
    """
    free = {plain(column): column for column in reversed(header) if column}
    columns: dict[str, tuple[str, ...]] = {}
    for name, known in synonyms.headings().items():
        keys = [key for key in dict.fromkeys(map(plain, known)) if key in free]
        if keys:
            columns[name] = tuple(free.pop(key) for key in (keys if name in _EVERY else keys[:1]))
    return Profile(columns)


# --- inside -------------------------------------------------------------------------------------------


def _listed(header: list[str]) -> str:
    return told(header, _any_known(header))


def _any_known(header: list[str]) -> bool:
    return any(synonyms.plain(each) in synonyms.known_headings() for each in header if each)


def _tidy(name: str, column: list[str]) -> list[str]:
    column = cells.tidy(column)
    if name in _EXACT:
        column = cells.exact(column)
    elif name in DATES:
        column = cells.exact(column, between=" ")
    elif name in _ON_ONE_LINE:
        column = cells.on_one_line(column)
    return cells.whole(column) if name in _WHOLE else column


def _for_nothing(name: str) -> frozenset[str]:
    """Words that stand for nothing in a field."""
    if name in DATES:
        return cells.NO_DAY
    return cells.NO_FIGURE if name in _TELLING else cells.NOTHING


def _emptied(headings: tuple[str, ...], columns: list[list[str]], words: frozenset[str]) -> Iterator[Remark]:
    message = N_(
        "{column}: {count} cells hold a word for nothing, such as NULL or 0000-00-00, and count as empty"
        " (rows {rows})"
    )
    for heading, column in zip(headings, columns, strict=True):
        if not words.isdisjoint(column):
            places = [at for at, cell in enumerate(column) if cell in words]
            yield Remark(message, places, {"column": heading})


def _joined(columns: list[list[str]]) -> list[str]:
    """Cells of several columns one after the other, what is the same only once."""
    return [" ".join(dict.fromkeys(filter(None, row))) for row in zip(*columns, strict=True)]


def _text(column: list[str], chunk: Chunk) -> pd.Series:
    return pd.Series(np.array(column, dtype=object), index=chunk.numbers, dtype="str")
