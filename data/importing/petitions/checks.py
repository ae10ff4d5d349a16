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
from data.importing.petitions.columns import ASIDE, CODED, DATES, TEXTS, Profile
from data.importing.petitions.dates import in_digits, in_doubt, parse_dates
from data.importing.petitions.unknown import HIDDEN, LONGEST_WORD, UnknownWords, stand_in
from data.importing.report import Fault, Notices
from data.petitions.placing import PLACES
from data.petitions.states import PERSONAL
from data.tables import PetitionPerson
from data.tables.petitions import Petition
from data.terms import Status, categories
from data.text import N_

EARLIEST = dt.date(1950, 1, 1)
MOST_PEOPLE = 100_000
MANY_WORDS = 20
"""Different unknown words, most of them once, from which a column is not what it is said to be."""
_SHORT = 20  # characters of a value that a message may show
_UNDER_REVIEW = "复查|复核"
_NUMBER = re.compile(r"\d[\d\s*-]{5,}[\dXx*]")  # seven signs: a telephone's or an identity number's
_EXPONENT = r"\d(\.\d+)?[eE]\+?\d+"
_SOME_EXPONENT = re.compile(f"^{_EXPONENT}$", re.MULTILINE)
_ROUNDED = r"\d{15}000"

_LENGTHS = {
    "number": Petition.number.type.length,
    "category": Petition.category.type.length,
    **{name: getattr(Petition, name).type.length for name in TEXTS},
    **{name: getattr(PetitionPerson, name).type.length for name in ("name", "id_number", "phone", "against")},
}


