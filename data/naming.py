"""Which village or township the words of a petition name: its village column, its address, or both.

Codes are taken as they are. Else the gazetteer reads the village column and the address, each with the
township column before it. Where both name a village it must be the same; where one leaves candidates, the
other may decide between them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gazetteer import Gazetteer
from geo.place_answers import Reason

Codes = NDArray[np.object_]
Bools = NDArray[np.bool_]

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


def read_names(
    words: pd.DataFrame,
    gazetteer: Gazetteer,
    villages: Mapping[str, str | None],
    townships: Mapping[str, str],
) -> Named:
    """Read the words of petitions.

    Parameters
    ----------
    words
        Columns township, village, address; text, empty where there is none.
    gazetteer
        Names of the county.
    villages
        Codes that are villages -> their township.
    townships
        Codes that are townships -> their name.
    """
    above = words["township"].map(lambda text: townships.get(text, text))
    column = _read(gazetteer, _together(above, words["village"]))
    address = _read(gazetteer, _together(above, words["address"]))
    both = _read(gazetteer, _together(above, words["village"], words["address"]))
    told = words["village"].isin(list(villages)).to_numpy()
    column.loc[told, "code"] = words["village"][told].to_numpy()
    column.loc[told, "level"] = "village"
    column.loc[told, "reason"] = Reason.OFFICIAL.value
    return _agree(column, address, both, words, villages)


def _agree(
    column: pd.DataFrame,
    address: pd.DataFrame,
    both: pd.DataFrame,
    words: pd.DataFrame,
    villages: Mapping[str, str | None],
) -> Named:
    by_column, by_address, by_both = (_village(answer) for answer in (column, address, both))
    in_column, in_address = pd.notna(by_column), pd.notna(by_address)
    disputed = in_column & in_address & (by_column != by_address)
    free = ~any_of(column["candidates"]) | among(by_address, column["candidates"])
    contradicts = (address["reason"] == Reason.CONTRADICTION.value).to_numpy()
    village = np.full(len(words), None, dtype=object)
    for where, codes in (
        (~in_column & ~in_address & pd.notna(by_both), by_both),
        (~in_column & in_address & free, by_address),
        (in_column & ~disputed & ~contradicts, by_column),
    ):
        village[where] = codes[where]
    levels = [(answer["code"].where(answer["level"] == "township")) for answer in (column, address, both)]
    township = _only(*(level.to_numpy(dtype=object) for level in levels))
    named = pd.notna(village)
    township[named] = [villages[code] for code in village[named]]
    township[disputed & ~named] = _common(by_column, by_address, villages)[disputed & ~named]
    said = (words[["village", "address"]] != "").any(axis=1).to_numpy()
    surely = [answer["reason"].isin(_SURELY_ONE).to_numpy() for answer in (column, address)]
    ambiguous = ~named & (surely[0] | surely[1])
    return Named(village, township, disputed, _candidates(column, address, village), ambiguous, said)


def _read(gazetteer: Gazetteer, texts: pd.Series) -> pd.DataFrame:
    return gazetteer.match(texts.where(texts != "", None))


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


def _candidates(column: pd.DataFrame, address: pd.DataFrame, village: Codes) -> Codes:
    """Villages that may be meant, the column's first."""
    found = np.full(len(village), None, dtype=object)
    answers = [
        [
            ((code,) if level == "village" else some)
            for code, level, some in zip(answer["code"], answer["level"], answer["candidates"], strict=True)
        ]
        for answer in (column, address)
    ]
    for at, (first, second) in enumerate(zip(*answers, strict=True)):
        found[at] = () if pd.notna(village[at]) else tuple(dict.fromkeys((*first, *second)))
    return found
