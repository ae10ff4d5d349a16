"""Townships and counties that a text names, and how the villages that it names lie to them."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from geo.gazetteer.answers import DOUBTED, MOST_CANDIDATES, SCORES, UNKNOWN, Answer, Meaning, Reason
from geo.gazetteer.context import Mention, begins, ends, follows, is_beside
from geo.gazetteer.index import NameIndex
from geo.gazetteer.names import HAMLET, sound

WITHIN = re.compile(rf"{HAMLET}|第?[\d一二三四五六七八九十]+(?:组|队|号|村民小组)|村民|小组|组")
"""What may follow a village's name without suffix."""
_DOUBTFUL = (Reason.PART, Reason.UNCONFIRMED)


class Above:
    """Townships and the county that a text names.

    Parameters
    ----------
    names
        Names of the county.
    text
        The text, in its plain form.
    mentions
        The strong names that stand in it.

    Attributes
    ----------
    mentions
        Those.
    townships
        Codes of the townships named in full.
    """

    def __init__(self, names: NameIndex, text: str, mentions: list[Mention]) -> None:
        self._names, self._text, self.mentions = names, text, mentions
        above = [mention for mention in mentions if names.is_above(mention.name)]
        self._setting = names.surroundings.setting(text, above)
        self._full: list[Mention] = []
        self._counties: list[Mention] = []
        self._bare: list[Mention] = []
        self._is_abroad = False
        for mention in above:
            if mention.start and self._setting.before(mention.start).foreign:
                self._is_abroad = True
                continue
            for table, kind in (
                (names.townships, self._full),
                (names.counties, self._counties),
                (names.bare_townships, self._bare),
            ):
                if mention.name in table:
                    kind.append(mention)
        self.townships = {code for mention in self._full for code in names.townships[mention.name]}

    def keep(self, mention: Mention) -> dict[str, Meaning]:
        """Meanings in the township right before a village, else in any township that the text names."""
        meanings, parents = self._names.meanings(mention.name), self._names.parents
        townships = (
            self._right_before(mention) if self._bare or len(self._full) > 1 else ()
        ) or self.townships
        if townships:
            return {code: m for code, m in meanings.items() if parents[code] in townships}
        if len(meanings) == 1:
            return meanings
        hints = {code for other in self._bare for code in self._names.bare_townships[other.name]}
        return {code: m for code, m in meanings.items() if parents[code] in hints} or meanings

    def _right_before(self, mention: Mention) -> set[str]:
        names = self._names
        return {
            code
            for other in (*self._full, *self._bare)
            if follows(self._text, mention, other)
            for code in names.townships.get(other.name) or names.bare_townships[other.name]
        }

    def is_beside(self, mention: Mention) -> bool:
        """Whether a township or the county is named right before a name, or a township right after it."""
        return any(is_beside(self._text, mention, other) for other in (*self._full, *self._bare)) or any(
            other.end <= mention.start and is_beside(self._text, mention, other) for other in self._counties
        )

    def may_be_township(self, mention: Mention) -> bool:
        """Whether a name without suffix is a township's as well, and nothing tells which is meant."""
        if mention.name not in self._names.bare_townships or not self._is_stated(mention):
            return False
        return any((mention.start, mention.end) == (other.start, other.end) for other in self._bare)

    def is_outside(self, mention: Mention) -> bool:
        """Whether a name means no village of the townships that the text names in full."""
        parents = {self._names.parents[code] for code in self._names.meanings(mention.name)}
        return bool(self.townships) and parents.isdisjoint(self.townships)

    def overlaps(self, mention: Mention) -> bool:
        """Whether a name lies within the full name of a township or county."""
        return any(
            mention.start < other.end and other.start < mention.end
            for other in (*self._full, *self._counties)
        )

    def answer(self, candidates: Sequence[str], reason: Reason) -> Answer:
        """The township or county alone, with candidates for the village.

        What is in doubt and lies in another township than the one that is named takes nothing away from it.
        """
        if reason in _DOUBTFUL and self.townships:
            candidates = [code for code in candidates if self._names.parents[code] in self.townships]
        codes = tuple(candidates[:MOST_CANDIDATES])
        parents = {self._names.parents[code] for code in codes}
        townships = self.townships or self._stated_short()
        county = next((self._names.counties[mention.name] for mention in self._counties), None)
        common = parents.pop() if len(parents) == 1 else None
        if len(townships) == 1 and (not codes or common in townships):
            code, level = next(iter(townships)), "township"
            answer = Answer(code, level, SCORES[Reason.TOWNSHIP], Reason.TOWNSHIP, (), code)
        elif county and not (codes and townships):
            answer = Answer(county, "county", SCORES[Reason.COUNTY], Reason.COUNTY, (), common)
        elif self._is_abroad:
            return UNKNOWN._replace(reason=Reason.CONTRADICTION)
        else:
            answer = UNKNOWN._replace(township=common)
        return answer._replace(score=DOUBTED, reason=reason, candidates=codes) if codes else answer

    def _stated_short(self) -> set[str]:
        """Townships named without suffix, where nothing else can be meant."""
        return {
            code
            for mention in self._bare
            if self._is_stated(mention)
            for code in self._names.bare_townships[mention.name]
        }

    def _is_stated(self, mention: Mention) -> bool:
        return (
            begins(self._text, mention.start, self._counties)
            and ends(self._text, mention.end)
            and not WITHIN.match(self._text, mention.end)
        )

    def is_contradicted(self, mention: Mention) -> bool:
        """Whether another county, or a township that nobody knows, stands above a village."""
        if self._setting.is_foreign_after(mention.end):
            return True
        before = self._setting.before(mention.start)
        if before.foreign or before.township is None:
            return before.foreign
        return not self._is_misspelt(before.township, mention, before.county)

    def _is_misspelt(self, unknown: str, mention: Mention, in_county: bool) -> bool:
        """Whether the unknown township before a village may be its own, written otherwise.

        It sounds alike, or of three characters or more one is wrong; where the county is named, any.
        """
        parents = {self._names.parents[code] for code in self._names.meanings(mention.name)}
        own = [name for name, codes in self._names.bare_townships.items() if codes & parents]
        return any(
            sound(unknown[-len(name) :]) == sound(name)
            or (len(name) > 2 and OSA.distance(unknown[-len(name) :], name) == 1)
            or (in_county and set(name[-2:]) & set(unknown[-2:]))
            for name in own
        )
