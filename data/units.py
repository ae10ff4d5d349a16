"""The county's units, as the register has them, and under which names files and people call each of them."""

import unicodedata
from collections.abc import Iterable
from itertools import chain

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from data.errors import UnitRefused
from data.store import Store
from data.tables import Dataset, Unit, UnitAlias

_COUNTY = "县"


class Spellings:
    """Which names of units are one: those of the register, their aliases, and others by how they are written.

    Width of letters, spaces, and the county in front of a name make no other unit: 浦江县民政局, 县民政局 and
    民政局 are one. A name that the register has is that unit's, be another's alike but for the county.

    Parameters
    ----------
    known
        Names of the register.
    county
        Name of the county.
    aliases
        Another name of a unit, and the register's.
    """

    def __init__(self, known: Iterable[str], county: str, aliases: Iterable[tuple[str, str]] = ()) -> None:
        self._county = self._plain(county)
        self._whole: dict[str, str] = {}
        self._forms: dict[str, dict[str, None]] = {}
        self._names: dict[str, list[str]] = {}
        for name, unit in chain(((each, each) for each in known), aliases):
            self._whole.setdefault(self._plain(name), unit)
            self._forms.setdefault(self._form(name), {})[unit] = None
            self._names.setdefault(unit, []).append(name)

    def units(self, name: str) -> tuple[str, ...]:
        """Units of the register for which a name may stand; none: it is no name of theirs."""
        whole = self._whole.get(self._plain(name))
        return (whole,) if whole is not None else tuple(self._forms.get(self._form(name), ()))

    def one(self, name: str) -> str:
        """What stands for all spellings of a unit: the register's name, else the form without the county."""
        return self._only(name) or self._form(name)

    def called(self, name: str) -> str:
        """The register's name of a unit; of none that it has the name as it is."""
        return self._only(name) or name

    def official(self, name: str) -> str:
        """The same of a name that is about to be written down.

        Raises
        ------
        UnitRefused
            It may stand for several units.
        """
        found = self.units(name)
        if len(found) > 1:
            raise UnitRefused(
                "{name} may stand for several units: {units}. Write the whole name",
                name=name,
                units="、".join(found),
            )
        return found[0] if found else name

    def ways(self, name: str) -> frozenset[str]:
        """Every way in which records may write the unit of a name, with and without the county."""
        unit = self._only(name)
        if unit is None:
            return frozenset((name,))
        forms = map(self._form, self._names[unit])
        written = (front + form for form in forms for front in ("", _COUNTY, self._county))
        return frozenset(way for way in (name, *self._names[unit], *written) if self.units(way) == (unit,))

    def _only(self, name: str) -> str | None:
        found = self.units(name)
        return found[0] if len(found) == 1 else None

    def _form(self, name: str) -> str:
        plain = self._plain(name)
        for front in (self._county, _COUNTY):
            if front and plain.startswith(front) and len(plain) > len(front):
                return plain.removeprefix(front)
        return plain

    @staticmethod
    def _plain(name: str) -> str:
        return "".join(unicodedata.normalize("NFKC", name).split())


def names(store: Store) -> tuple[str, ...]:
    """Names of the register's units, in its order. Public: this read takes no scope."""
    with store.read() as connection:
        return tuple(connection.scalars(select(Unit.name).order_by(Unit.id)))


def called(store: Store, units: Iterable[str]) -> list[str]:
    """Units by the names that the register has for them, each once."""
    return sorted(set(map(spellings(store).called, units)))


def spellings(store: Store) -> Spellings:
    """Which names are one unit, by the register as it is. Public: this read takes no scope."""
    with store.read() as connection:
        return spellings_in(connection)


def spellings_in(asked: Connection | Session, without: int | None = None) -> Spellings:
    """The same in a transaction of the caller's; `without`: as if the register lacked that unit."""
    apart = [Unit.id != without] if without is not None else []
    known = asked.execute(select(Unit.name).where(*apart).order_by(Unit.id)).all()
    others = (
        select(UnitAlias.name, Unit.name)
        .join(Unit, Unit.id == UnitAlias.unit_id)
        .where(UnitAlias.revoked_at.is_(None), *apart)
        .order_by(UnitAlias.id)
    )
    county = asked.execute(select(Dataset.county_name)).first()
    aliases = [(alias, unit) for alias, unit in asked.execute(others)]
    return Spellings([name for (name,) in known], county[0] if county else "", aliases)
