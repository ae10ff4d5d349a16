"""Words of coded columns that no code is known for: kept, counted, told. No row is lost for a word."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data.importing.petitions.synonyms import allowed
from data.importing.report import Notice
from data.tables import WordCode
from data.terms import TERMS
from data.text import N_, Phrase

LONGEST_WORD: int = WordCode.word.type.length
HIDDEN = "…"
"""Stands for what is too long for a word, or could be a person's number; nobody can explain it."""
OTHER = "other"
_LISTED = 20  # words in a notice
_MOST = 1_000  # different words that are counted one by one: more of them are no words of a coded column


def stand_in(name: str, default: str) -> str:
    """Code that a coded field holds until its word is explained: `OTHER` where there is one."""
    return OTHER if OTHER in allowed(name) else default


@dataclass
class UnknownWords:
    """Unknown words of a file, counted by field.

    Attributes
    ----------
    counts
        Field -> word -> rows.
    headings
        Field -> the file's own name of its column.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, heading: str, words: Iterable[str]) -> None:
        """Count words of a field."""
        for word, count in Counter(words).items():
            counts = self.counts.setdefault(name, Counter())
            counts[word if word in counts or len(counts) < _MOST else HIDDEN] += count
            self.headings[name] = heading

    def notices(self, default: Callable[[str], str]) -> list[Notice]:
        """One sentence a field; `default` gives the codes of fields that have no `OTHER`."""
        found = []
        for name, counts in self.counts.items():
            if name == "category":  # told by the importer, with its scheme
                continue
            listed = ", ".join(f"{word} ({count})" for word, count in counts.most_common(_LISTED))
            values: dict[str, object] = {
                "column": self.headings[name],
                "listed": listed,
                "count": counts.total(),
            }
            if OTHER in allowed(name):
                message = N_(
                    '{column}: these words are not known; they count as "other" until the office says what'
                    " they mean: {listed} ({count} rows in all)"
                )
            elif code := default(name):
                message = N_(
                    "{column}: these words are not known; {code} is assumed until the office says what they"
                    " mean: {listed} ({count} rows in all)"
                )
                values["code"] = Phrase(TERMS[name](code).label if name in TERMS else N_("No"))
            else:
                message = N_(
                    "{column}: these words are not known; the field stays empty until the office says what"
                    " they mean: {listed} ({count} rows in all)"
                )
            found.append(Notice(message, values))
        return found
