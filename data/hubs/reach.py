"""How long people drive to a place of reception, and where one more would help most."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.divisions import reads
from data.hubs import places
from data.rules import rules
from data.store import Store
from data.terms import Level
from data.visits.plans import travel_minutes
from geo.siting import Siting, best_sites
from geo.terms import N_, Term

Floats = NDArray[np.float64]


class Measure(Term):
    """By what villages count."""

    RESIDENTS = "residents", N_("residents, known of every village")
    VILLAGES = "villages", N_("villages, each as one, for residents are not known of all")


@dataclass(frozen=True, eq=False)
class Reach:
    """Minutes by road from every village to the places of reception, as of a day.

    Parameters
    ----------
    villages
        code, name, township, residents (NaN where not known), minutes (to the nearest that offers the
        service, NaN: there is none), hub (its name; None: there is none). Those without an outline are not
        in it.
    hubs
        `places.hubs` that are looked at: all of them.
    offers
        Which of them offer the service.
    between
        Minutes from each village (rows) to each village, then to each place (columns).
    limit
        Minutes from which on a village is far.
    estimate
        Minutes are estimated from straight lines, for there are no roads on record, or places far from any.
    unplaced
        Villages that have no outline, of which nothing is known here.
    """

    villages: pd.DataFrame
    hubs: pd.DataFrame
    offers: NDArray[np.bool_]
    between: Floats
    limit: int
    estimate: bool
    unplaced: int

    @property
    def far(self) -> NDArray[np.bool_]:
        """Which villages are beyond the limit, or have no such place at all."""
        return ~(self.villages["minutes"].to_numpy(dtype=np.float64) <= self.limit)

    @property
    def measure(self) -> Measure:
        known = self.villages["residents"].notna().all() and self.villages["residents"].sum() > 0
        return Measure.RESIDENTS if known else Measure.VILLAGES

    @property
    def weights(self) -> Floats:
        """What each village counts by `measure`."""
        if self.measure is Measure.RESIDENTS:
            return self.villages["residents"].to_numpy(dtype=np.float64)
        return np.ones(len(self.villages))

    def seen_from(self, township: str | None) -> pd.DataFrame:
        """Villages of a township, or of all; those farthest first."""
        rows = self.villages if township is None else self.villages[self.villages["township"] == township]
        return rows.sort_values("minutes", ascending=False, na_position="first", kind="stable")


@dataclass(frozen=True)
class Proposal:
    """Where one or two more would help most.

    Parameters
    ----------
    names
        Of the villages, or of the places that get a window.
    codes
        Their codes: of villages, or of the divisions of the places.
    gained
        Residents or villages that come within the limit.
    minutes_saved
        On the mean of all that are counted; None: some have no way to any place today.
    """

    names: tuple[str, ...]
    codes: tuple[str, ...]
    gained: int
    minutes_saved: float | None


def reach(store: Store, on: dt.date, service: str | None = None) -> Reach:
    """Minutes from every village to the nearest place of reception, or to the nearest that offers a service.

    From the visit point of a village, else from a point inside its outline.
    """
    county = rules(store, on)
    villages = reads.boundaries(store, Level.VILLAGE, on)
    known = places.hubs(store, on)
    every = len(reads.divisions(store, Level.VILLAGE, on))
    points = reads.visit_points(store, on)
    inside = villages.geometry.representative_point()
    longitude = villages["code"].map(points["longitude"]).fillna(inside.x).to_numpy(dtype=np.float64)
    latitude = villages["code"].map(points["latitude"]).fillna(inside.y).to_numpy(dtype=np.float64)
    between, estimate = np.zeros((0, 0)), False
    if len(villages):
        x = np.concatenate([longitude, known["longitude"].to_numpy(dtype=np.float64)])
        y = np.concatenate([latitude, known["latitude"].to_numpy(dtype=np.float64)])
        minutes, estimate = travel_minutes(store, county, x, y)
        between = minutes[: len(villages)]
    frame = pd.DataFrame(
        {
            "code": villages["code"],
            "name": villages["short"],
            "township": villages["parent_code"],
            "residents": villages["residents"].astype("float64"),
        }
    )
    offers = np.array([service is None or service in own for own in known["services"]], dtype=bool)
    frame["minutes"], frame["hub"] = _nearest(between[:, len(villages) :], offers, list(known["name"]))
    limit = county.service.hub_minutes
    return Reach(frame, known, offers, between, limit, estimate, every - len(villages))


def more(found: Reach, count: int = 1, service: str | None = None) -> Proposal | None:
    """Where one place more (or two) brings most within the limit; None: nothing is beyond it, or no site.

    With a service it is a window for it in a place of reception that lacks it, else a place of reception in a
    village. Every choice is looked at (`geo.siting`).
    """
    villages = len(found.villages)
    if service is None:
        minutes, names, codes = found.between[:, :villages], found.villages["name"], found.villages["code"]
    else:
        lack = ~found.offers
        minutes, names = found.between[:, villages:][:, lack], found.hubs.loc[lack, "name"]
        codes = found.hubs.loc[lack, "code"]
    nearest = found.villages["minutes"].fillna(np.inf).to_numpy(dtype=np.float64)
    best = best_sites(nearest, minutes, found.weights, found.limit, count)
    if not best.sites or not best.gained:
        return None
    return Proposal(
        tuple(str(names.iloc[at]) for at in best.sites),
        tuple(str(codes.iloc[at]) for at in best.sites),
        round(best.gained),
        _saved(best, float(found.weights.sum())),
    )


def _saved(best: Siting, weight: float) -> float | None:
    return (best.before - best.after) / weight if np.isfinite(best.before) and weight else None


def _nearest(
    minutes: Floats, offers: NDArray[np.bool_], names: list[str]
) -> tuple[Floats, NDArray[np.object_]]:
    """Minutes to the nearest place that offers, and its name."""
    none = np.full(len(minutes), None, dtype=object)
    if not offers.any() or not len(minutes):
        return np.full(len(minutes), np.nan), none
    among = np.flatnonzero(offers)
    at = among[minutes[:, among].argmin(axis=1)]
    return minutes[np.arange(len(minutes)), at], np.array(names, dtype=object)[at]
