"""Where a petition's problem is: at a point, in a village, in a township, or nowhere that we know.

A point wins over a name. A village is known by its code, or by its exact name if no other village of the
stated township (or, without one, of the county) has the same.
"""

import datetime as dt
from collections import defaultdict

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.divisions import boundaries, divisions
from data.importing.columns import PLACES
from data.importing.points import Extent, Floats
from data.importing.report import Notices
from data.store import Store
from data.terms import Level, Placement
from data.text import N_
from geo.locate import VillageIndex

Codes = NDArray[np.object_]


class Places:
    """Villages and townships valid on a day, ready to be looked up.

    Parameters
    ----------
    store
        The record.
    on
        Day on which the divisions are valid.
    """

    def __init__(self, store: Store, on: dt.date) -> None:
        villages, townships = (divisions(store, level, on) for level in (Level.VILLAGE, Level.TOWNSHIP))
        outlines = boundaries(store, Level.VILLAGE, on)
        self._codes = outlines["code"].to_numpy(dtype=object)
        self._index = VillageIndex(outlines.geometry.to_numpy()) if len(outlines) else None
        self.extent: Extent | None = None
        if len(outlines):
            west, south, east, north = shapely.total_bounds(outlines.geometry.to_numpy()).tolist()
            self.extent = (west, south, east, north)
        known = set(townships["code"])
        self._township = {
            code: parent if parent in known else None
            for code, parent in zip(villages["code"], villages["parent_code"], strict=True)
        }
        self._villages_named = _by_name(villages)
        self._townships_named = _by_name(townships)
        self._townships = known

    def place(self, values: pd.DataFrame, notices: Notices) -> pd.DataFrame:
        """Place petitions.

        Parameters
        ----------
        values
            longitude, latitude (WGS 84 degrees, NaN without a point), and where the file has them
            township and village (code or name); indexed by row number.
        notices
            Takes up what does not fit.

        Returns
        -------
        DataFrame, same index
            placement, village_code, township_code (None where unknown).
        """
        above, named = self._told(values)
        here = self._located(values["longitude"].to_numpy(), values["latitude"].to_numpy())
        found = pd.notna(here)
        village = np.where(found, here, named)
        of_village = pd.Series(village, dtype=object).map(self._township).to_numpy(dtype=object)
        township = np.where(pd.isna(village), above, of_village)
        township[pd.isna(township)] = None
        self._note(values, {"township": above, "village": named}, here, notices)
        placement = np.select(
            [found, pd.notna(village), pd.notna(township)],
            [Placement.POINT.value, Placement.VILLAGE.value, Placement.TOWNSHIP.value],
            Placement.NOWHERE.value,
        )
        return pd.DataFrame(
            {
                "placement": placement,
                "village_code": village,
                "township_code": township,
            },
            index=values.index,
            dtype=object,
        )

    def _located(self, longitude: Floats, latitude: Floats) -> Codes:
        """Code of the village around each point, None without one."""
        codes = np.full(len(longitude), None, dtype=object)
        if self._index is not None:
            positions = self._index.locate(longitude, latitude)
            codes[positions >= 0] = self._codes[positions[positions >= 0]]
        return codes

    def _told(self, values: pd.DataFrame) -> tuple[Codes, Codes]:
        """Codes of township and village that the text tells, None where it tells none."""
        nothing = pd.Series("", index=values.index, dtype="str")
        texts = [pd.factorize(values.get(name, nothing)) for name in PLACES]
        (township, townships), (village, villages) = texts
        pairs, pair = np.unique(township * max(len(villages), 1) + village, return_inverse=True)
        answers = np.full((len(pairs), 2), None, dtype=object)
        for at, code in enumerate(pairs.tolist()):
            which, whose = divmod(code, len(villages))
            answers[at] = self._look_up(townships[which], villages[whose])
        return answers[pair, 0], answers[pair, 1]

    def _look_up(self, township: str, village: str) -> tuple[str | None, str | None]:
        above = township if township in self._townships else _only(self._townships_named.get(township, []))
        if village in self._township:
            return self._township[village], village
        named = self._villages_named.get(village, [])
        if above is not None:
            named = [code for code in named if self._township[code] == above]
        return above, _only(named)

    def _note(self, values: pd.DataFrame, told: dict[str, Codes], here: Codes, notices: Notices) -> None:
        rows = values.index.to_numpy()
        point, found = values["longitude"].notna().to_numpy(), pd.notna(here)
        if self._index is None:
            notices.add(
                N_("{count} points could not be placed, for no village boundaries are loaded (rows {rows})"),
                rows[point],
            )
        else:
            notices.add(N_("{count} points lie outside every village (rows {rows})"), rows[point & ~found])
        named = pd.notna(told["village"])
        notices.add(
            N_("{count} points lie in another village than the one named; the point was kept (rows {rows})"),
            rows[found & named & (here != told["village"])],
        )
        for name, message in (
            ("village", N_("{count} village names are not known, or not unique (rows {rows})")),
            ("township", N_("{count} township names are not known (rows {rows})")),
        ):
            if name in values:
                unknown = (values[name] != "").to_numpy() & pd.isna(told[name])
                notices.add(message, rows[unknown])


def _by_name(frame: pd.DataFrame) -> dict[str, list[str]]:
    named: defaultdict[str, list[str]] = defaultdict(list)
    for name, code in zip(frame["name"], frame["code"], strict=True):
        named[name].append(code)
    return named


def _only(codes: list[str]) -> str | None:
    return codes[0] if len(codes) == 1 else None
