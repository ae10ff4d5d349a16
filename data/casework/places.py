"""A case put into a village by a clerk."""

from collections.abc import Mapping
from typing import Any

from data.divisions.reads import divisions
from data.errors import CaseRefused
from data.petitions import gate
from data.reader import Writer
from data.terms import Basis, Level, Placement

NOWHERE: Mapping[str, Any] = {
    "placement": Placement.NOWHERE.value,
    "basis": Basis.NONE.value,
    "placed_by": None,
    "village_code": None,
    "township_code": None,
}
"""Columns of a petition before the rule has placed it."""


def by_hand(writer: Writer, village: str, point_code: str | None = None) -> dict[str, Any]:
    """Columns of a petition that a clerk puts into a village.

    Parameters
    ----------
    writer
        The clerk.
    village
        Code of a village valid on the day.
    point_code
        Village around its point, if it has one.

    Raises
    ------
    CaseRefused
        There is no such village.
    """
    villages = divisions(writer.store, Level.VILLAGE, writer.today)
    above = dict(zip(villages["code"], villages["parent_code"], strict=True))
    if village not in above:
        raise CaseRefused("There is no village {code} on {date}", code=village, date=writer.today)
    around = gate.counts_under(writer, [point_code])[point_code] if point_code else None
    placement = Placement.POINT if around == village else Placement.VILLAGE
    return {
        "placement": placement.value,
        "basis": Basis.HAND.value,
        "placed_by": writer.actor,
        "village_code": village,
        "township_code": above[village],
    }
