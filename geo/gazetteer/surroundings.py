"""What stands before a name in an address: its own county, or another one, or a township that nobody knows.

An address goes from the large to the small, 浙江省金华市义乌市佛堂镇前店村, with or without signs between.
So what stands above a village is read part by part, from the village back, until something is no division.
"""

import re
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from geo.gazetteer import elsewhere
from geo.gazetteer.context import LEAD_IN, Mention, is_han

NOBODYS = frozenset("本我该全各们此这那贵你到去往在的是")
"""Before 镇 or 县 these make no name: 我镇, 全县."""
_BETWEEN = re.compile(r"(?:[\W_]|的|[所下]属|[所下管]辖|境?内|[那这]边)+$")
_LAST = frozenset("省市县区镇乡道州盟旗的属辖内边")
_LAST_BETWEEN = frozenset("的属辖内边")
_ZONE = re.compile(
    r"(?:国家级?|[省市县]级|高新|经济|技术|产业|工业|科技|特色|生态|旅游|风景|名胜|自然|农业|现代|物流|商贸|综合|中心)*"
    r"(?:开发|经开|高新|工业|产业|农业|商业|居民|住宅|生活|安置|移民|棚户|集聚|功能|示范|试验|实验|保护|保税|合作|"
    r"度假|名胜|风景|旅游|休闲|服务|管理|老城|新城|主城|城|景|小|园|库|矿|林|山|湖|牧|灾|郊|市|县|辖|街|片|厂|校|院|"
    r"营|新|地|社)区$"
)
"""Words in 区 that are no division."""
_TOWN = re.compile(r"(?:超|夜|菜|早|门|城|集|花|股|闹|上|房|楼|车|都)市$")
_COUNTY = re.compile(r"([\u4e00-\u9fff]{2,3})[县市区]$")
_TOWNSHIP = re.compile(r"([\u4e00-\u9fff]{2,4})(街道|镇|乡)$")
_LAST_WORD = re.compile(r"(?:街道|镇|乡)$")
_NO_TOWNSHIP = re.compile(r"(?:[乡集城村小古建重]镇|[家故老城下返回水异他同]乡|街道)$")
"""Words in 镇 and 乡, where they begin after a sign or a word that leads to a place: 反映集镇, but 刘集镇."""
_IN_BRACKETS = re.compile(r"\s*[(\[【〔]([^)\]】〕]*)")
_DIVISION = re.compile(r"[省市县区镇乡州盟旗]|街道")


class Standing(NamedTuple):
    """What stands above a name.

    Parameters
    ----------
    foreign
        Another county, city or province.
    county
        The county itself is named.
    township
        A township right before the name that the county does not have; None: there is none.
    """

    foreign: bool = False
    county: bool = False
    township: str | None = None


NOTHING = Standing()


class Surroundings:
    """The country around a county, ready to tell what stands before its names.

    Parameters
    ----------
    code
        Of one of its divisions.
    counties
        Names of the county, with and without their last word.
    townships
        Names of its townships, with and without.
    villages
        Names of its villages without suffix.

    Attributes
    ----------
    counties, above, own
        Names of the county, of it and its townships, of these and its villages.
    higher
        Names of the province and the prefecture.
    unnamed
        Where the county has no name: names of the counties of its province, of which it is one.
    """

    def __init__(
        self,
        code: str,
        counties: Collection[str],
        townships: Collection[str],
        villages: Collection[str],
    ) -> None:
        self.counties = frozenset(counties)
        self.above = self.counties | frozenset(townships)
        self.higher = elsewhere.above(code, self.counties)
        self.unnamed = frozenset() if self.counties else elsewhere.counties(code)
        self.own = self.above | frozenset(villages)
        self.is_harmless = lru_cache(maxsize=4096)(self._is_harmless)

    def _is_harmless(self, words: str) -> bool:
        """Whether words before the first of the county's names name no other division."""
        for place in reversed(elsewhere.places(words)):
            if place.name not in self.higher:
                return False
            words = words[: place.start] + words[place.end :]
        return not _DIVISION.search(words)

    def names_division(self, text: str, start: int) -> bool:
        """Whether brackets right after a name may hold another division."""
        return _IN_BRACKETS.match(text, start) is not None and _DIVISION.search(text, start) is not None

    def setting(self, text: str, above: Iterable[Mention]) -> "Setting":
        """A text in which some townships or the county are named, ready to tell what stands above a name."""
        return Setting(self, text, {mention.end: mention for mention in above})