class Faults:
    """Faults found in a chunk, and which of its rows are free of them.

    Parameters
    ----------
    rows
        int64 array (n,): numbers of the rows.
    where
        What a reader calls a row (`report.Origin.where`).
    notices
        Takes up what should be known of rows that are no worse for it.
    words
        Takes up words that no code is known for.
    """

    def __init__(
        self,
        rows: NDArray[np.int64],
        where: Callable[[int], str] = str,
        notices: Notices | None = None,
        words: UnknownWords | None = None,
    ) -> None:
        self.rows = rows
        self.where = where
        self.notices = Notices(where=where) if notices is None else notices
        self.words = UnknownWords() if words is None else words
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

    def note(self, where: NDArray[np.bool_] | pd.Series, message: str, **values: object) -> None:
        """Note what should be known of rows where `where` (n,) is true, but for those put aside."""
        self.notices.add(message, self.rows[np.asarray(where, dtype=bool) & ~self.aside], **values)

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
        Text fields as they are; coded fields as codes; `DATES` (datetime64[s]), people (int64), visits (int
        or None), by_proxy (bool), words (field -> word that no code is known for, or None), x and y (float64,
        the file's frame, NaN where there is no point). What is wrong holds some value of the right type.

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
    for name in ("address", *TEXTS, *PLACES, *PERSONAL):
        if name in cells:
            values[name] = cells[name]
    for name in values.columns.intersection(list(_LENGTHS)):
        faults.add(
            cells[name].str.len() > _LENGTHS[name],
            N_("{column} is longer than {limit} characters"),
            column=profile.heading(name),
            limit=_LENGTHS[name],
        )
    words: dict[int, dict[str, str]] = {}
    values["category"] = _categories(cells["category"], profile, faults, words)
    for name in CODED:
        values[name] = _codes(cells, name, profile, faults, words)
    values["words"] = pd.Series([words.get(at) for at in range(len(cells))], index=cells.index, dtype=object)
    values["by_proxy"] = values["by_proxy"] == "yes"
    values["people"] = _people(cells["people"], profile.heading("people"), faults)
    values["visits"] = _visits(cells, profile, faults)
    for name in DATES:
        values[name] = _dates(cells, name, profile, period, faults)
    _check_course(cells, values, profile, faults)
    values["x"], values["y"] = _coordinates(cells, profile, faults)
    return values


def _check_damage(cells: pd.DataFrame, profile: Profile, faults: Faults) -> None:
    """Long numbers that went through a spreadsheet as numbers have lost digits for good."""
    for name in {"number", "id_number", "phone", *PLACES} & set(cells.columns):
        text = cells[name]
        if name != "id_number" and not _SOME_EXPONENT.search("\n".join(text)):
            continue
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


def _codes(
    cells: pd.DataFrame, name: str, profile: Profile, faults: Faults, words: dict[int, dict[str, str]]
) -> pd.Series:
    """Codes of a coded field; a word that is not known goes to `words`, by place of its row and field."""
    if name not in cells:
        return pd.Series("", index=cells.index, dtype="str")
    places, unique = pd.factorize(cells[name])
    codes = [profile.code(name, value) if value else "" for value in unique]
    unknown = [code is None for code in codes]
    own = [new or profile.is_explained(name, value) for new, value in zip(unknown, unique, strict=True)]
    _keep_words(name, profile.heading(name), places, unique, own, unknown, faults, words)
    otherwise = stand_in(name, profile.default(name))
    filled = np.array([otherwise if code is None else code for code in codes], dtype=object)[places]
    return pd.Series(filled, index=cells.index, dtype=object)


def _categories(
    text: pd.Series, profile: Profile, faults: Faults, words: dict[int, dict[str, str]]
) -> pd.Series:
    """Codes of categories; one that is not known stays as it is."""
    places, unique = pd.factorize(text)
    codes = [profile.category(value) for value in unique]
    known = categories(profile.scheme)
    unknown = [bool(known and value) and code not in known for code, value in zip(codes, unique, strict=True)]
    own = [new or profile.is_explained("category", value) for new, value in zip(unknown, unique, strict=True)]
    _keep_words("category", profile.heading("category"), places, unique, own, unknown, faults, words)
    return pd.Series(np.array(codes, dtype=object)[places], text.index, object)


def _keep_words(
    name: str,
    heading: str,
    places: NDArray[np.int64],
    unique: Iterable[str],
    own: list[bool],
    unknown: list[bool],
    faults: Faults,
    words: dict[int, dict[str, str]],
) -> None:
    """Note words of a field that the program does not know (`own`), and tell those nobody has explained."""
    if not any(own):
        return
    as_words = [shown(value, LONGEST_WORD) for value in unique]
    new = np.array(unknown)[places] & ~faults.aside
    if is_no_code(np.unique(places[new]).size, int(new.sum())):
        as_words = [HIDDEN] * len(as_words)
    for at in np.flatnonzero(np.array(own)[places] & ~faults.aside).tolist():
        words.setdefault(at, {})[name] = as_words[places[at]]
    faults.words.add(name, heading, (as_words[place] for place in places[new]))


def is_no_code(words: int, rows: int) -> bool:
    """Whether a column holds so many different words in so many rows that it is no coded one, but names."""
    return words >= MANY_WORDS and 2 * words > rows


def shown(value: str, longest: int = _SHORT) -> str:
    """A value of a coded column as a message may show it: never long, never a person's number."""
    return value if len(value) <= longest and not _NUMBER.search(value) else HIDDEN


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


def _visits(cells: pd.DataFrame, profile: Profile, faults: Faults) -> pd.Series:
    """How often they came; None where the file does not say."""
    visits = pd.Series(None, index=cells.index, dtype=object)
    if "visits" in cells:
        text = cells["visits"].str.removesuffix("次").str.strip()
        stated = text[text != ""]
        digits = stated.str.fullmatch(r"\d{1,4}(\.0+)?") & stated.str.isascii()
        visits[digits[digits].index] = [int(float(cell)) or None for cell in stated[digits]]
    return visits


def _dates(cells: pd.DataFrame, name: str, profile: Profile, period: Period, faults: Faults) -> pd.Series:
    if name not in cells:
        return pd.Series(pd.NaT, index=cells.index, dtype="datetime64[s]")
    text, column = cells[name], profile.heading(name)
    dates = parse_dates(text, profile.dates.get(name))
    if name == "filed":
        faults.add(text == "", N_("{column} is empty"), column=column)
    unread = dates.isna() & (text != "")
    doubtful, five = unread.copy(), unread.copy()
    if unread.any():
        doubtful[unread] = in_doubt(text[unread])
        five[unread] = in_digits(text[unread])
    faults.add(
        five,
        N_(
            "{column}: five digits may be a year and a month, or a spreadsheet's count of days, but then of"
            " no year from 1990 to 2079; write the date in full, such as 2020-06-30"
        ),
        column=column,
    )
    faults.add(
        doubtful,
        N_(
            "{column}: the year has two digits, so the date is in doubt; write it in full, such as"
            " 2020-06-30, or name the form in the profile"
        ),
        column=column,
    )
    faults.add(
        unread & ~doubtful & ~five,
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
    _reopen(cells, values, profile, faults)
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


def _reopen(cells: pd.DataFrame, values: pd.DataFrame, profile: Profile, faults: Faults) -> None:
    """A case under review was closed before: what stands as its closing date is that of the first answer."""
    if "status" not in cells:
        return
    review = (values["status"] == Status.OPEN.value) & values["closed"].notna()
    if review.any():
        review &= cells["status"].str.contains(_UNDER_REVIEW)
    if review.any():
        values["answered"] = values["answered"].where(~review | values["answered"].notna(), values["closed"])
        values["closed"] = values["closed"].where(~review)
        faults.note(
            review,
            N_(
                "{count} cases under review have a closing date in {closed}: they count as open, and the date"
                " as that of the answer (rows {rows})"
            ),
            closed=profile.heading("closed"),
        )


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
