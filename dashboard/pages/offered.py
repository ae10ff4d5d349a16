"""Lists of villages and categories that are found by two characters, or by the initials of their pinyin."""

from collections.abc import Iterable

from dashboard import cache
from dashboard.language import category, term
from data.tables import Dataset
from data.terms import categories, schemes
from geo.gazetteer.names import initials
from geo.terms import Term


def villages(dataset: Dataset) -> dict[str, str]:
    """Code -> name, township and initials."""
    geography = cache.geography(dataset)
    columns = ("code", "name", "parent_code")
    rows = zip(*(geography.villages[column] for column in columns), strict=True)
    return {code: _typed(name, geography.township_names.get(parent, "")) for code, name, parent in rows}


def issues() -> dict[str, str]:
    """Code -> name and initials, of the newest scheme."""
    return {code: _typed(category(code), "") for code in categories(schemes()[-1])}


def codes(terms: Iterable[Term]) -> dict[str, str]:
    """Code -> name, of coded terms."""
    return {each.value: term(each) for each in terms}


def village(dataset: Dataset, code: str | None, township: str | None = None) -> str:
    """Name of a village with its township, or of the township alone; a dash where neither is known."""
    geography = cache.geography(dataset)
    names = dict(zip(geography.villages["code"], geography.villages["name"], strict=True))
    above = dict(zip(geography.villages["code"], geography.villages["parent_code"], strict=True))
    own = geography.township_names.get(above.get(code or "", township or ""))
    return " ".join(filter(None, (own, names.get(code or "")))) or code or "—"


def _typed(name: str, more: str) -> str:
    short = initials(name)
    words: Iterable[str] = (name, more, short if short != name.lower() else "")
    return " · ".join(filter(None, words))
