"""Themes that run across the categories (涉疫, 欠薪, ...): found in the words of a petition, kept as codes.

A petition has every theme of which it uses a word of ``reference/tags.toml``; of a petition without words
nothing is known. The words themselves stay sealed. With the codes stands by which version of the list they
were found.
"""

import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any

import ahocorasick_rs
import pandas as pd
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.petitions import gate
from data.reader import Writer
from data.scope import is_office
from data.tables import PetitionPerson
from data.terms import REFERENCE, Theme

BETWEEN = " "
"""Stands between the codes of a petition."""
_APART = "\x1e"
"""Stands between texts that are looked through at once; in no word of the list."""
_THEMES = tuple(Theme)
_AT_ONCE = 5_000


def version() -> int:
    """Of the list of words."""
    return int(_list()["version"])


def found(text: str | None) -> dict[str, Any]:
    """The columns `tags` and `tags_by` of a petition of which these are the words; None of one without."""
    if not text:
        return {"tags": None, "tags_by": None}
    return {"tags": _themes([text])[0], "tags_by": version()}


def columns(texts: pd.Series) -> pd.DataFrame:
    """The same of many, same index."""
    every = texts.tolist()
    distinct = list(dict.fromkeys(filter(None, every)))
    tags = dict(zip(distinct, _themes(distinct), strict=True))
    by = dict.fromkeys(distinct, version())
    found = {"tags": [*map(tags.get, every)], "tags_by": [*map(by.get, every)]}
    return pd.DataFrame(found, index=texts.index, dtype=object)


def _themes(texts: Sequence[str]) -> list[str]:
    """Codes of each text; all are looked through at once, ten times faster than one by one."""
    joined = unicodedata.normalize("NFKC", _APART.join(text.replace(_APART, " ") for text in texts)).lower()
    starts = [*accumulate((len(text) + 1 for text in joined.split(_APART)), initial=0)]
    finder, codes = _finder()
    own: list[set[Theme]] = [set() for _ in texts]
    for word, start, _ in finder.find_matches_as_indexes(joined, overlapping=True):
        own[bisect_right(starts, start) - 1].add(codes[word])
    return [BETWEEN.join(code for code in _THEMES if code in some) for some in own]


def renew(writer: Writer) -> int:
    """Look again at the words of petitions whose tags are of another version of the list, or of none.

    Returns
    -------
    int
        How many were looked at; 0 for others than the office.
    """
    if not is_office(writer.scope):
        return 0
    store, count = writer.store.entire(), 0
    with store.write(writer.actor, "renew tags", store.dataset().county_code) as session:
        petition = gate.register(writer)
        old = or_(petition.c.tags_by.is_(None), petition.c.tags_by != version())
        ids = select(petition.c.id).where(old).order_by(petition.c.id)
        for part in _parts(list(session.scalars(ids))):
            count += _renew(session, part)
        session.info["detail"] = {"rows": count}
    return count


def _renew(session: Session, petitions: Sequence[int]) -> int:
    asked = select(PetitionPerson.petition_id, PetitionPerson.statement)
    rows = session.execute(asked.where(PetitionPerson.petition_id.in_(petitions))).all()
    told = [(key, text) for key, text in rows if text]
    gate.change_each(session, [{"id": key, **found(text)} for key, text in told])
    return len(told)


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]


@cache
def _list() -> dict[str, Any]:
    with (REFERENCE / "tags.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _finder() -> tuple[ahocorasick_rs.AhoCorasick, list[Theme]]:
    pairs = [(word.lower(), Theme(code)) for code, words in _list()["words"].items() for word in words]
    return ahocorasick_rs.AhoCorasick([word for word, _ in pairs]), [code for _, code in pairs]
