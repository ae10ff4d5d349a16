"""The words: one gettext catalog for pages, commands, errors and reports.

The English sentence in the code is the key, with its context where it has several meanings. ``zh_CN`` is
what the county reads and must be complete; English needs no catalog. Catalogs are read from their ``.po``
files, so there is nothing to compile.
"""

import datetime as dt
import gettext
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from data.terms import FORMER, category_names, schemes
from data.text import english
from geo.terms import C_, CONTEXT, N_, Term

__all__ = ["C_", "DEMO_MARK", "LANGUAGES", "N_", "Sentence", "Words", "in_both", "is_known"]

LANGUAGES = ("zh_CN", "en")
"""First is the default."""
DEMO_MARK = N_("Demo data · village names, boundaries and petitions are synthetic")


class Phrase(str):
    """A value of a refusal that is an English sentence of the catalog itself, and is translated with it."""

    __slots__ = ()


class Sentence(Protocol):
    """A sentence of the catalog and what its fields stand for, such as a `geo.errors.Refused`."""

    @property
    def message(self) -> str: ...
    @property
    def values(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Words:
    """What is said to a person, in one language. Two of one language are the same.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    """

    language: str

    @property
    def _locale(self) -> Locale:
        return _locale(self.language)

    def __call__(self, sentence: str, /, **values: object) -> str:
        """An English sentence of ours in this language, its ``{named}`` fields filled in."""
        text = _catalog(self.language).gettext(sentence).rpartition(CONTEXT)[2]
        if values and self.language == "en":
            text = english.in_number(text, values)
        return text.format(**values) if values else text

    def in_context(self, context: str, sentence: str, /, **values: object) -> str:
        """A sentence with what it means in a context; in English it stands as it is."""
        return self(C_(context, sentence), **values)

    def say(self, sentence: Sentence) -> str:
        """A refusal, a fault of a row, a notice."""
        values = {
            name: self(value) if isinstance(value, Phrase) else value
            for name, value in sentence.values.items()
        }
        return self(sentence.message, **values)

    def term(self, term: Term, /, **values: object) -> str:
        """Name of a coded value."""
        return self(term.label, **values)

    def category(self, code: str) -> str:
        """Name of an issue category; an unknown one is shown as it was written in the file."""
        scheme, sign, own = code.partition(FORMER)
        if sign and scheme in schemes():  # a category of the file may hold the sign as well
            return self(N_("{category} (former scheme)"), category=self.category(own))
        name = category_names().get(code)
        return code if name is None else self(name)

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return self(N_(", ")).join(names)

    def date(self, day: dt.date, *, year: bool = False) -> str:
        """A day of the calendar in words: 12月15日, or 15 December."""
        pattern = C_("pattern", "d MMMM y") if year else C_("pattern", "d MMMM")
        return str(format_date(day, self(pattern), locale=self._locale))

    def weekday(self, day: dt.date) -> str:
        """A day with its year and weekday."""
        return str(format_date(day, "full", locale=self._locale))

    def days_of_week(self, days: str) -> str:
        """Days of the week by their numbers, 1 for Monday; from one to another where several follow."""
        names = get_day_names("abbreviated", locale=self._locale)
        told = [str(names[int(day) - 1]) for day in days]
        if len(days) > 2 and days in "1234567":
            return self(N_("{first} to {last}"), first=told[0], last=told[-1])
        return self.listed(told)

    def iso(self, day: dt.date) -> str:
        """A day as tables and remarks have it in both languages: 2026-12-15."""
        return f"{day:%Y-%m-%d}"

    def month(self, day: dt.date) -> str:
        """A month with its year."""
        return _month(day.year, day.month, self.language)

    def months(self, first: dt.date, last: dt.date) -> str:
        """From one month to another, or one month alone; with a dash in Chinese too."""
        if (first.year, first.month) == (last.year, last.month):
            return self.month(first)
        words = str(format_interval(first, last, "yMMM", locale=self._locale)).replace("\u2009", " ")
        return words.replace("月至" if first.year == last.year else "至", "—")

    def moment(self, at: dt.datetime) -> str:
        """Day and time of something of late, without its year."""
        return f"{format_date(at, 'MM-dd', locale=self._locale)} {self.clock(at.hour * 60 + at.minute)}"

    def clock(self, minutes: float) -> str:
        """A time of the day from minutes after midnight; a dash where it is not known."""
        if math.isnan(minutes):
            return "—"
        hour, minute = divmod(round(minutes), 60)
        return str(format_time(dt.time(hour % 24, minute), "HH:mm", locale=self._locale))

    def span(self, begins: float, ends: float) -> str:
        """From one time of the day to another; a dash where they are not known."""
        return "—" if math.isnan(begins) else f"{self.clock(begins)}–{self.clock(ends)}"

    def number(self, value: float | None, digits: int = 0) -> str:
        """Figure with thousands separators; words for one that is not told (None, or masked)."""
        if value is None or np.ma.is_masked(value):
            return self(N_("not told"))
        return _number(float(value), "#,##0" + "." * (digits > 0) + "0" * digits, self.language)

    def figure(self, value: float, most: int = 6) -> str:
        """Figure with as many decimals as it has, up to `most`."""
        return _number(float(value), "#,##0." + "#" * most, self.language)

    def signed(self, value: float, digits: int = 0) -> str:
        """Figure with its sign."""
        return ("" if value < 0 else "+") + self.number(value, digits)

    def percent(self, part: float | None, whole: float | None, digits: int = 1) -> str:
        """Share of a whole; a dash where there is no whole; words where one of them is not told."""
        if part is None or whole is None:
            return self.number(None)
        return self.number(100 * part / whole, digits) + "%" if whole else "—"


def is_known(sentence: object) -> bool:
    """Whether the catalog has a sentence, so that it is one of ours."""
    return isinstance(sentence, str) and _catalog(LANGUAGES[0]).gettext(sentence) != sentence


def in_both(sentence: str, between: str = " / ", /, **values: object) -> str:
    """A sentence in every language, the county's first; once, where it is the same in all."""
    return between.join(dict.fromkeys(Words(language)(sentence, **values) for language in LANGUAGES))


@cache
def _locale(language: str) -> Locale:
    """Babel's own: by its name it is looked for among all locales, with every day that is written."""
    return Locale.parse(language)


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    path = Path(__file__).parent / language / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open(encoding="utf-8") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=1 << 16)
def _number(value: float, pattern: str, language: str) -> str:
    """Kept, for babel takes a fifth of a millisecond a figure and a map has a thousand."""
    return str(format_decimal(value, pattern, locale=language))


@lru_cache(maxsize=1000)
def _month(year: int, month: int, language: str) -> str:
    """Kept, for babel takes half a millisecond a month and a map says all of them."""
    return str(format_skeleton("yMMM", dt.date(year, month, 1), locale=language))
