"""Units that a file of petitions names, under the names that the register has for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.importing.petitions.checks import Faults
from data.importing.petitions.columns import Profile
from data.importing.report import Notice
from data.text import N_
from data.units import Spellings

_LISTED = 20  # names in a notice


def official(
    cells: Sequence[str] | NDArray[np.object_], column: str, spellings: Spellings, faults: Faults
) -> NDArray[np.object_]:
    """Names (n,) as the register of units has them, else as they are; one that may be several is a fault.

    Parameters
    ----------
    column
        What the file calls them, for the fault.
    """
    places, unique = pd.factorize(np.asarray(cells, dtype=object))
    found = [spellings.units(name) if name else () for name in unique]
    several = np.array([len(units) > 1 for units in found], dtype=bool)[places]
    faults.add_each(
        several,
        N_("{column}: {name} may stand for several units: {units}. Write the whole name"),
        [
            {"column": column, "name": unique[place], "units": "、".join(found[place])}
            for place in places[several]
        ],
    )
    own = [units[0] if len(units) == 1 else name for name, units in zip(unique, found, strict=True)]
    return np.array(own, dtype=object)[places]


@dataclass
class Units:
    """Names of units on their way in.

    Parameters
    ----------
    read_as
        Name of the file and of the register, where they differ: in how many rows.
    """

    spellings: Spellings
    read_as: Counter[tuple[str, str]] = field(default_factory=Counter)

    def convert(self, values: pd.DataFrame, profile: Profile, faults: Faults) -> None:
        """Put the register's names in place of others; a name that may stand for several is a fault."""
        if "unit" not in values:
            return
        names = values["unit"].to_numpy(dtype=object)
        written = official(names, profile.heading("unit"), self.spellings, faults)
        moved = (written != names) & ~faults.bad
        self.read_as.update(zip(names[moved], written[moved], strict=True))
        values["unit"] = pd.Series(written, index=values.index, dtype=values["unit"].dtype)

    def keep(self, values: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
        """Rows whose petitions have the same unit on record, under another of its names, as that has it."""
        if "unit" not in values:
            return values
        held = before["unit"].fillna("").to_numpy(dtype=object)
        called = {name: self.spellings.called(name) for name in set(held) - {""}}
        same = np.array(
            [called.get(was) == will and was != will for was, will in zip(held, values["unit"], strict=True)],
            dtype=bool,
        )
        if not same.any():
            return values
        return values.assign(unit=values["unit"].where(~same, pd.Series(held, index=values.index)))

    def notices(self) -> list[Notice]:
        """What was read as another name."""
        if not self.read_as:
            return []
        listed = [f"{name} → {own} ({count})" for (name, own), count in self.read_as.most_common(_LISTED)]
        message = N_("Units are named otherwise than in the register, and were read as its own: {listed}")
        return [Notice(message, {"listed": ", ".join(listed)})]
