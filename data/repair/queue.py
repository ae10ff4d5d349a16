"""The repair queue: petitions in no village, with the candidates for each.

Petitions that say the same in the same words, and whose points lie in the same village, are one entry: one
decision places them all. Those whose words name no more than a township have nothing in common but it: they
are decided one by one. A person may also find that no village can be known: that is a decision too.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, true

from data.divisions.reading import Named, WordReader
from data.divisions.reads import divisions
from data.petitions import gate
from data.petitions.columnar.rule import Countable
from data.reader import Reader
from data.scope import is_office
from data.store import Store
from data.terms import Basis, Level
from geo.gazetteer.names import bare_county, bare_township, plain

WORDS = ("stated_township", "stated_village", "address")
_SAME = ("basis", "stated_township", "stated_village", "address_hash", "point_code", "named_code")
_SHORT = 40
"""Characters of a text that may name no more than a township; a longer one says something."""
_ABOVE = re.compile(
    r"[\u4e00-\u9fff]{2,3}?(?:省|自治区|市)|街道|办事处|人民政府|政府|集镇|境内|辖区|范围|区域|等地|某[处地]"
    r"|无?详细地址|地址不详|不详|[县镇乡内本该]|[^\w]|_"
)
"""What says nothing of a village beside the name of a township."""
_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}(?![\u4e00-\u9fff])")


class Located(NamedTuple):
    """How many petitions and requests are in a village, of how many; and how it is with the others.

    Both wait to be placed alike. `located` is what `data.petitions.counts.count_located` counts.

    Parameters
    ----------
    conflicts, unplaced
        In the queue.
    aside
        Of which a person found that no village can be known.
    """

    located: int
    total: int
    conflicts: int
    unplaced: int
    aside: int

    @property
    def waiting(self) -> int:
        """In the queue, for whatever reason."""
        return self.conflicts + self.unplaced


@dataclass(frozen=True)
class Entry:
    """Petitions in no village that one decision can place.

    Parameters
    ----------
    petitions
        How many they are.
    number
        Of the oldest of them.
    filed
        When the oldest was filed.
    basis
        ``conflict``, or by what no more than a township is known.
    township, village, address
        What the file says, None where it says nothing.
    point_code, named_code
        Village around the point; village or township that the words name.
    longitude, latitude
        Point of the oldest, WGS 84 degrees, or None.
    candidates
        Codes of villages that may be meant, likeliest first.
    alone
        Its words name no more than a township, so that it is decided by itself.
    """

    petitions: int
    number: str
    filed: dt.datetime
    basis: str
    township: str | None
    village: str | None
    address: str | None
    point_code: str | None
    named_code: str | None
    longitude: float | None
    latitude: float | None
    candidates: tuple[str, ...]
    alone: bool = False


def located(reader: Reader) -> Located:
    """Count what is placed. Nothing for those who do not see the office's cases."""
    if not is_office(reader.scope):
        return Located(0, 0, 0, 0, 0)
    case = Countable.of(reader)
    total, here = len(case), case.column("village_code") >= 0
    placed, disputed = int(here.sum()), int(case.holds("basis", Basis.CONFLICT.value).sum())
    left = int((case.holds("basis", Basis.HAND.value) & ~here).sum())
    return Located(placed, total, disputed, total - placed - disputed - left, left)


def oldest(reader: Reader) -> dt.datetime | None:
    """When the oldest in the queue was filed; None: nothing waits."""
    with reader.store.read() as connection:
        filed: dt.datetime | None = connection.scalar(select(func.min(waiting(reader).c.filed)))
    return filed


def queue(
    reader: Reader, on: dt.date, *, conflicts: bool | None = None, limit: int = 50, skip: int = 0
) -> list[Entry]:
    """Entries, conflicts first, then those that concern most petitions.

    Parameters
    ----------
    reader
        The petition office's; others get nothing.
    on
        Day on which the candidates are valid.
    conflicts
        Only conflicts, or only what is not in conflict; None: both.
    limit, skip
        How many entries, and how many before them are left out.
    """
    petition = waiting(reader).c
    alone = case((_says_no_village(reader, on, petition), petition.id), else_=0)
    columns = [*(petition[name] for name in _SAME), alone]
    oldest = func.min(petition.filed)
    is_conflict = petition.basis == Basis.CONFLICT.value
    statement = (
        select(
            func.count().label("petitions"),
            oldest.label("filed"),
            func.min(petition.id).label("id"),
            alone.label("alone"),
            *columns,
        )
        .where(true() if conflicts is None else is_conflict if conflicts else ~is_conflict)
        .group_by(*columns)
        .order_by(case((is_conflict, 0), else_=1), alone, func.count().desc(), oldest, func.min(petition.id))
        .limit(limit)
        .offset(skip)
    )
    with reader.store.read() as connection:
        groups = connection.execute(statement).all()
        ids = [group.id for group in groups]
        own = (petition.id, petition.number, petition.longitude, petition.latitude)
        single = (*own, *(petition[name] for name in (*WORDS, "point_code")))
        ones = {row.id: row for row in connection.execute(select(*single).where(petition.id.in_(ids)))}
    candidates = _candidates(reader, on, [ones[at] for at in ids])
    return [
        Entry(
            group.petitions,
            ones[group.id].number,
            group.filed,
            group.basis,
            group.stated_township,
            group.stated_village,
            ones[group.id].address,
            group.point_code,
            group.named_code,
            ones[group.id].longitude,
            ones[group.id].latitude,
            codes,
            bool(group.alone),
        )
        for group, codes in zip(groups, candidates, strict=True)
    ]


