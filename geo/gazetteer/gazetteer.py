"""Chinese address text -> the village it names, or candidates, or the knowledge that it names none.

A text is answered only where it leaves no doubt. Two villages in it, one name in two townships without a
hint, a township that is not the village's, a name inside a longer one, a name only similar: these are
candidates for a person.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gazetteer.above import WITHIN, Above
from geo.gazetteer.answers import DOUBTED, MOST_CANDIDATES, UNKNOWN, Answer, Reason
from geo.gazetteer.context import (
    JOINT,
    JOINTS,
    Mention,
    begins,
    cuts_a_number,
    ends,
    follows,
    is_clear,
    is_institution,
    is_modified,
    may_be_name,
    may_be_one,
    may_begin,
)
from geo.gazetteer.index import Aliases, NameIndex
from geo.gazetteer.names import HAMLET, plain_all, village_name
from geo.gazetteer.similar import SimilarNames

_NUMBER = re.compile(r"第?[\d一二三四五六七八九十]+(?:组|队|号|村民小组)")
_TOKEN = re.compile(r"([\u4e00-\u9fff]{1,6}?)(?:社区|村)")
_REST = re.compile(r"[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_DIGITS = re.compile(r"\d+")
_OPEN = frozenset((Reason.NOTHING, Reason.COUNTY, Reason.TOWNSHIP, Reason.PART))
"""Reasons of answers without a village for which a typing error may be to blame."""
_SPACED = re.compile(r"(?<![^ ])[\u4e00-\u9fff](?: [\u4e00-\u9fff])+(?![^ ])")
_NO_NAMES = frozenset(("政府", "人民政府", "集镇", "信访", "镇上", "街上", "境内", "辖区", "演示"))


class Gazetteer:
    """Names of a county's divisions, ready to be found in texts.

    Parameters
    ----------
    divisions : DataFrame
        One row an edition of a division: code, name, level (``county``, ``township``, ``village``), parent
        (code), and optionally valid_from, valid_to (dates; no valid_to: valid now) and successors (codes, as
        a sequence or joined by commas or semicolons) of those no longer valid.
    aliases : Mapping or DataFrame, optional
        Further names of villages, natural villages among them: name -> code or codes, or a frame with the
        columns name and code.
    on : date, optional
        Day on which the divisions are to be valid; None: those without valid_to.

    Raises
    ------
    ValueError
        A column is missing.
    """

    def __init__(
        self, divisions: pd.DataFrame, aliases: Aliases | None = None, on: dt.date | None = None
    ) -> None:
        if missing := {"code", "name", "level", "parent"} - set(divisions.columns):
            raise ValueError(f"divisions lack the columns {', '.join(sorted(missing))}")
        self._names = NameIndex(divisions, aliases, on)
        self._similar = SimilarNames(self._names.official)

    @property
    def has_digits(self) -> bool:
        """Whether digits tell names apart; else a text is read alike whatever its numbers are."""
        return self._names.has_digits

    def match(self, texts: Iterable[str | None]) -> pd.DataFrame:
        """Find the division that each text names.

        Parameters
        ----------
        texts
            Addresses or names, shape (n,); None and NaN name nothing.

        Returns
        -------
        DataFrame, n rows, indexed as a Series of texts is, else from 0
            - code: the division that the text names beyond doubt, or None;
            - level: ``village``, ``township``, ``county``, or ``none``;
            - score: 0 to 1; of an answer see `geo.gazetteer.answers.SCORES`, else of the best candidate;
            - reason: a `geo.gazetteer.answers.Reason`;
            - runner_up: the next village that could be meant; where no village is the answer, the first
              candidate; or None;
            - candidates: tuple of village codes, best first, empty where a village is the answer;
            - township: code of the one township that is named, or that all candidates share, or None.

        Notes
        -----
        Names are found by Aho-Corasick automata, leftmost and longest first (Aho and Corasick 1975,
        CACM 18, 333-340); similar names by Levenshtein's distance on characters and on pinyin.
        """
        index = texts.index if isinstance(texts, pd.Series) else None
        places, unique = pd.factorize(pd.Series(list(texts), dtype=object))
        asked, places = self._distinct(list(unique), places)
        answers = [self._names.plainest(text) or self._answer(text) for text in asked]
        self._add_similar(answers, asked)
        answers.append(UNKNOWN)
        columns: dict[str, list[Any]] = {
            "code": [answer.code for answer in answers],
            "level": [answer.level for answer in answers],
            "score": [answer.score for answer in answers],
            "reason": [answer.reason.value for answer in answers],
            "runner_up": [answer.candidates[0] if answer.candidates else None for answer in answers],
            "candidates": [() if answer.level == "village" else answer.candidates for answer in answers],
            "township": [answer.township for answer in answers],
        }
        picked = {name: _objects(values)[places] for name, values in columns.items()}
        frame = pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in picked.items()})
        frame["score"] = frame["score"].astype("float64")
        return frame if index is None else frame.set_axis(index)

    def _distinct(
        self, texts: Sequence[object], places: NDArray[np.int64]
    ) -> tuple[list[str], NDArray[np.int64]]:
        """Texts that differ in more than house numbers, as long as no name has digits; -1 stays -1."""
        compared = plain_all([str(text) for text in texts])
        if not self._names.has_digits:
            compared = _DIGITS.sub("0", "\n".join(compared)).split("\n")[: len(compared)]
        again, distinct = pd.factorize(pd.Series(compared, dtype=object))
        return list(distinct), np.append(again, -1)[places]

    def _answer(self, text: str) -> Answer:
        if " " in text:
            text = _SPACED.sub(lambda row: row[0].replace(" ", ""), text)
        answer = self._read(text)
        if answer.level != "village" and not answer.candidates and " " in text:
            return self._read(text.replace(" ", ""))
        return answer

    def _read(self, text: str) -> Answer:
        """Answer from the names that stand in the text."""
        names = self._names
        mentions = self._apart(text, names.strong_names(text))
        above = Above(names, text, mentions)
        villages = [mention for mention in mentions if mention.name in names.suffixed]
        if villages:
            bare = [village_name(mention.name).bare for mention in villages]
            clear = [
                is_clear(text, mention, own, mentions) for mention, own in zip(villages, bare, strict=True)
            ]
            hidden = [other for mention in villages if (other := names.hidden(text, mention))]
            if hidden or not any(clear):
                return above.answer(self._codes([*villages, *hidden]), Reason.PART)
            meant = villages
            if not all(clear):
                judgements = zip(villages, bare, clear, strict=True)
                meant = [
                    mention for mention, own, is_one in judgements if is_one or may_be_one(text, mention, own)
                ]
            return self._decide([*meant, *self._joined(text, villages, above)], above)
        weak = [mention for mention in names.weak_names(text) if not above.overlaps(mention)]
        joined = self._joined(text, weak, above)
        alone = [mention for mention in weak if mention in joined or self._stands_alone(text, mention, above)]
        if alone and all(above.is_outside(mention) for mention in alone):
            return above.answer((), Reason.PART)
        if alone and text != alone[0].name and all(above.may_be_township(mention) for mention in alone):
            return above.answer(self._codes(alone), Reason.SHARED)
        if alone:
            return self._decide(alone, above)
        if doubtful := [mention for mention in weak if may_be_name(text, mention)]:
            return above.answer(self._codes(doubtful), Reason.PART)
        return above.answer(self._once_meant(text), Reason.UNCONFIRMED)

    def _apart(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """The names, and where a township in short and a village read like another village, those two.

        孙端村头村 is 村头村 of 孙端街道, and not 孙端村.
        """
        names = self._names
        hidden = [names.hidden(text, mention) for mention in mentions]
        if not any(hidden):
            return mentions
        own: list[Mention] = []
        for mention, village in zip(mentions, hidden, strict=True):
            short = village and text[mention.start : village.start]
            townships = names.bare_townships.get(short or "", set())
            if village and {names.parents[code] for code in names.meanings(village.name)} & townships:
                own += [Mention(short or "", mention.start, village.start), village]
            else:
                own.append(mention)
        return own

    def _decide(self, villages: list[Mention], above: Above) -> Answer:
        """One village, or candidates."""
        meant = [above.keep(mention) for mention in villages]
        if not all(meant) or any(above.is_contradicted(mention) for mention in villages):
            codes = tuple(self._codes(villages)[:MOST_CANDIDATES])
            return Answer(None, "none", DOUBTED, Reason.CONTRADICTION, codes)
        shared = set(meant[0]).intersection(*meant[1:])
        if len(shared) != 1:
            everyone = list(dict.fromkeys(code for codes in meant for code in codes))
            return above.answer(everyone, Reason.SHARED if shared else Reason.SEVERAL)
        code = shared.pop()
        best = max((codes[code] for codes in meant), key=lambda meaning: meaning.score)
        others = tuple([other for other in self._codes(villages) if other != code])
        return Answer(code, "village", best.score, best.reason, others, self._names.parents[code])

    def _codes(self, villages: Iterable[Mention]) -> list[str]:
        """Codes that any of the names may mean."""
        return list(
            dict.fromkeys(code for mention in villages for code in self._names.meanings(mention.name))
        )

    def _once_meant(self, text: str) -> list[str]:
        doubtful = self._names.doubtful
        names = [name for name in doubtful if len(name) > 1 and name in text]
        longest = max(map(len, names), default=0)
        return sorted({code for name in names if len(name) == longest for code in doubtful[name]})

    # --- is it the name it seems to be? ------------------------------------------------------------------

    def _joined(self, text: str, villages: list[Mention], above: Above) -> list[Mention]:
        """Names without suffix that a list or a conjunction joins to one of the villages: 曹源和寺后村."""
        if not JOINT.search(text):
            return []
        weak = [
            mention
            for mention in self._names.weak_names(text)
            if len(mention.name) > 1 and not above.overlaps(mention)
        ]
        gaps = [(mention, other) for mention in weak for other in villages if mention != other]
        return [
            mention
            for mention, other in gaps
            if (text[mention.end : other.start] in JOINTS and may_begin(text, mention.start, above.mentions))
            or (text[other.end : mention.start] in JOINTS and ends(text, mention.end))
        ]

    def _stands_alone(self, text: str, mention: Mention, above: Above) -> bool:
        """Whether a name without suffix is one: a common word, or a city elsewhere, often reads the same."""
        if not self._seems_alone(text, mention, above.mentions):
            return False
        if mention.name not in self._names.common or above.is_beside(mention):
            return True
        return _NUMBER.match(text, mention.end) is not None or (
            text == mention.name and mention.name not in self._names.abroad
        )

    def _seems_alone(self, text: str, mention: Mention, mentions: list[Mention]) -> bool:
        if cuts_a_number(text, mention):
            return False
        begun, ended = begins(text, mention.start, mentions), ends(text, mention.end)
        if len(mention.name) == 1:
            last = mention.end == len(text) and (mention.start == 0 or text[mention.start - 1] != " ")
            return begun and ended and (last or any(follows(text, mention, other) for other in mentions))
        if is_institution(text, mention):
            return False
        if len(mention.name) > 3 and (begun or not is_modified(text, mention)):
            return True
        if text.startswith(HAMLET, mention.end):
            return begun and self._is_known_hamlet(mention, mentions)
        return (begun or may_begin(text, mention.start, ())) and (
            ended or WITHIN.match(text, mention.end) is not None
        )

    def _is_known_hamlet(self, mention: Mention, mentions: list[Mention]) -> bool:
        """Natural villages share names all over a county: only learned ones, or with their township."""
        meanings = self._names.meanings(mention.name)
        named = {code for other in mentions for code in self._names.townships.get(other.name, ())}
        return any(
            meaning.reason is Reason.ALIAS or self._names.parents[code] in named
            for code, meaning in meanings.items()
        )

    # --- similar names ---------------------------------------------------------------------------------

    def _add_similar(self, answers: list[Answer], texts: list[str]) -> None:
        """Give texts without village those candidates that a typing error would make of it.

        Names that stand in the text, if only as a part of another, come first.
        """
        open_ = [at for at, answer in enumerate(answers) if answer.reason in _OPEN]
        asked = [(self._tokens(texts[at]), answers[at].township) for at in open_]
        parents = self._names.parents
        for at, similar in zip(open_, self._similar.find(asked, parents), strict=True):
            own = answers[at].candidates
            if own:
                codes = (*own, *(code for code, _ in similar if code not in own))
                answers[at] = answers[at]._replace(candidates=codes[:MOST_CANDIDATES])
            elif similar:
                codes = tuple(code for code, _ in similar[:MOST_CANDIDATES])
                score = DOUBTED * similar[0][1]
                answers[at] = answers[at]._replace(score=score, reason=Reason.SIMILAR, candidates=codes)

    def _tokens(self, text: str) -> list[str]:
        """Parts of a text that may be a village's name, without suffix."""
        rest = text.replace(" ", "")
        for mention in reversed(self._names.strong_names(rest)):
            if self._names.is_above(mention.name):
                rest = f"{rest[: mention.start]} {rest[mention.end :]}"
        tokens: list[str] = _TOKEN.findall(rest)
        return tokens or [part for part in _REST.findall(rest)[:1] if part not in _NO_NAMES]


def _objects(values: Sequence[object]) -> np.ndarray:
    """Object array of shape (n,), tuples kept whole."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
