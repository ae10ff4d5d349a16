"""What one cell of a petition says of another field, where that field is empty.

A point of zeroes, or of 4.9E-324, is no point. A named agent means that an agent ran the errand; a group
visit without a number of people has five at least; 国家信访局转送 among the channels tells where a petition
came from. 是 or 否 under a heading of leaders names nobody. What is derived so is stated by the file.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from data.importing.petitions.synonyms import plain, values
from data.text import N_

GROUP = "5"
"""People of a group visit (集体访): five at the least, as petition offices count it."""
_ZERO = 1e-6  # a tenth of a metre in degrees
_LIKE_ZERO = ("0", "-0", "+0", ".0")
_YES = frozenset({"是", "有", "集体", "集体访", "yes", "y", "true", "1"})
_ANSWERS = frozenset({"是", "否", "有", "y", "n", "yes", "no", "true", "false", "0", "1"})

Cells = dict[str, list[str]]


class Remark(NamedTuple):
    """What should be known of some rows of a chunk: a sentence of the catalogs and the places of the rows."""

    message: str
    places: list[int]
    values: dict[str, str]


def derive(cells: Cells, heading: Callable[[str], str]) -> Iterator[Remark]:
    """Fill `cells` (field -> text, without words for nothing) where they say more than their own field."""
    if "longitude" in cells and "latitude" in cells:
        yield from _points(cells, heading)
    if "group" in cells:
        yield from _people(cells, heading)
    if "case_leader" in cells:
        yield from _named_leaders(cells, heading)
    if "agent" in cells:
        _by_proxy(cells)
    if "channel" in cells:
        _origin(cells)
    if "status" in cells:
        _review(cells)


def _points(cells: Cells, heading: Callable[[str], str]) -> Iterator[Remark]:
    """A point of zeroes is none: what a program writes that found no place."""
    x, y = cells["longitude"], cells["latitude"]
    places = sorted({at for column in (x, y) for at, cell in enumerate(column) if _is_zero(cell)})
    if places:
        taken = set(places)
        for name, column in (("longitude", x), ("latitude", y)):
            cells[name] = ["" if at in taken else cell for at, cell in enumerate(column)]
        message = N_("{count} points are zero in {longitude} or {latitude} and count as none (rows {rows})")
        yield Remark(message, places, {name: heading(name) for name in ("longitude", "latitude")})


def _is_zero(cell: str) -> bool:
    if not cell.startswith(_LIKE_ZERO) and "E-" not in cell and "e-" not in cell:
        return False
    try:
        return abs(float(cell)) < _ZERO
    except ValueError:
        return False


def _people(cells: Cells, heading: Callable[[str], str]) -> Iterator[Remark]:
    group = cells.pop("group")
    people = cells.get("people", [""] * len(group))
    places = [
        at
        for at, (cell, count) in enumerate(zip(group, people, strict=True))
        if not count and cell.lower() in _YES
    ]
    if places:
        taken = set(places)
        cells["people"] = [GROUP if at in taken else count for at, count in enumerate(people)]
        message = N_(
            "{column}: {count} group visits come without the number of people; {people} are counted, the"
            " fewest that make a group (rows {rows})"
        )
        yield Remark(message, places, {"column": heading("group"), "people": GROUP})


def _named_leaders(cells: Cells, heading: Callable[[str], str]) -> Iterator[Remark]:
    leaders = cells["case_leader"]
    if _ANSWERS.isdisjoint({cell.lower() for cell in leaders}):
        return
    cells["case_leader"] = ["" if cell.lower() in _ANSWERS else cell for cell in leaders]
    places = [at for at, cell in enumerate(leaders) if cell.lower() in _YES]
    if places:
        message = N_(
            "{column}: {count} petitions say that a leader took the case on, but name none (rows {rows})"
        )
        yield Remark(message, places, {"column": heading("case_leader")})


def _by_proxy(cells: Cells) -> None:
    agents = cells["agent"]
    stated = cells.get("by_proxy", [""] * len(agents))
    cells["by_proxy"] = [own or ("yes" if agent else "") for own, agent in zip(stated, agents, strict=True)]


def _review(cells: Cells) -> None:
    """A status such as 复查中 or 已复核 tells how far a case went in review."""
    codes = {
        word: "re_review" if "复核" in word else "review"
        for word in set(cells["status"])
        if "复核" in word or "复查" in word
    }
    if codes:
        stated = cells.get("review", [""] * len(cells["status"]))
        cells["review"] = [
            own or codes.get(word, "") for own, word in zip(stated, cells["status"], strict=True)
        ]


def _origin(cells: Cells) -> None:
    """Channels that are none, such as 国家信访局转送, name an origin."""
    codes = {word: values("origin").get(plain(word)) for word in set(cells["channel"])}
    codes = {
        word: code
        for word, code in codes.items()
        if code not in (None, "other") and values("channel").get(plain(word)) == "other"
    }
    if codes:
        stated = cells.get("origin", [""] * len(cells["channel"]))
        cells["origin"] = [
            own or codes.get(word) or "" for own, word in zip(stated, cells["channel"], strict=True)
        ]
