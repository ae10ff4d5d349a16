"""Every fault of every row, found column by column; a clerk mends a file in one pass."""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import ImportRefused
from data.importing.files.asides import REASONS
from data.importing.petitions.columns import ASIDE, CODED, DATES, PERSONAL, Profile, choices
from data.importing.petitions.dates import in_doubt, parse_dates
from data.importing.report import Fault
from data.petitions.placing import PLACES
from data.tables import PetitionPerson
from data.tables.petitions import Petition
from data.terms import Status
from data.text import N_

EARLIEST = dt.date(1950, 1, 1)
MOST_PEOPLE = 100_000
_SHORT = 20  # characters of an unknown code that a message may show
_EXPONENT = r"\d(\.\d+)?[eE]\+?\d+"
_ROUNDED = r"\d{15}000"

_LENGTHS = {
    "number": Petition.number.type.length,
    "category": Petition.category.type.length,
    **{name: getattr(PetitionPerson, name).type.length for name in ("name", "id_number", "phone")},
}


class Faults:
    """Faults found in a chunk, and which of its rows are free of them.

    Parameters
    ----------
    rows
        int64 array (n,): numbers of the rows.
    where
        What a reader calls a row (`report.Origin.where`).
    """

    def __init__(self, rows: NDArray[np.int64], where: Callable[[int], str] = str) -> None:
        self.rows = rows
        self.where = where
        self.bad = np.zeros(len(rows), dtype=bool)
        self.aside = np.zeros(len(rows), dtype=bool)
        self.found: list[Fault] = []

    def add(self, where: NDArray[np.bool_] | pd.Series, message: str, **values: object) -> None:
        """Note a fault of every row where `where` (n,) is true."""
        where = np.asarray(where, dtype=bool)
        if where.any():
            self.add_each(where, message, repeat(values))

    def add_each(
        self, where: NDArray[np.bool_], message: str, values: Iterable[Mapping[str, object]]
    ) -> None:
        """The same with values of its own for each of these rows."""
        self.bad |= where
        if self.aside.any():
            values = itertools.compress(values, ~self.aside[where])
            where = where & ~self.aside
        rows = self.rows[where].tolist()
        self.found += [Fault(row, message, own) for row, own in zip(rows, values, strict=False)]

    def put_aside(self, where: NDArray[np.bool_], message: str) -> None:
        """Reject rows for this reason alone; what else is wrong with them does not matter."""
        if where.any():
            gone = {*self.rows[where].tolist()}
            self.found = [fault for fault in self.found if fault.row not in gone]
            self.add(where, message)
            self.aside |= where


@dataclass(frozen=True)
class Period:
    """First and last day on which a petition may be filed or closed."""

    first: dt.date
    last: dt.date


def check(cells: pd.DataFrame, profile: Profile, period: Period, faults: Faults) -> pd.DataFrame:
    """Cells of text as values.

    Parameters
    ----------
    cells
        What `Profile.pick` gives: text by field (`columns.FIELDS`), one row a petition, and `columns.ASIDE`.
    profile
        How the cells are to be read.
    period
        Days on which petitions may be filed and closed.
    faults
        Takes up what is wrong.

    Returns
    -------
    DataFrame, same index
        Text fields as they are; coded fields as codes; filed and closed (datetime64[s]), people (int64),
        by_proxy (bool), x and y (float64, the file's frame, NaN where there is no point). What is wrong
        holds some value of the right type.

    Raises
    ------
    ImportRefused
        Identity numbers or petition numbers were damaged by a spreadsheet.
    """
    values = pd.DataFrame(index=cells.index)
    for kind, reason in REASONS.items():
        faults.put_aside((cells[ASIDE] == kind).to_numpy(dtype=bool), reason)
    _check_damage(cells, profile, faults)
    for name in ("number", "category"):
        values[name] = cells[name]
        faults.add(cells[name] == "", N_("{column} is empty"), column=profile.heading(name))
    for name in ("address", *PLACES, *PERSONAL):
        if name in cells:
            values[name] = cells[name]
    for name in values.columns.intersection(list(_LENGTHS)):
        faults.add(
            cells[name].str.len() > _LENGTHS[name],
            N_("{column} is longer than {limit} characters"),
            column=profile.heading(name),
            limit=_LENGTHS[name],
        )
    values["category"] = _mapped(cells["category"], profile.category)
    for name in CODED:
        values[name] = _codes(cells, name, profile, faults)
    values["by_proxy"] = values["by_proxy"] == "yes"
    values["people"] = _people(cells["people"], profile.heading("people"), faults)
    for name in DATES:
        values[name] = _dates(cells, name, profile, period, faults)
    _check_course(cells, values, profile, faults)
    values["x"], values["y"] = _coordinates(cells, profile, faults)
    return values


def _check_damage(cells: pd.DataFrame, profile: Profile, faults: Faults) -> None:
    """Long numbers that went through a spreadsheet as numbers have lost digits for good."""
    for name in {"number", "id_number", "phone"} & set(cells.columns):
        text = cells[name]
        lost = text.str.fullmatch(_EXPONENT)
        if name == "id_number":
            long = text.str.fullmatch(r"\d{17}[\dXx]")
            rounded = text.str.fullmatch(_ROUNDED)
            if long.sum() and rounded.sum() * 2 > long.sum():
                lost |= rounded
        lost &= ~faults.aside
        if lost.any():
            raise ImportRefused(
                "The numbers in column {column} are damaged (row {row}): a spreadsheet kept them as numbers"
                " and cut off digits. Export the column again as text",
                column=profile.heading(name),
                row=faults.where(int(cells.index[lost][0])),
            )


