"""The one rule by which a petition is placed, and the record of how it was.

==================================  =========  =======================================================
what is known                       basis      placed
==================================  =========  =======================================================
a point and a name that agree       agreed     to the point
a point alone                       point      to the point
a name alone                        name       to the village, or to the township if no more is named
a point in another place than the   conflict   to the township if both lie in one, else nowhere: a
one named, or two villages named               person decides; point and name are both kept
nothing beyond doubt                none       nowhere; candidates wait for a person
==================================  =========  =======================================================

A point in none of the county's villages says nothing against a name. A text that may mean several villages
agrees with a point in one of them, and is in conflict with a point in none.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.divisions.reading import Bools, Codes, Named, WordReader, among, any_of
from data.divisions.reads import boundaries
from data.store import Store
from data.terms import Basis, Level, Placement
from data.text import N_
from geo.locate import VillageIndex

PLACES = ("township", "village")
"""Columns of a file that name places, beside the address."""

Floats = NDArray[np.float64]
Extent = tuple[float, float, float, float]


class Notes(Protocol):
    """Takes up what does not fit, as `data.importing.report.Notices` does."""

    def add(self, message: str, rows: Sequence[int] | NDArray[np.int64]) -> None: ...


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
        outlines = boundaries(store, Level.VILLAGE, on)
        self._codes = outlines["code"].to_numpy(dtype=object)
        self._index = VillageIndex(outlines.geometry.to_numpy()) if len(outlines) else None
        self.extent: Extent | None = None
        if len(outlines):
            west, south, east, north = shapely.total_bounds(outlines.geometry.to_numpy()).tolist()
            self.extent = (west, south, east, north)
        self._words = WordReader(store, on)

    @property
    def above(self) -> Mapping[str, str | None]:
        """Villages -> their township, None where it is not on record."""
        return self._words.above

    @property
    def knows_names(self) -> bool:
        """Whether there is anything to place a petition by."""
        return bool(self._words.above) or self._index is not None

    def place(self, values: pd.DataFrame, actor: str, notices: Notes | None = None) -> pd.DataFrame:
        """Place petitions.

        Parameters
        ----------
        values
            longitude, latitude (WGS 84 degrees, NaN without a point), and where the file has them
            address, township and village (code or name); indexed by row number.
        actor
            Who places them.
        notices
            Takes up what does not fit; None: nobody asks.

        Returns
        -------
        DataFrame, same index
            placement, basis, placed_by, village_code, township_code, point_code, named_code,
            stated_township, stated_village (None where unknown).
        """
        words = _stated(values)
        named = self._words.read(words)
        here = self.locate(values["longitude"].to_numpy(), values["latitude"].to_numpy())
        basis = self._basis(named, here)
        placed = self._placed(named, here, basis)
        if notices is not None:
            self._note(values, words, named, basis, here, notices)
        return pd.DataFrame(
            {
                **placed,
                "basis": basis,
                "placed_by": _either(basis == Basis.NONE.value, None, actor),
                "point_code": here,
                "named_code": _either(pd.notna(named.village), named.village, named.township),
                "stated_township": words["township"].to_numpy(dtype=object),
                "stated_village": words["village"].to_numpy(dtype=object),
            },
            index=values.index,
            dtype=object,
        )

    def locate(self, longitude: Floats, latitude: Floats) -> Codes:
        """Code of the village around each point, None without one."""
        codes = np.full(len(longitude), None, dtype=object)
        if self._index is not None:
            positions = self._index.locate(longitude, latitude)
            codes[positions >= 0] = self._codes[positions[positions >= 0]]
        return codes

    def fits(self, longitude: Floats, latitude: Floats, named: Codes) -> Bools:
        """Whether points lie in a village, and in the place their words name, if they name one."""
        here = self.locate(longitude, latitude)
        return np.array(pd.notna(here) & (pd.isna(named) | (here == named) | (self._above(here) == named)))

    def _above(self, villages: Codes) -> Codes:
        return np.array([self._words.above.get(code) for code in villages], dtype=object)

    def _basis(self, named: Named, here: Codes) -> NDArray[np.object_]:
        """By what each petition is placed."""
        point, village, township = pd.notna(here), pd.notna(named.village), pd.notna(named.township)
        possible = among(here, named.candidates)
        impossible = named.ambiguous & ~possible
        apart = np.where(
            village, here != named.village, (township & (self._above(here) != named.township)) | impossible
        )
        return np.select(
            [
                named.disputed | (point & apart.astype(bool)),
                point & (village | township | (named.ambiguous & possible)),
                point,
                village | township,
            ],
            [Basis.CONFLICT.value, Basis.AGREED.value, Basis.POINT.value, Basis.NAME.value],
            Basis.NONE.value,
        ).astype(object)

    def _placed(self, named: Named, here: Codes, basis: NDArray[np.object_]) -> dict[str, Codes]:
        conflict = basis == Basis.CONFLICT.value
        point = pd.notna(here) & ~conflict
        village = _either(point, here, _either(conflict, None, named.village))
        township = _either(pd.notna(village), self._above(village), named.township)
        lone = conflict & pd.notna(here) & (self._above(here) != named.township)
        township[lone] = None
        placement = np.select(
            [point, pd.notna(village), pd.notna(township)],
            [Placement.POINT.value, Placement.VILLAGE.value, Placement.TOWNSHIP.value],
            Placement.NOWHERE.value,
        )
        return {"placement": placement, "village_code": village, "township_code": township}

    def _note(
        self,
        values: pd.DataFrame,
        words: pd.DataFrame,
        named: Named,
        basis: NDArray[np.object_],
        here: Codes,
        notices: Notes,
    ) -> None:
        rows = values.index.to_numpy()
        point, found = values["longitude"].notna().to_numpy(), pd.notna(here)
        if self._index is None:
            notices.add(
                N_("{count} points could not be placed, for no village boundaries are loaded (rows {rows})"),
                rows[point],
            )
        else:
            notices.add(N_("{count} points lie outside every village (rows {rows})"), rows[point & ~found])
        conflict = basis == Basis.CONFLICT.value
        notices.add(
            N_("{count} petitions name another place than their point; a person must decide (rows {rows})"),
            rows[conflict & ~named.disputed],
        )
        notices.add(
            N_("{count} petitions name one village in a column and another in the address (rows {rows})"),
            rows[named.disputed],
        )
        unnamed = ~found & ~conflict & pd.isna(named.village) & named.said
        some = any_of(named.candidates)
        notices.add(
            N_("{count} petitions may mean several villages, or one of a similar name (rows {rows})"),
            rows[unnamed & some],
        )
        notices.add(
            N_("{count} petitions name no village that is known (rows {rows})"), rows[unnamed & ~some]
        )


def _stated(values: pd.DataFrame) -> pd.DataFrame:
    """Text of the columns that name places."""
    nothing = pd.Series("", index=values.index, dtype="str")
    return pd.DataFrame({name: values.get(name, nothing) for name in (*PLACES, "address")})


def _either(where: Bools, yes: Any, no: Any) -> Codes:
    """`yes` where true, else `no`; arrays of shape (n,) or single values, None among them."""
    chosen = np.empty(len(where), dtype=object)
    chosen[:] = no
    chosen[where] = yes[where] if isinstance(yes, np.ndarray) else yes
    return chosen
