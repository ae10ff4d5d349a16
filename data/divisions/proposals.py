"""What may have become of divisions that ended: proposed from codes, names and outlines.

A proposal has no effect. `data.divisions.succession.confirm` takes those that a person agrees to.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from sqlalchemy import Row, select

from data.divisions.succession import Proposal, Reason
from data.lineage import History, core_name, reused
from data.store import Store
from data.tables import Boundary
from data.terms import Level
from geo.crs import from_wgs84, metric_frame
from geo.gazetteer.names import bare_township, sound

LEAST_SHARE = 0.1
"""A polygon that holds less of the old one is a neighbour's border drawn otherwise."""
SIMILAR = 0.5
"""Least similarity: the mean of that of the characters and that of their pinyin (Levenshtein 1966)."""
OF_A_GIVEN_CODE = 0.75
"""Most of a proposal whose new code another village had before: never clear, a person must look."""
SCORES = {Reason.CODE: 0.95, Reason.NAME: 0.95, Reason.ELSEWHERE: 0.7}
_MOST_SIMILAR = 0.79  # a similar name alone is never clear

_Edition = Row[Any]


def propose(store: Store) -> list[Proposal]:
    """Proposals for every township and village that ended and has no confirmed successor.

    Returns
    -------
    list of Proposal
        By old code, the best first; at most one of each pair, with its strongest reason. None for a
        division of which nothing can be said.
    """
    with store.read() as connection:
        history = History(connection)
        ended = history.unsettled()
        if not ended:
            return []
        rows = connection.execute(select(Boundary.division_id, Boundary.geometry)).all()
    outlines: dict[int, shapely.Geometry] = {row.division_id: row.geometry for row in rows}
    names = {one.code: one.name for one in history.editions}
    proposals: list[Proposal] = []
    for (level, on), gone in sorted(_by_level_and_day(ended).items()):
        heirs = [one for one in history.valid(on).values() if one.level == level]
        found = _Day(heirs, on, names, outlines)
        proposals += [_proposal(old, new, why, names, on) for old in gone for new, why in found.of(old)]
    return sorted(proposals, key=lambda one: (one.old_code, one.on, -one.score, one.new_code))


def _by_level_and_day(ended: list[_Edition]) -> dict[tuple[str, dt.date], list[_Edition]]:
    groups: defaultdict[tuple[str, dt.date], list[_Edition]] = defaultdict(list)
    for one in ended:
        groups[one.level, one.valid_to].append(one)
    return groups


def _proposal(
    old: _Edition, new: _Edition, why: tuple[Reason, float], names: dict[str, str], on: dt.date
) -> Proposal:
    return Proposal(
        division_id=old.id,
        successor_id=new.id,
        old_code=old.code,
        old_name=old.name,
        old_township=names.get(old.parent_code, ""),
        new_code=new.code,
        new_name=new.name,
        new_township=names.get(new.parent_code, ""),
        on=on,
        reason=why[0],
        score=round(why[1], 2),
    )


class _Day:
    """Divisions of a level that are valid on the day on which others ended.

    Parameters
    ----------
    heirs
        Those valid.
    on
        The day.
    names
        Name of every code.
    outlines
        Polygon of every edition that has one.
    """

    def __init__(
        self,
        heirs: Sequence[_Edition],
        on: dt.date,
        names: dict[str, str],
        outlines: dict[int, shapely.Geometry],
    ) -> None:
        self._heirs, self._on, self._names, self._outlines = heirs, on, names, outlines
        drawn = [one for one in heirs if one.id in outlines]
        self._drawn = [one.id for one in drawn]
        self._frame, polygons = _in_metres([outlines[one.id] for one in drawn])
        self._polygons = shapely.make_valid(polygons)
        self._tree = shapely.STRtree(self._polygons)
        self._reused = reused(names)

    def of(self, old: _Edition) -> Iterator[tuple[_Edition, tuple[Reason, float]]]:
        """Divisions that may be the successors of one, with reason and score."""
        for new, (reason, score) in self._heirs_of(old):
            yield new, (reason, min(score, OF_A_GIVEN_CODE) if new.code in self._reused else score)

    def _heirs_of(self, old: _Edition) -> Iterator[tuple[_Edition, tuple[Reason, float]]]:
        shares = self._shares(old)
        for new in self._heirs:
            why = self._why(old, new)
            share = shares.get(new.id)
            if share is not None and why is not None:
                yield new, (why[0], share)
            elif why is not None:
                yield new, why
            elif share is not None and share >= LEAST_SHARE:
                yield new, (Reason.AREA, share)

    def _why(self, old: _Edition, new: _Edition) -> tuple[Reason, float] | None:
        """Reason and score by code and name."""
        if old.code == new.code:
            return Reason.CODE, SCORES[Reason.CODE]
        begins = new.valid_from == self._on
        same, together = _core(old) == _core(new), self._in_one_township(old, new)
        if same and together:
            return Reason.NAME, SCORES[Reason.NAME]
        if same and begins:
            return Reason.ELSEWHERE, SCORES[Reason.ELSEWHERE]
        if together and begins and (likeness := _likeness(_core(old), _core(new))) >= SIMILAR:
            return Reason.SIMILAR, min(likeness, _MOST_SIMILAR)
        return None

    def _in_one_township(self, old: _Edition, new: _Edition) -> bool:
        """Whether both lie in one township, though it may have another code by now (乡 made 镇)."""
        if old.parent_code == new.parent_code:
            return True
        names = [self._names.get(one.parent_code, "") for one in (old, new)]
        return bool(names[0]) and len({bare_township(name) or name for name in names}) == 1

    def _shares(self, old: _Edition) -> dict[int, float]:
        """Share of the old polygon in each of the new ones; empty where it has none."""
        if old.id not in self._outlines or not self._drawn:
            return {}
        _, (polygon,) = _in_metres([self._outlines[old.id]], self._frame)
        polygon = shapely.make_valid(polygon)
        shares = dict.fromkeys(self._drawn, 0.0)
        for at in self._tree.query(polygon, predicate="intersects").tolist():
            inside = shapely.area(shapely.intersection(polygon, self._polygons[at]))
            shares[self._drawn[at]] = float(min(inside / shapely.area(polygon), 1.0))
        return shares


def _core(one: _Edition) -> str:
    return (bare_township(one.name) or one.name) if one.level != Level.VILLAGE.value else core_name(one.name)


def _likeness(old: str, new: str) -> float:
    written = Levenshtein.normalized_similarity(old, new)
    return float(written + Levenshtein.normalized_similarity(sound(old), sound(new))) / 2


def _in_metres(polygons: list[Any], frame: str | None = None) -> tuple[str | None, NDArray[np.object_]]:
    """Polygons in a metric frame, by default that of the place where they are."""
    array = np.array(polygons, dtype=object)
    if frame is None:
        if not polygons:
            return None, array
        west, south, east, north = shapely.total_bounds(array).tolist()
        frame = metric_frame((west + east) / 2, (south + north) / 2)
    moved = shapely.transform(array, lambda x, y: from_wgs84(x, y, frame), interleaved=False)
    return frame, np.asarray(moved)
