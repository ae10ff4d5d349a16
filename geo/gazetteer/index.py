"""The names of a county's divisions in all their forms, found in texts by Aho-Corasick automata."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import ahocorasick_rs
import numpy as np
import pandas as pd

from geo.gazetteer import elsewhere
from geo.gazetteer.answers import OF_THE_OTHER_KIND, SCORES, Answer, Meaning, Reason
from geo.gazetteer.context import JOINTS, LEAD_IN, OF_DIVISIONS, Mention, is_han
from geo.gazetteer.names import (
    HAMLET,
    Kind,
    bare_county,
    bare_township,
    exact_forms,
    plain,
    residents_forms,
    village_forms,
    village_name,
)
from geo.gazetteer.surroundings import Surroundings
from geo.gazetteer.words import is_everyday

Aliases = Mapping[str, str | Sequence[str]] | pd.DataFrame
Meanings = dict[str, dict[str, Meaning]]
"""Name -> village code -> how it means it."""


_BEGINS_OTHER_ENTITIES = frozenset("镇乡街路大巷弄胡")


class NameIndex:
    """Names of divisions. The parameters are those of `geo.gazetteer.gazetteer.Gazetteer`.

    Parameters
    ----------
    divisions, aliases, on
        See there.

    Attributes
    ----------
    parents
        Township (or county) of each village.
    suffixed, bare
        Names of villages with a suffix, which are names wherever they stand, and without, which are often
        common words.
    townships, bare_townships, counties
        Names of what lies above: name -> codes.
    doubtful
        Former names whose successor nobody has confirmed.
    abroad, common
        Names of villages without suffix that are those of cities or counties elsewhere, or everyday words.
    surroundings
        The country around the county.
    """

    def __init__(self, divisions: pd.DataFrame, aliases: Aliases | None, on: dt.date | None) -> None:
        current = _current(divisions, on)
        valid, former = divisions[current], divisions[~current]
        villages = valid[valid["level"] == "village"]
        codes = [str(code) for code in villages["code"]]
        official = [plain(str(name)) for name in villages["name"]]
        above = [parent if isinstance(parent, str) else None for parent in villages["parent"]]
        self.parents: dict[str, str | None] = dict(zip(codes, above, strict=True))
        self.suffixed: Meanings = defaultdict(dict)
        self.bare: Meanings = defaultdict(dict)
        self._other_kind: Meanings = defaultdict(dict)
        self.townships: dict[str, set[str]] = defaultdict(set)
        self.bare_townships: dict[str, set[str]] = defaultdict(set)
        self.counties: dict[str, str] = {}
        self.doubtful: dict[str, set[str]] = defaultdict(set)
        for row in valid[valid["level"] != "village"].itertuples(index=False):
            self._add_above(str(row.code), plain(str(row.name)), str(row.level))
        for code, name in zip(codes, official, strict=True):
            self._add_village(code, name, Reason.OFFICIAL, Reason.BARE)
        self._add_official(dict(zip(codes, official, strict=True)))
        self._add_former(former, {str(code) for code in valid["code"]})
        for name, means in _pairs(aliases):
            self._add_alias(plain(name), means)
        for name in self._other_kind.keys() - self.suffixed.keys():
            if self._without_above(name) not in self.suffixed:
                self.suffixed[name] = self._other_kind[name]
        self.suffixed, self.bare = dict(self.suffixed), dict(self.bare)
        self.official = [(village_name(name).bare, code) for code, name in zip(codes, official, strict=True)]
        self._above = {*self.townships, *self.bare_townships, *self.counties}
        strong = {*self.suffixed, *self.townships, *self.bare_townships, *self.counties}
        self._strong, self._strong_names = _automaton(strong)
        self._weak, self._weak_names = _automaton(self.bare.keys() - self.suffixed.keys())
        self._plain = [self._plainly(name) for name in self._strong_names]
        self._hidden = self._hidden_names()
        self._rests = [self._hidden.get(name, ()) for name in self._strong_names]
        learned = {name for name, means in self.bare.items() if _is_learned(means)}
        self.abroad = frozenset(self.bare.keys() & elsewhere.names()) - learned
        self.common = self.abroad | {name for name in self.bare.keys() - learned if is_everyday(name)}
        townships = {*self.townships, *self.bare_townships}
        first = str(divisions["code"].iloc[0]) if len(divisions) else ""
        self.surroundings = Surroundings(first, self.counties, townships, self.bare)
        self.has_digits = any(re.search(r"\d", name) for name in (*strong, *self.bare))

    def plainest(self, text: str) -> Answer | None:
        """Answer to the commonest kinds of text; None where a second look is needed.

        These name one village with a suffix and without a namesake, before it perhaps the county and its own
        township, and no other division. The answer is the one that a second look would give.
        """
        village: Answer | None = None
        township, before = "", 0
        for at, start, end in self._strong.find_matches_as_indexes(text):
            meant = self._plain[at]
            if meant is None or village is not None or text.startswith(self._rests[at], end):
                return None
            if start != before and not self.surroundings.is_harmless(text[before:start]):
                return None
            if isinstance(meant, Answer):
                if start != before and not _leads_in(text[before:start]):
                    return None
                joined = text[start - 1 : start] in JOINTS or text[end : end + 1] in JOINTS
                if joined and len(self._weak.find_matches_as_indexes(text)) > 1:
                    return None
                village = meant
            elif meant:
                if township and township != meant:
                    return None
                township = meant
            before = end
        if village is None or (township and township != village.township):
            return None
        if self.surroundings.names_division(text, before):
            return None
        return village if before == len(text) or text[before] not in _BEGINS_OTHER_ENTITIES else None

    def _plainly(self, name: str) -> Answer | str | None:
        """What a name means if it means one thing: a village's answer, a township's code, '' for a county."""
        readings = [
            t for t in (self.suffixed, self.townships, self.bare_townships, self.counties) if name in t
        ]
        short = name in self.suffixed and len(village_name(name).bare) == 1
        if len(readings) > 1 or short or name[0].isascii() or name[-1].isascii():
            return None
        if name in self.counties:
            return ""
        if codes := self.townships.get(name) or self.bare_townships.get(name):
            return next(iter(codes)) if len(codes) == 1 else None
        meanings = self.suffixed[name]
        if len(meanings) > 1:
            return None
        code, meaning = next(iter(meanings.items()))
        return Answer(code, "village", meaning.score, meaning.reason, (), self.parents[code])

    def strong_names(self, text: str) -> list[Mention]:
        """Names with suffix, and those of townships and counties; leftmost and longest first."""
        names = self._strong_names
        return [
            Mention(names[at], start, end) for at, start, end in self._strong.find_matches_as_indexes(text)
        ]

    def hidden(self, text: str, mention: Mention) -> Mention | None:
        """A village's name that begins within a name and ends behind it: 村头村 in 孙端村头村."""
        rests = self._hidden.get(mention.name)
        if rests is None or not text.startswith(rests, mention.end):
            return None
        rest = next(rest for rest in rests if text.startswith(rest, mention.end))
        end = mention.end + len(rest)
        start = next(at for at in range(mention.start + 1, mention.end) if text[at:end] in self.suffixed)
        return Mention(text[start:end], start, end)

    def weak_names(self, text: str) -> list[Mention]:
        """Names of villages without suffix."""
        names = self._weak_names
        return [Mention(names[at], start, end) for at, start, end in self._weak.find_matches_as_indexes(text)]

    def meanings(self, name: str) -> dict[str, Meaning]:
        """Villages that a name may mean."""
        return self.suffixed.get(name) or self.bare.get(name, {})

    def is_above(self, name: str) -> bool:
        """Whether a name is that of a township or county."""
        return name in self._above

    def _hidden_names(self) -> dict[str, tuple[str, ...]]:
        """Of each strong name what may follow it so that another village's name ends there; longest first."""
        begun: dict[str, list[str]] = defaultdict(list)
        tails = {name[at:] for name in self._strong_names for at in range(1, len(name))}
        for name in self.suffixed:
            for at in range(1, len(name)):
                if name[:at] in tails:
                    begun[name[:at]].append(name[at:])
        hidden = {}
        for name in self._strong_names:
            if rests := {rest for at in range(1, len(name)) for rest in begun.get(name[at:], ())}:
                hidden[name] = tuple(sorted(rests, key=len, reverse=True))
        return hidden

    def _add_official(self, official: Mapping[str, str]) -> None:
        """An official name, word for word, means its own division and no other.

        A long one without a known suffix is a name wherever it stands.
        """
        exact: dict[str, dict[str, Meaning]] = defaultdict(dict)
        meaning = Meaning(Reason.OFFICIAL, SCORES[Reason.OFFICIAL])
        for code, name in official.items():
            if village_name(name).kind is not Kind.UNKNOWN or (len(name) > 3 and not name.isascii()):
                for form in exact_forms(name):
                    exact[form][code] = meaning
                for form in residents_forms(name):
                    self.suffixed[form].setdefault(code, meaning)
        self.suffixed.update(exact)

    def _without_above(self, name: str) -> str | None:
        """A name without the full one of a township or county before it; None: there is none."""
        above = (name[:end] for end in range(3, len(name)))
        full = (
            one
            for one in above
            if one in self.townships or (one in self.counties and one[-1] in OF_DIVISIONS)
        )
        return next((name[len(one) :] for one in full), None)

    def _add_village(self, code: str, name: str, with_suffix: Reason, without: Reason) -> None:
        own_name = self._without_above(name)
        if (
            own_name
            and village_name(own_name).kind is not Kind.UNKNOWN
            and len(village_name(own_name).bare) > 1
        ):
            self._add_forms(code, own_name, with_suffix, without)
        self._add_forms(code, name, with_suffix, without)

    def _add_forms(self, code: str, name: str, with_suffix: Reason, without: Reason) -> None:
        parts = village_name(name)
        own, other = village_forms(parts)
        for form in own:
            self.suffixed[form].setdefault(code, Meaning(with_suffix, SCORES[with_suffix]))
        for form in other:
            self._other_kind[form].setdefault(code, Meaning(with_suffix, OF_THE_OTHER_KIND))
        table = self.suffixed if parts.bare.endswith(("村", "社区")) else self.bare
        table[parts.bare].setdefault(code, Meaning(without, SCORES[without]))

    def _add_above(self, code: str, name: str, level: str) -> None:
        if level == "township":
            self.townships[name].add(code)
            if bare := bare_township(name):
                self.bare_townships[bare].add(code)
        elif level == "county":
            for form in filter(None, (name, bare_county(name))):
                self.counties[form] = code

    def _add_former(self, former: pd.DataFrame, valid: set[str]) -> None:
        """Former names lead to their successors; without one on record, to nothing but a candidate."""
        stated = former["successors"] if "successors" in former else [None] * len(former)
        successors = [_codes(value) for value in stated]
        onward: dict[str, set[str]] = defaultdict(set)
        for code, own in zip(former["code"], successors, strict=True):
            onward[str(code)].update(own)
        for row, own in zip(former.itertuples(index=False), successors, strict=True):
            code, name = str(row.code), plain(str(row.name))
            ends = _ends(own, onward, valid)
            if row.level == "township" and ends:
                self.townships[name].update(ends)
            elif row.level == "village":
                for end in ends & self.parents.keys():
                    self._add_village(end, name, Reason.FORMER, Reason.FORMER)
                if not own and code in self.parents:
                    parts = village_name(name)
                    for form in (parts.bare, *village_forms(parts)[0]):
                        self.doubtful[form].add(code)

    def _add_alias(self, name: str, codes: Sequence[str]) -> None:
        suffixed = village_name(name).kind is not Kind.UNKNOWN
        forms = [name] if suffixed or len(name) < 2 else [name, name + HAMLET, name + "村"]
        for form in forms:
            table = self.bare if form == name and not suffixed else self.suffixed
            for code in codes:
                if code in self.parents:
                    table[form].setdefault(code, Meaning(Reason.ALIAS, SCORES[Reason.ALIAS]))


