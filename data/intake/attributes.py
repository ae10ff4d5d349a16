"""What may be told of a request beside its words and place: the attributes of a service (GeoReport v2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import IntakeRefused
from data.importing.petitions.checks import MOST_PEOPLE
from data.terms import Occurrence
from data.text.printable import printable
from geo.terms import N_

_PREFIX = "attribute["


@dataclass(frozen=True)
class Attribute:
    """An attribute of every service; none of them must be told.

    Parameters
    ----------
    heading
        Column of the import into which it goes.
    datatype
        ``number`` or ``singlevaluelist``, as the standard calls them.
    told
        How it is to be told: an English sentence of the catalog.
    values
        Codes of a list, each with its name, an English sentence of the catalog.
    """

    heading: str
    datatype: str
    description: str
    told: str
    values: Mapping[str, str]

    def check(self, code: str, value: str) -> None:
        """Refuse what it cannot be.

        Raises
        ------
        IntakeRefused
            It is no number from 1, or none of the list.
        """
        if self.values:
            if value not in self.values:
                raise IntakeRefused(
                    "{field} must be one of {values}", field=code, values=", ".join(self.values)
                )
        elif not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= MOST_PEOPLE):
            raise IntakeRefused(
                "{field} must be a whole number from 1 to {most}", field=code, most=MOST_PEOPLE
            )


ATTRIBUTES: Mapping[str, Attribute] = {
    "people": Attribute(
        "人数", "number", N_("People who it comes from"), N_("A whole number, from 1; without it one"), {}
    ),
    "occurrence": Attribute(
        "初重信访",
        "singlevaluelist",
        N_("For the first time or again"),
        N_("Without it for the first time"),
        {one.value: one.label for one in Occurrence},
    ),
}
"""Attributes by code, in their order."""


def read(sent: Mapping[str, str]) -> dict[str, str]:
    """Attributes of a request by code, of those that are told.

    Raises
    ------
    IntakeRefused
        There is no such attribute, or its value is none.
    """
    found = {}
    for name, value in sent.items():
        if not name.startswith(_PREFIX):
            continue
        code, told = name.removeprefix(_PREFIX).partition("]")[0], printable(value).strip()
        if code not in ATTRIBUTES:
            raise IntakeRefused(
                "There is no attribute of this name: a service has {names}", names=", ".join(ATTRIBUTES)
            )
        if told:
            ATTRIBUTES[code].check(f"{_PREFIX}{code}]", told)
            found[code] = told
    return found
