"""Words of the reports in one language: sentences of the catalog, days, coded terms."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from babel.dates import format_date

from data.petitions.categories import FORMER
from data.terms import category_names, name_of
from data.text import N_, translator

DEMO_MARK = N_("Demo data · village names, boundaries and petitions are synthetic")


class Words:
    """A language's words.

    Parameters
    ----------
    language
        One of `data.text.LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._say = translator(language)

    def __call__(self, message: str, **values: object) -> str:
        """The sentence in this language with its fields filled in."""
        return self._say(message).format(**values)

    def day(self, on: dt.date) -> str:
        """A day with its weekday."""
        return str(format_date(on, "full", locale=self.language))

    def term(self, term: StrEnum) -> str:
        """Name of a coded value."""
        return self(name_of(term))

    def category(self, code: str) -> str:
        """Name of a category; a code that no scheme has stands as it is."""
        names = category_names()
        plain = code.split(FORMER, 1)[-1]
        return self(names[plain]) if plain in names else code

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row."""
        return self(N_(", ")).join(names)
