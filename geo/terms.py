"""Coded terms that a person sees: each has its name beside its code.

A name is an English sentence, as in `geo.errors`, and the key under which the catalogs in ``data/text`` hold
its translation; `data.text.Words.term` says it.
"""

from enum import StrEnum
from typing import Self

CONTEXT = "\x04"
"""Stands between context and sentence in the catalogs of gettext."""


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogs without translating it here."""
    return sentence


def C_(context: str, sentence: str) -> str:
    """Mark a sentence that means something of its own in a context, such as a state of a visit."""
    return f"{context}{CONTEXT}{sentence}"


class Term(StrEnum):
    """A code, and its name for a person. A name may have ``{named}`` fields.

    Members are written as code and name: ``HARD = "hard", N_("Hard")``.
    """

    _value_: str
    label: str

    def __new__(cls, code: str, label: str = "") -> Self:  # mypy: a code alone finds its member
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = label
        return term