class Setting:
    """What stands above the names of a text.

    Parameters
    ----------
    around
        The country around the county.
    text
        The text, in its plain form.
    own
        Where its townships and the county end -> these names.
    """

    def __init__(self, around: Surroundings, text: str, own: dict[int, Mention]) -> None:
        self._around, self._text, self._own = around, text, own

    @cached_property
    def _others(self) -> dict[int, elsewhere.Place]:
        """Where divisions of the table end -> these."""
        return {place.end: place for place in elsewhere.places(self._text)}

    def before(self, start: int) -> Standing:
        """What stands above the name that starts somewhere."""
        around, text = self._around, self._text
        if not start or not (start in self._own or _may_end(text[start - 1])):
            return NOTHING
        foreign, county, own, township, nearest = False, False, False, None, True
        at = _skipped(text, start)
        while at:
            if mention := self._own.get(at):
                is_county = mention.name in around.counties
                county, own = county or is_county, own or not is_county
                at = mention.start
            elif (place := self._others.get(at)) and self._is_part(place):
                foreign = foreign or not self._is_let(place, county, own)
                at = place.start
            elif (begin := self._township(at)) is not None:
                township = text[begin:at] if nearest else township
                at = begin
            elif match := _county(text, at):
                foreign = foreign or not (county or (own and not around.counties))
                at = match.start()
            else:
                break
            nearest = False
            at = _skipped(text, at)
        return Standing(foreign, county, township and _LAST_WORD.sub("", township))

    def is_foreign_after(self, end: int) -> bool:
        """Whether brackets right after a name set it in another county: 前店村(义乌市佛堂镇)."""
        match = _IN_BRACKETS.match(self._text, end)
        places = elsewhere.places(match[1]) if match else []
        if not match or not places or places[0].start:
            return False
        rest = match[1][places[-1].end :]
        named = {place.name for place in places if place.suffixed} - self._around.higher - self._around.above
        return bool(named) and (not rest or _DIVISION.search(rest[-2:]) is not None)

    def _is_let(self, place: elsewhere.Place, county: bool, township: bool) -> bool:
        """Whether a division of the table stands above the county, or leaves it what it is.

        Before the county's name a neighbour in a list does. Where nobody knows the county's name, before one
        of its townships any county of the province does.
        """
        around = self._around
        if county:
            return place.name in around.higher or not around.higher or place.name not in elsewhere.heads()
        return place.name in around.higher or (township and place.name in around.unnamed)

    def _is_part(self, place: elsewhere.Place) -> bool:
        """Whether a name of the table is a part of an address, and not a word or a village's own name."""
        if place.suffixed:
            return place.name not in self._around.counties
        if place.name in self._around.own:
            return False
        before = self._text[place.start - 1 : place.start]
        return not before or not is_han(before) or before in LEAD_IN or self._ends_at(place.start)

    def _ends_at(self, at: int) -> bool:
        return at in self._own or at in self._others

    def _township(self, at: int) -> int | None:
        """Where a township of no known name begins that ends here."""
        text = self._text
        match = _TOWNSHIP.search(text, 0, at) if text[at - 1] in "镇乡道" else None
        if not match or match[1][-1] in NOBODYS:
            return None
        if (word := _NO_TOWNSHIP.search(text, 0, at)) and _is_word(text, word.start()):
            return None
        last = match.end(1)
        for begin in range(last - 2, match.start(1) - 1, -1):
            if not begin or not is_han(text[begin - 1]) or self._ends_at(begin):
                return begin
        return last - 2


def _may_end(character: str) -> bool:
    """Whether a division, or what stands between two, may end with a character."""
    return not character.isalnum() or character in _LAST or character in elsewhere.lasts()


def _skipped(text: str, at: int) -> int:
    """Where the next part ends, signs and zones (工业区) left out."""
    while at:
        last, match = text[at - 1], None
        if last == "区":
            match = None if _is_named(text, at) else _ZONE.search(text, 0, at)
        elif last in _LAST_BETWEEN or not last.isalnum():
            match = _BETWEEN.search(text, 0, at)
        if match is None:
            break
        at = match.start()
    return at


def _is_word(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not before or not is_han(before) or before in LEAD_IN or before == "们"


def _is_named(text: str, at: int) -> bool:
    """Whether what looks like a zone is a division of the table: 浦东新区, 越城区."""
    words = text[max(at - 8, 0) : at]
    return any(place.end == len(words) and place.suffixed for place in elsewhere.places(words))


def _county(text: str, at: int) -> re.Match[str] | None:
    """A county of no known name that ends here."""
    match = _COUNTY.search(text, 0, at) if text[at - 1] in "县市区" else None
    if not match or match[1][-1] in NOBODYS or _TOWN.search(text, 0, at):
        return None
    return match
