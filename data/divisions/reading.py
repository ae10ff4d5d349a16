"""Which village or township the words of a petition name: its village column, its address, or both.

Codes are taken as they are, a township's in the village column too. What a township column says instead of a
township (其他, 县直) is left out. Else the gazetteer reads the village column and the address, each with the
township column before it. Where both name a village it must be the same; where one leaves candidates, the
other may decide between them.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions.names import gazetteer
from data.divisions.reads import divisions
from data.divisions.succession import comparable_codes
from data.store import Store
from data.terms import Level
from geo.gazetteer import Gazetteer
from geo.gazetteer.answers import Reason
from geo.gazetteer.names import bare_township

Codes = NDArray[np.object_]
Bools = NDArray[np.bool_]

_NO_TOWNSHIP = re.compile(
    r"[\W_]*|0+|(?:其[他它]|[未没暂]?[无有知详明填定]|不[详明清]|待[定查核填]实?|暂无|未填写|未确定|未分类|空|null|none|nan|n/?a)"
    r"|[本全]?[县市区镇乡]|县城|乡镇|镇街|乡镇街道|街道"
    r"|[县市](?:直|级|属|本级)?(?:机关|部门|单位|企业|直属?)*|机关|部门|单位"
    r"|[^县市]{0,6}(?:工业|产业|科技|创业)园|[^县市]{0,8}区(?:管委会|管理委员会|管理局)",
    re.IGNORECASE,
)
"""What stands in a column of townships where the place is in none, or nobody knows in which.

