"""Who receives people where on the next day of visits: what the notice tells the public, and the way there.

Only of visits that are published. Where a visit leads after the reception would tell who petitioned: it is
not in here, so that nothing made of it can tell.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from data.divisions import reads
from data.errors import PlanRefused
from data.reader import Reader
from data.rules import rules
from data.visits.saved import published_townships, read

Place = tuple[float, float]
"""Longitude and latitude."""


@dataclass(frozen=True, slots=True)
class Reception:
    """A reception that is published.

    Parameters
    ----------
    code, township
        Of whom.
    opens, closes
        Minutes after midnight.
    place, at
        Its name, and where it is.
    road
        From where the leader sets out; the two places alone where no road is known.
    by_road
        Whether it is.
    """

    code: str
    township: str
    leader: str
    opens: float
    closes: float
    place: str
    at: Place
    road: tuple[Place, ...]
    by_road: bool


def receptions(office: Reader, day: dt.date | None) -> tuple[Reception, ...]:
    """Published receptions of a day, by township; None: the day is not known, and so none is."""
    if day is None:
        return ()
    network = reads.road_network(office.store, rules(office.store, day).speeds)
    found = []
    for township in sorted(published_townships(office, day)):
        with suppress(PlanRefused):  # of a plan of long ago, whose place of reception is not known any more
            saved = read(office, township, day)
            if saved is None:
                continue
            its, hours = saved.day, saved.day.problem.settings
            seat, at = its.seat[1:], its.hub[1:]
            by_road = network is not None and not its.estimate and seat != at
            ends = [(x, y) for x, y in network.path(seat, at).coords] if by_road and network else [seat, at]
            found.append(
                Reception(
                    code=township,
                    township=its.name,
                    leader=its.leader,
                    opens=hours.reception_opens,
                    closes=hours.reception_closes,
                    place=its.hub[0],
                    at=at,
                    road=tuple(ends),
                    by_road=by_road,
                )
            )
    return tuple(found)
