"""Profiles: which column of a file means what. Proposed from the header, or saved as TOML.

::

    frame = "EPSG:4490"            # reference frame of longitude and latitude
    scheme = "2022"                # category scheme

    [columns]                      # ours = theirs; several are joined by a space
    number = "信访件编号"
    address = ["街道", "门牌"]

    [values.status]                # theirs = ours, for coded columns and categories
    "Closed" = "closed"

    [defaults]                     # where a cell is empty or the column is missing
    channel = "visit"

    [dates]                        # strptime format, only where it is none of `dates`' own
    filed = "%d.%m.%y"
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.errors import ImportRefused
from data.importing.files import asides, cells
from data.importing.files.readers import Chunk
from data.importing.petitions import synonyms
from data.importing.petitions.synonyms import allowed, plain
from data.petitions.placing import PLACES
from data.terms import TERMS

PERSONAL = ("name", "id_number", "phone", "home", "statement")
"""Fields that go to `PetitionPerson` alone."""
CODED = (*TERMS, "by_proxy")
"""Fields whose values must be known."""
FIELDS = (
    *("number", "filed", "category", *CODED, "people", "closed"),
    *("longitude", "latitude", "address", *PLACES, *PERSONAL),
)
REQUIRED = ("number", "filed", "category")
DATES = ("filed", "closed")

DEFAULTS = {
    "channel": "other",
    "purpose": "other",
    "occurrence": "first",
    "people": "1",
    "tier": "general",
    "by_proxy": "no",
}
"""What an empty cell or a missing column means, unless the profile says otherwise."""

LARGEST = 64_000
"""Bytes of a saved profile; real ones have some hundreds."""
_DOTS = 100  # in a line: a key of many parts costs its reader their square in memory
_SOME_TIME = dt.datetime(2011, 10, 25, 16, 35, 45)

ASIDE = "aside"
"""Column of what a row is if it is no petition (`asides`), beside the fields."""

_EXACT = ("number", "id_number", "phone", "longitude", "latitude", "people")
_ON_ONE_LINE = (*PLACES, "category", *CODED)


@dataclass(frozen=True)
class Profile:
    """How a file is read. See the head of this module for its parts."""

    columns: Mapping[str, tuple[str, ...]]
    frame: str | None = None
    scheme: str = "2022"
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)

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

    def headings(self) -> frozenset[str]:
        """The file's own headings, as `readers.read_table` wants them."""
        return frozenset(column for columns in self.columns.values() for column in columns)

    def pick(self, chunk: Chunk) -> pd.DataFrame:
        """Cells by field, as tidy text, indexed by row number; empty cells hold the default.

        One more column, `ASIDE`, says which rows are no petitions.
        """
        raw = chunk.cells(sorted(self.headings()))
        picked: dict[str, list[str]] = {}
        for name in FIELDS:
            columns = [_tidy(name, raw[column]) for column in self.columns.get(name, ())]
            if columns:
                picked[name] = columns[0] if len(columns) == 1 else _joined(columns)
        picked[ASIDE] = asides.find(chunk, picked, self.columns)
        for name in FIELDS:
            if default := self.default(name):
                found = picked.get(name)
                picked[name] = [cell or default for cell in found] if found else [default] * len(chunk.rows)
        return pd.DataFrame({name: _text(column, chunk) for name, column in picked.items()})

    def code(self, name: str, value: str) -> str | None:
        """Our code for a value of a coded column ('' for none); None if it is not known."""
        own = self.values.get(name, {})
        return own[value] if value in own else synonyms.values(name).get(plain(value))

    def category(self, value: str) -> str:
        """Our code for a category; the value itself if it is not known."""
        return synonyms.category(value, self.scheme, self.values.get("category", {}))


def propose(header: list[str]) -> Profile:
    """Profile guessed from the headings, Chinese or English (``reference/synonyms.toml``).

    The reference frame is never guessed.
    """
    free = {plain(column): column for column in reversed(header) if column}
    columns: dict[str, tuple[str, ...]] = {}
    for name, known in synonyms.headings().items():
        found = next((free.pop(key) for key in map(plain, known) if key in free), None)
        if found:
            columns[name] = (found,)
    return Profile(columns)


def choices(name: str) -> str:
    """The same for a clerk to read: each with its first Chinese synonym."""
    words = synonyms.words(name)
    return ", ".join(f"{words[code][0]} {code}" for code in allowed(name))