Zones that end in 区 are left to the gazetteer, which knows counties.
"""
_WITHOUT_SUFFIX = re.compile(r"[\u4e00-\u9fff]{2,8}(?<![村区会组])")

_WORDS = ("township", "village", "address")
_NUMBER = re.compile("[0-9]+")

_SURELY_ONE = (Reason.SEVERAL.value, Reason.SHARED.value)


@dataclass(frozen=True, eq=False)
class Named:
    """What the words of n petitions name; arrays of shape (n,).

    Parameters
    ----------
    village, township
        Codes, None where none is named beyond doubt; with a village its township.
    disputed
        Village column and address name different villages.
    candidates
        Tuples of village codes that may be meant where none is named.
    ambiguous
        One of the candidates is meant beyond doubt: the name is shared, or several are named.
    said
        There were words that could have named a village.
    """

    village: Codes
    township: Codes
    disputed: Bools
    candidates: Codes
    ambiguous: Bools
    said: Bools


class WordReader:
    """The county's names on a day, ready to tell which place the words of petitions name.

    Parameters
    ----------
    store
        The record.
    on
        Day on which the divisions are valid.

    Attributes
    ----------
    above
        Villages -> their township, None where it is not on record.
    """

    def __init__(self, store: Store, on: dt.date) -> None:
        villages, townships = (divisions(store, level, on) for level in (Level.VILLAGE, Level.TOWNSHIP))
        self._townships = dict(zip(townships["code"], townships["name"], strict=True))
        self.above = {
            code: parent if parent in self._townships else None
            for code, parent in zip(villages["code"], villages["parent_code"], strict=True)
        }
        self._former = comparable_codes(store, on)
        self._gazetteer = gazetteer(store, on)

    def read(self, words: pd.DataFrame) -> Named:
        """Read words (see `read_names`); a former village's code is read as its successor's."""
        if self._former:
            words = words.assign(village=words["village"].replace(self._former))
        return read_names(words, self._gazetteer, self.above, self._townships)


def read_names(
    words: pd.DataFrame,
    names: Gazetteer,
    villages: Mapping[str, str | None],
    townships: Mapping[str, str],
) -> Named:
    """Read the words of petitions.

    Parameters
    ----------
    words
        Columns township, village, address; text, empty where there is none.
    names
        Names of the county.
    villages
        Codes that are villages -> their township.
    townships
        Codes that are townships -> their name.
    """
    if not names.has_digits:  # then no two house numbers make a difference
        words = words.assign(address=words["address"].str.replace(_NUMBER, "0", regex=True))
    seen: dict[tuple[str, ...], int] = {}
    rows = zip(*(words[name].tolist() for name in _WORDS), strict=True)
    places = np.array([seen.setdefault(row, len(seen)) for row in rows], dtype=np.intp)
    distinct = words.iloc[np.unique(places, return_index=True)[1]].reset_index(drop=True)
    named = _read_distinct(distinct, names, villages, townships)
    return Named(**{each.name: getattr(named, each.name)[places] for each in fields(named)})


def _read_distinct(
    words: pd.DataFrame,
    names: Gazetteer,
    villages: Mapping[str, str | None],
    townships: Mapping[str, str],
) -> Named:
    """The same of words of which no two rows are alike."""
    full = {bare: name for name in townships.values() if (bare := bare_township(name))}
    above = words["township"].map(lambda text: full.get(text, townships.get(text, text)))
    known = {*full, *townships, *townships.values()}
    none = np.array([text not in known and _names_no_township(text) for text in above], dtype=bool)
    above = above.mask(none, "")
    column = _read_villages(names, above, words["village"].map(lambda text: townships.get(text, text)))
    address = _read(names, _together(above, words["address"]))
    told = words["village"].isin(list(villages)).to_numpy()
    column.loc[told, "code"] = words["village"][told].to_numpy()
    column.loc[told, ["level", "reason"]] = ["village", Reason.OFFICIAL.value]
    by_column, by_address = _village(column), _village(address)
    in_column, in_address = pd.notna(by_column), pd.notna(by_address)
    disputed = in_column & in_address & (by_column != by_address)
    open_ = ~in_column & ~in_address
    asked = open_ & (words["village"] != "").to_numpy() & (words["address"] != "").to_numpy()
    both = _read(names, _together(above, words["village"], words["address"])[asked])
    village = by_column.copy()
    village[disputed | (in_column & (address["reason"] == Reason.CONTRADICTION.value).to_numpy())] = None
    free = ~in_column & in_address
    free[free] = ~any_of(column["candidates"][free]) | among(by_address[free], column["candidates"][free])
    village[free] = by_address[free]
    village[asked] = _village(both)
    named = pd.notna(village)
    township = np.full(len(words), None, dtype=object)
    township[named] = [villages[code] for code in village[named]]
    township[~named] = _only(*(_township(answer, ~named) for answer in (column, address)))
    township[asked & ~named] = _only(_township(both, ~named[asked]), township[asked & ~named])
    township[disputed] = _common(by_column[disputed], by_address[disputed], villages)
    surely = [answer["reason"].isin(_SURELY_ONE).to_numpy() for answer in (column, address)]
    candidates = np.full(len(words), None, dtype=object)
    candidates[:] = [()] * len(words)
    candidates[~named] = _candidates(column[~named], address[~named])
    return Named(
        village=village,
        township=township,
        disputed=disputed,
        candidates=candidates,
        ambiguous=~named & (surely[0] | surely[1]),
        said=(words[["village", "address"]] != "").any(axis=1).to_numpy(),
    )


def _read(names: Gazetteer, texts: pd.Series) -> pd.DataFrame:
    return names.match(texts.where(texts != "", None))


def _names_no_township(text: str) -> bool:
    return _NO_TOWNSHIP.fullmatch(text) is not None


def _read_villages(names: Gazetteer, above: pd.Series, villages: pd.Series) -> pd.DataFrame:
    """Answers to a column of villages: there 光明 is the village, elsewhere it may be a city or a word."""
    answer = _read(names, _together(above, villages))
    no_suffix = np.array([_WITHOUT_SUFFIX.fullmatch(text) is not None for text in villages], dtype=bool)
    bare = (answer["reason"] == Reason.PART.value) & no_suffix
    if bare.any():
        again = _read(names, _together(above[bare], villages[bare] + "村"))
        again = again[again["level"] == "village"]
        answer.loc[again.index] = again
    return answer


def _together(above: pd.Series, *parts: pd.Series) -> pd.Series:
    """Parts with the township before them; empty where one of them is."""
    joined = above + parts[0]
    for part in parts[1:]:
        joined = joined + "，" + part
    empty = pd.concat([part == "" for part in parts], axis=1)
    only_above = empty.all(axis=1)
    return joined.where(~empty.any(axis=1), above.where(only_above, ""))


def _village(answer: pd.DataFrame) -> Codes:
    return answer["code"].where(answer["level"] == "village", None).to_numpy(dtype=object)


def any_of(candidates: Iterable[tuple[str, ...]]) -> Bools:
    """Whether there are any, one by one."""
    return np.array([bool(some) for some in candidates], dtype=bool)


def among(codes: Codes, candidates: Iterable[tuple[str, ...]]) -> Bools:
    """Whether each code is one of its candidates."""
    return np.array([code in some for code, some in zip(codes, candidates, strict=True)], dtype=bool)


def _only(*answers: Codes) -> Codes:
    """The township that all that name one agree in."""
    township = np.full(len(answers[0]), None, dtype=object)
    for at, codes in enumerate(zip(*answers, strict=True)):
        told = {code for code in codes if isinstance(code, str)}
        if len(told) == 1:
            township[at] = told.pop()
    return township


def _common(one: Codes, other: Codes, villages: Mapping[str, str | None]) -> Codes:
    """Township that both villages share."""
    above = [(villages.get(a), villages.get(b)) for a, b in zip(one, other, strict=True)]
    return np.array([a if a == b else None for a, b in above], dtype=object)


def _township(answer: pd.DataFrame, where: Bools) -> Codes:
    """Townships named beyond doubt, where asked for."""
    return answer["code"].where(answer["level"] == "township", None).to_numpy(dtype=object)[where]


def _candidates(column: pd.DataFrame, address: pd.DataFrame) -> Codes:
    """Villages that may be meant, the column's first."""
    answers = [
        [
            (code,) if level == "village" else some
            for code, level, some in zip(answer["code"], answer["level"], answer["candidates"], strict=True)
        ]
        for answer in (column, address)
    ]
    found = np.empty(len(column), dtype=object)
    found[:] = [tuple(dict.fromkeys((*first, *second))) for first, second in zip(*answers, strict=True)]
    return found