def proposed_name(entry: Entry, known: Iterable[str]) -> str:
    """The name that the choice could teach: what an entry says besides `known` names and numbers; or ''.

    Parameters
    ----------
    entry
        As `queue` gave it.
    known
        Names of the county and its townships.
    """
    for words in (entry.village, entry.address):
        text = plain(words or "")
        for name in sorted(known, key=len, reverse=True):
            text = text.split(name)[-1]
        found = _NAME.match(text.strip())
        if found:
            return found[0]
    return ""


# --- conditions and words, for `data.repair.decisions` too ------------------------------------------------


def waiting(reader: Reader) -> Subquery:
    """Petitions that are in no village and that nobody has set aside; for the office alone."""
    petition = gate.queue(reader)
    return (
        select(petition)
        .where(petition.c.stored_village_code.is_(None), petition.c.basis != Basis.HAND.value)
        .subquery("waiting")
    )


def same_words(entry: Entry, petition: Subquery) -> Iterable[ColumnElement[bool]]:
    """Conditions that an entry's petitions share."""
    stated = asdict(entry)
    stated |= {"stated_township": entry.township, "stated_village": entry.village}
    stated["address_hash"] = entry.address
    for name in _SAME:
        column = petition.c[name]
        yield column.is_(None) if stated[name] is None else column == stated[name]
    if entry.alone:
        yield petition.c.number == entry.number


def read_again(store: Store, on: dt.date, rows: Sequence[Any]) -> Named:
    """What the words of waiting petitions name on a day."""
    words = pd.DataFrame(
        {
            "township": [row.stated_township or "" for row in rows],
            "village": [row.stated_village or "" for row in rows],
            "address": [row.address or "" for row in rows],
        },
        dtype="str",
    )
    return WordReader(store, on).read(words)


def _says_no_village(reader: Reader, on: dt.date, petition: Any) -> ColumnElement[bool]:
    """Condition: the words of a petition name no more than a township, or nothing at all."""
    one_each = select(func.min(petition.id)).group_by(petition.address_hash)
    address = select(petition.address).where(petition.id.in_(one_each))
    with reader.store.read() as connection:
        villages = set(connection.scalars(select(petition.stated_village).distinct()))
        addresses = set(connection.scalars(address))
    townships = divisions(reader.store, Level.TOWNSHIP, on)["name"]
    known = [reader.store.dataset().county_name, *townships]

    def empty(texts: set[str | None]) -> list[str]:
        short = sorted(text for text in texts if text and len(text) <= _SHORT)
        return [text for text in short if names_no_village(text, known)]

    return and_(
        *(
            or_(column.is_(None), column.in_(empty(texts)))
            for column, texts in ((petition.stated_village, villages), (petition.address_hash, addresses))
        )
    )


def names_no_village(text: str, known: Iterable[str]) -> bool:
    """Whether a text says no more than a township, as 浙江省浦江县郑宅镇境内 does.

    Parameters
    ----------
    text
        Words about a place.
    known
        Names of the county and its townships.
    """
    rest = plain(text)
    for name in sorted(known, key=len, reverse=True):
        for form in filter(None, (name, bare_township(name), bare_county(name))):
            rest = rest.replace(form, " ")
    return not _ABOVE.sub("", rest)


def _candidates(reader: Reader, on: dt.date, groups: Sequence[Any]) -> list[tuple[str, ...]]:
    """Villages that may be meant: what the words name or may name, and what lies around the point."""
    if not groups:
        return []
    named = read_again(reader.store, on, groups)
    around = gate.counts_under(reader, [group.point_code for group in groups if group.point_code], on)
    candidates = []
    for group, sure, some in zip(groups, named.village, named.candidates, strict=True):
        codes = (sure, *some, around.get(group.point_code))
        candidates.append(tuple(dict.fromkeys(code for code in codes if code is not None)))
    return candidates
