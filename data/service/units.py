"""The county's units, as the register has them, and which spellings of a name are one unit."""

import unicodedata
from collections.abc import Iterable

from sqlalchemy import select

from data.store import Store
from data.tables import Unit

_COUNTY = "县"


def names(store: Store) -> tuple[str, ...]:
    """Names of the register's units, in its order. Public: this read takes no scope."""
    with store.read() as connection:
        return tuple(connection.scalars(select(Unit.name).order_by(Unit.id)))


class Spellings:
    """Which names of units are one: those of the register, and others by how they are written.

    Width of letters, spaces, and the county in front of a name make no other unit: 浦江县民政局, 县民政局 and
    民政局 are one.

    Parameters
    ----------
    known
        Names of the register.
    county
        Name of the county.
    """

    def __init__(self, known: Iterable[str], county: str) -> None:
        self._county = self._plain(county)
        self._known = {self._form(name): name for name in known}

    def one(self, name: str) -> str:
        """The name that stands for all spellings of a unit: the register's, else its form without county."""
        form = self._form(name)
        return self._known.get(form, form)

    def _form(self, name: str) -> str:
        plain = self._plain(name)
        for front in (self._county, _COUNTY):
            if front and plain.startswith(front) and len(plain) > len(front):
                return plain.removeprefix(front)
        return plain

    @staticmethod
    def _plain(name: str) -> str:
        return "".join(unicodedata.normalize("NFKC", name).split())
