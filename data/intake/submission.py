"""A request as another program sends it: what must be there, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

from data.errors import IntakeRefused
from data.intake import attributes
from data.terms import categories, schemes
from data.text.printable import printable
from geo.errors import Refused

LONGEST = {
    "address_string": 300,
    "address_id": 64,
    "description": 4_000,
    "first_name": 40,
    "last_name": 40,
    "phone": 32,
    "email": 100,
}
"""Characters of a field; a longer one is refused, not cut."""
OURS = "2022"
"""Scheme of categories of which the services are."""


class Missing(IntakeRefused):
    """Something that must be there is not."""


class Unknown(IntakeRefused):
    """It names a service that there is not."""


@dataclass(frozen=True)
class Submission:
    """A sound request.

    Parameters
    ----------
    longitude, latitude
        WGS 84 degrees; None: no point was sent.
    attributes
        What is told besides, by code (`data.intake.attributes`).
    """

    service: str
    longitude: float | None
    latitude: float | None
    address: str
    description: str
    name: str
    phone: str
    attributes: dict[str, str] = field(default_factory=dict)

    def as_content(self) -> dict[str, Any]:
        """What is kept; without attributes it is as it was before there were any."""
        content = asdict(self)
        return content if self.attributes else {k: v for k, v in content.items() if k != "attributes"}


def services() -> dict[str, str]:
    """Services by code, the categories of petitions, with their Chinese names."""
    return categories(OURS if OURS in schemes() else schemes()[-1])


def read(sent: Mapping[str, str], extent: tuple[float, float, float, float] | None) -> Submission:
    """A request out of its fields.

    Parameters
    ----------
    sent
        Fields by name, as GeoReport v2 calls them; others are left aside.
    extent
        West, south, east and north of the county; None: it has no outlines.

    Raises
    ------
    Missing, Unknown, IntakeRefused
        What is not right, as a sentence that names the field.
    """
    if sent.get("media_url", "").strip():
        raise IntakeRefused("media_url is not taken: this program asks no other host for pictures")
    own = {name: " ".join(printable(sent.get(name, "")).split()) for name in LONGEST}
    for name, limit in LONGEST.items():
        if len(own[name]) > limit:
            raise IntakeRefused("{field} is longer than {limit} characters", field=name, limit=limit)
    code = sent.get("service_code", "").strip()
    if not code:
        raise Missing("{field} is missing", field="service_code")
    if code not in services():
        raise Unknown("There is no service of this service_code: see /services")
    longitude, latitude = (_degrees(sent, name) for name in ("long", "lat"))
    if (longitude is None) != (latitude is None):
        raise Missing("lat and long go together; one of them is missing")
    address = " ".join(filter(None, (own["address_string"], own["address_id"])))
    if longitude is None and not address:
        raise Missing("A place is missing: lat and long, address_string or address_id")
    if not own["description"]:
        raise Missing("{field} is missing", field="description")
    if extent is not None and longitude is not None and latitude is not None:
        west, south, east, north = extent
        if not (west <= longitude <= east and south <= latitude <= north):
            raise IntakeRefused(
                "lat and long lie outside this county (WGS 84 degrees; lat from {south} to {north}, long from"
                " {west} to {east})",
                south=round(south, 3),
                north=round(north, 3),
                west=round(west, 3),
                east=round(east, 3),
            )
    name = f"{own['last_name']}{own['first_name']}"
    told = attributes.read(sent)
    return Submission(code, longitude, latitude, address, own["description"], name, own["phone"], told)


def _degrees(sent: Mapping[str, str], name: str) -> float | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or len(text) > 32:
        raise IntakeRefused("{field} is no number", field=name)
    return value


def sentence(error: Refused) -> str:
    """A refusal of a field in English, for a program."""
    return error.message.format(**error.values)