def _is_learned(means: Mapping[str, Meaning]) -> bool:
    return any(meaning.reason is Reason.ALIAS for meaning in means.values())


def _current(divisions: pd.DataFrame, on: dt.date | None) -> pd.Series:
    """Which editions are valid on a day."""

    def dates(name: str) -> pd.Series:
        if name not in divisions:
            return pd.Series(pd.NaT, index=divisions.index)
        return pd.to_datetime(divisions[name], errors="coerce")

    ended = dates("valid_to")
    if on is None:
        return ended.isna()
    begun, day = dates("valid_from"), pd.Timestamp(on)
    return (begun.isna() | (begun <= day)) & (ended.isna() | (ended > day))


def _codes(value: object) -> list[str]:
    if isinstance(value, str):
        return [code for code in re.split(r"[;,|\s]+", value) if code]
    return [str(code) for code in value] if isinstance(value, list | tuple | set | np.ndarray) else []


def _ends(codes: Iterable[str], onward: Mapping[str, set[str]], valid: set[str]) -> set[str]:
    """The valid divisions to which a chain of successors leads."""
    ends: set[str] = set()
    seen: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            ends |= {code} & valid
            waiting += onward.get(code, ()) if code not in valid else ()
    return ends


def _pairs(aliases: Aliases | None) -> Iterable[tuple[str, Sequence[str]]]:
    if isinstance(aliases, pd.DataFrame):
        for name, code in zip(aliases["name"], aliases["code"], strict=True):
            yield str(name), [str(code)]
    elif aliases is not None:
        for name, codes in aliases.items():
            yield name, [codes] if isinstance(codes, str) else codes


def _automaton(names: Iterable[str]) -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    ordered = sorted(filter(None, names))
    return ahocorasick_rs.AhoCorasick(ordered, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), ordered


def _leads_in(gap: str) -> bool:
    """Whether a village may begin after these words, which name no division."""
    words = gap.rstrip()
    if not words:
        return True
    return words[-1] not in OF_DIVISIONS and (gap[-1] in LEAD_IN or not is_han(gap[-1]))
