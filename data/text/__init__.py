"""The words: one gettext catalog for pages, commands, errors and reports.

The English sentence in the code is the key. ``zh_CN`` is what the county reads and must be complete;
English needs no catalog. Catalogs are read from their ``.po`` files, so there is nothing to compile.
"""

import gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from geo.errors import Refused

LANGUAGES = ("zh_CN", "en")
"""First is the default."""


class Phrase(str):
    """A value of a refusal that is an English sentence of the catalog itself, and is translated with it."""

    __slots__ = ()


def N_(message: str) -> str:
    """Mark a sentence for the catalogs without translating it here."""
    return message


@cache
def translator(language: str) -> Callable[[str], str]:
    """Function from an English sentence to the same in `language`; English gives it back as it is."""
    if language == "en":
        return N_
    path = Path(__file__).parent / language / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open(encoding="utf-8") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext


def say(error: Refused, language: str) -> str:
    """The sentence of a refusal in `language`."""
    word = translator(language)
    values = {
        name: word(value) if isinstance(value, Phrase) else value for name, value in error.values.items()
    }
    return word(error.message).format(**values)


def say_both(error: Refused) -> str:
    """The sentence in every language, first the county's: for commands and logs."""
    return "\n".join(say(error, language) for language in LANGUAGES)
