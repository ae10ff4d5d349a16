"""What the words of a file mean: headings, coded values, categories (``reference/synonyms.toml``)."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from data.petitions.categories import crosswalk
from data.terms import REFERENCE, TERMS, categories, category_names, schemes

_PARTS = re.compile(r"(?:[^\w()]|_)+")  # between the levels of a category, after NFKC
_YES, _NO = ("是", "yes", "y", "true", "1"), ("否", "no", "n", "false", "0", "不是")
_FIRST, _AGAIN = re.compile("初|首次"), re.compile("[重复再]")
_NUMBERING = re.compile(r"[(（]?[\d一二三四五六七八九十]+[)）.]?")


def plain(text: str) -> str:
    """Half-width, lower case, letters and digits alone."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def headings() -> Mapping[str, list[str]]:
    """Field -> headings it is known by, the better first."""
    found: dict[str, list[str]] = _synonyms()["fields"]
    return found


@cache
def known_headings() -> frozenset[str]:
    """Plain form of every heading that is known."""
    return frozenset(plain(heading) for known in headings().values() for heading in known)


def words(name: str) -> Mapping[str, list[str]]:
    """Code -> words for it, of a coded column."""
    found: dict[str, list[str]] = _synonyms()["values"][name]
    return found


def allowed(name: str) -> tuple[str, ...]:
    """Codes that a coded field may hold."""
    return tuple(TERMS[name]) if name in TERMS else ("yes", "no")


@cache
def values(name: str) -> dict[str, str]:
    """Plain word or code -> code ('' for none), of a coded column."""
    found = {plain(code): code for code in allowed(name)}
    for code, known in words(name).items():
        found |= {plain(word): "" if code == "none" else code for word in known}
    return found


def answer(name: str, heading: str, value: str) -> str | None:
    """Code of a plain yes or no in a coded column, by what the heading asks; None where that is not clear.

    Yes means first under 是否初信初访 and repeat under 是否重复; closed under 是否办结.
    """
    word = plain(value)
    if word not in _YES and word not in _NO:
        return None
    yes = word in _YES
    if name == "occurrence":
        first, again = bool(_FIRST.search(heading)), bool(_AGAIN.search(heading))
        return None if first == again else "first" if yes == first else "repeat"
    if name == "status":
        return None if "结" not in heading else "closed" if yes else "open"
    return None


def category(value: str, scheme: str, own: Mapping[str, str]) -> str:
    """Code of a category as a file words it; the value itself where it is not known.

    Parameters
    ----------
    value
        A name, a code or a common word for a category, alone or before finer ones: ``环保-噪声``.
    scheme
        Scheme of the code.
    own
        What the profile says: a whole value, or its first part, -> code. It goes before all else.
    """
    if value in own:
        return own[value]
    if value in categories(scheme):
        return value
    known = _category_words(scheme) | {plain(word): code for word, code in own.items()}
    for part in (value, _first_part(value)):
        if code := known.get(plain(part)) or known.get(plain(part).removesuffix("类")):
            return code
    return value


# --- inside -------------------------------------------------------------------------------------------


def _first_part(value: str) -> str:
    parts = _PARTS.split(unicodedata.normalize("NFKC", value).strip())
    return next((part for part in parts if part and not _NUMBERING.fullmatch(part)), "")


@cache
def _category_words(scheme: str) -> dict[str, str]:
    """Plain word -> code: the scheme's names, words for them, and other schemes' names that became one."""
    known = categories(scheme)
    found: dict[str, str] = {}
    for other in schemes():
        for code, name in categories(other).items():
            if len(become := crosswalk(code, other, scheme)) == 1:
                found[plain(name)] = become[0]
    for code, listed in words("category").items():
        if code in known:
            found |= {plain(word): code for word in listed}
    english = category_names()
    for code, name in known.items():
        found |= {plain(name): code, plain(english[code]): code}
    return found


@cache
def _synonyms() -> dict[str, dict[str, Any]]:
    with (REFERENCE / "synonyms.toml").open("rb") as file:
        return tomllib.load(file)