def load_profile(path: Path | str) -> Profile:
    """Read a saved profile.

    Raises
    ------
    ImportRefused
        The file is missing, too large, no TOML, or says something that no profile can say.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ImportRefused("There is no file {file}", file=path.name) from error
    if len(content) > LARGEST or any(line.count(b".") > _DOTS for line in content.split(b"\n")):
        raise ImportRefused(
            "The profile {file} is too large: at most {limit} kB, and {dots} dots in a line",
            file=path.name,
            limit=LARGEST // 1000,
            dots=_DOTS,
        )
    try:
        return _profile(tomllib.loads(content.decode()), path.name)
    except ImportRefused:
        raise
    except (ValueError, RecursionError):  # no TOML or no UTF-8; figures too long, brackets too deep
        raise ImportRefused("The profile {file} is no valid TOML", file=path.name) from None


def dumps(profile: Profile) -> str:
    """Profile as TOML text, which `load_profile` reads back to an equal one."""
    lines = [f"{key} = {_quoted(value)}" for key in ("frame", "scheme") if (value := getattr(profile, key))]
    sections: dict[str, Mapping[str, Any]] = {"columns": profile.columns}
    sections |= {f"values.{name}": values for name, values in profile.values.items()}
    sections |= {"defaults": profile.defaults, "dates": profile.dates}
    for title, section in sections.items():
        if section:
            lines += ["", f"[{title}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in section.items())]
    return "\n".join(lines) + "\n"


def save_profile(profile: Profile, path: Path | str) -> None:
    Path(path).write_text(dumps(profile), encoding="utf-8")


# --- inside -------------------------------------------------------------------------------------------


def _profile(content: dict[str, Any], file: str) -> Profile:
    sections = {"columns": FIELDS, "defaults": FIELDS, "dates": DATES, "values": (*CODED, "category")}
    strange = set(content) - {"frame", "scheme", *sections}
    for section, fields in sections.items():
        strange |= {f"{section}.{name}" for name in _section(content, section, file) if name not in fields}
    if strange:
        raise ImportRefused(
            "The profile {file} names what there is not: {strange}. Fields are: {fields}",
            file=file,
            strange=", ".join(sorted(strange)),
            fields=", ".join(FIELDS),
        )
    columns = {
        name: tuple(map(str, value if isinstance(value, list) else [value]))
        for name, value in content.get("columns", {}).items()
    }
    values = {name: _texts(_section(content["values"], name, file)) for name in content.get("values", {})}
    defaults, dates = (_texts(content.get(section, {})) for section in ("defaults", "dates"))
    frame = content.get("frame")
    profile = Profile(columns, None if frame is None else str(frame), str(content.get("scheme", "2022")))
    profile = Profile(columns, profile.frame, profile.scheme, values, defaults, dates)
    _check_codes(profile, file)
    _check_dates(profile, file)
    return profile


def _check_dates(profile: Profile, file: str) -> None:
    """Each format must read back a day that it has written."""
    for name, form in profile.dates.items():
        try:
            written = re.sub("%.", lambda part: _SOME_TIME.strftime(part[0]), form)
            read = pd.to_datetime(written, format=form)
            fits = read.tzinfo is None and read.date() == _SOME_TIME.date()
        except (ValueError, TypeError, re.error):
            fits = False
        if not fits:
            raise ImportRefused(
                "The profile {file} has a format for {field} that gives no day: {format}. It needs year,"
                " month and day, and no time zone, as in %Y-%m-%d or %d.%m.%y %H:%M",
                file=file,
                field=name,
                format=form[:40],
            )


def _check_codes(profile: Profile, file: str) -> None:
    for name in CODED:
        given = {*profile.values.get(name, {}).values(), profile.default(name)}
        if wrong := sorted(given - {*allowed(name), ""}):
            raise ImportRefused(
                "The profile {file} uses unknown codes for {field}: {wrong}. Allowed: {allowed}",
                file=file,
                field=name,
                wrong=", ".join(wrong),
                allowed=", ".join(allowed(name)),
            )


def _section(content: dict[str, Any], name: str, file: str) -> dict[str, Any]:
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise ImportRefused("The profile {file} needs a section [{section}]", file=file, section=name)
    return section


def _texts(section: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in section.items()}


def _quoted(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _listed(header: list[str]) -> str:
    return ", ".join(filter(None, header))


def _tidy(name: str, column: list[str]) -> list[str]:
    column = cells.tidy(column)
    if name in _EXACT:
        return cells.exact(column)
    if name in DATES:
        return cells.exact(column, between=" ")
    return cells.on_one_line(column) if name in _ON_ONE_LINE else column


def _joined(columns: list[list[str]]) -> list[str]:
    return [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]


def _text(column: list[str], chunk: Chunk) -> pd.Series:
    return pd.Series(np.array(column, dtype=object), index=chunk.numbers, dtype="str")
