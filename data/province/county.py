"""What a county hands on besides its rows: how they are to be read, and what may be told of them."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from data.errors import ProvinceRefused
from data.rules import HotSpotRules


@dataclass(frozen=True)
class CountyNote:
    """A county of a province.

    Parameters
    ----------
    code, name
        Of the county.
    city
        Name of the city above it; empty: not known.
    synthetic
        Whether its petitions are invented.
    last_day
        Day to which its record is complete.
    rows
        Petitions and requests handed on, reports and accusations not among them.
    least
        The least count that is told (rule ``privacy.suppress_below``).
    first_days
        Within which first petitions are to be closed (rule ``cases.first_days``).
    leaders
        Townships of each leader who knows several (`data.petitions.disclosure.insiders`).
    hotspots
        The county's rules of hot spots.
    """

    code: str
    name: str
    city: str
    synthetic: bool
    last_day: dt.date
    rows: int
    least: int
    first_days: int
    leaders: tuple[tuple[str, ...], ...] = ()
    hotspots: HotSpotRules = field(default_factory=HotSpotRules)

    def as_json(self) -> str:
        """The note as a text."""
        return json.dumps(asdict(self), ensure_ascii=False, default=dt.date.isoformat)

    @classmethod
    def of_json(cls, text: str) -> "CountyNote":
        """The note that `as_json` wrote.

        Raises
        ------
        ProvinceRefused
            It is none.
        """
        try:
            held: Mapping[str, Any] = json.loads(text)
            told = dict(held) | {
                "last_day": dt.date.fromisoformat(held["last_day"]),
                "leaders": tuple(tuple(part) for part in held["leaders"]),
                "hotspots": HotSpotRules(**held["hotspots"]),
            }
            return cls(**told)
        except (KeyError, TypeError, ValueError) as error:
            raise ProvinceRefused(
                "What a county handed on cannot be read: it is damaged, or of another version"
            ) from error