def _codes(cells: pd.DataFrame, name: str, profile: Profile, faults: Faults) -> pd.Series:
    if name not in cells:
        return pd.Series("", index=cells.index, dtype="str")
    places, unique = pd.factorize(cells[name])
    codes = [profile.code(name, value) if value else "" for value in unique]
    wrong = np.array([code is None for code in codes], dtype=bool)[places]
    column, choice = profile.heading(name), choices(name)
    told = [{"column": column, "value": shown(value), "allowed": choice} for value in unique]
    faults.add_each(
        wrong,
        N_("{column}: {value} is not known; allowed are {allowed}"),
        [told[place] for place in places[wrong]],
    )
    filled = np.array([code or "" for code in codes], dtype=object)[places]
    return pd.Series(filled, index=cells.index, dtype=object)


def shown(value: str, longest: int = _SHORT) -> str:
    """A value of a coded column as a message may show it: never long, never a person's number."""
    return value if len(value) <= longest and not re.search(r"\d{7}", value) else "…"


def _mapped(text: pd.Series, code: Callable[[str], str]) -> pd.Series:
    places, unique = pd.factorize(text)
    return pd.Series(np.array([code(value) for value in unique], dtype=object)[places], text.index, object)


def _people(text: pd.Series, column: str, faults: Faults) -> pd.Series:
    plain = text.str.removesuffix("人").str.strip()
    digits = plain.str.fullmatch(r"\d{1,6}(\.0+)?") & plain.str.isascii()
    people = plain.where(digits, "0").astype("float64").astype("int64")
    faults.add(
        (people < 1) | (people > MOST_PEOPLE),
        N_("{column} must be a whole number from 1 to {most}"),
        column=column,
        most=MOST_PEOPLE,
    )
    return people


def _dates(cells: pd.DataFrame, name: str, profile: Profile, period: Period, faults: Faults) -> pd.Series:
    if name not in cells:
        return pd.Series(pd.NaT, index=cells.index, dtype="datetime64[s]")
    text, column = cells[name], profile.heading(name)
    dates = parse_dates(text, profile.dates.get(name))
    if name == "filed":
        faults.add(text == "", N_("{column} is empty"), column=column)
    unread = dates.isna() & (text != "")
    doubtful = unread.copy()
    if unread.any():
        doubtful[unread] = in_doubt(text[unread])
    faults.add(
        doubtful,
        N_(
            "{column}: the year has two digits, so the date is in doubt; write it in full, such as"
            " 2020-06-30, or name the form in the profile"
        ),
        column=column,
    )
    faults.add(
        unread & ~doubtful,
        N_("{column} is no date of the calendar in a form that is read, such as 2020-06-30 14:05"),
        column=column,
    )
    after = dates >= pd.Timestamp(period.last + dt.timedelta(days=1))
    faults.add(after, N_("{column} lies in the future (after {last})"), column=column, last=period.last)
    before = dates < pd.Timestamp(period.first)
    faults.add(before, N_("{column} lies before {first}"), column=column, first=period.first)
    return dates


def _check_course(cells: pd.DataFrame, values: pd.DataFrame, profile: Profile, faults: Faults) -> None:
    """Status and closing date must agree; where no status is stated, the closing date tells it."""
    closed = values["closed"].notna()
    stated = values["status"] != ""
    faults.add(
        values["closed"] < values["filed"],
        N_("{closed} lies before {filed}"),
        closed=profile.heading("closed"),
        filed=profile.heading("filed"),
    )
    faults.add(
        closed & (values["status"] == Status.OPEN.value),
        N_("The case is open and yet has a closing date; correct {status} or {closed}"),
        status=profile.heading("status"),
        closed=profile.heading("closed"),
    )
    told = np.where(closed, Status.CLOSED.value, Status.OPEN.value)
    values["status"] = values["status"].where(stated, pd.Series(told, index=values.index, dtype=object))


def _coordinates(cells: pd.DataFrame, profile: Profile, faults: Faults) -> tuple[pd.Series, pd.Series]:
    nothing = pd.Series(np.nan, index=cells.index)
    if "longitude" not in cells:
        return nothing, nothing
    numbers = []
    for name in ("longitude", "latitude"):
        number = pd.to_numeric(cells[name], errors="coerce").astype("float64")
        number = number.where(np.isfinite(number))
        numbers.append(number)
        wrong = number.isna() & (cells[name] != "")
        faults.add(wrong, N_("{column} is no number"), column=profile.heading(name))
    faults.add(
        (cells["longitude"] == "") != (cells["latitude"] == ""),
        N_("{longitude} and {latitude} go together; one of them is empty"),
        longitude=profile.heading("longitude"),
        latitude=profile.heading("latitude"),
    )
    x, y = numbers
    whole = x.notna() & y.notna()
    return x.where(whole), y.where(whole)
