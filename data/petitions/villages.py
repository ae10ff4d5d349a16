"""Counts of petitions by village."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.petitions import counted as rule
from data.petitions.facts import equals
from data.terms import Purpose, Status

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class VillageCounts:
    """Counts per village, and how much of the whole they rest on.

    What is not told (`data.petitions.disclosure`) is no number: an entry that is masked, or None.

    Parameters
    ----------
    cases, open, groups, persons
        int64 arrays, one entry a village in the order asked for: cases (件), those of them that are open,
        visits in person (批), and persons (人次). Masked arrays where not all of it is told.
    total, groups_total, persons_total
        Cases, visits in person and persons of all that the filter keeps.
    located
        How many of `total` are placed in a village (`count_located`).
    open_total
        How many of `total` are open.
    withheld
        Reports and accusations (检举控告): counted in `total`, never put on a village.
    """

    cases: Counts
    open: Counts
    groups: Counts
    persons: Counts
    total: int | None
    groups_total: int | None
    persons_total: int | None
    located: int | None
    open_total: int | None
    withheld: int


def count_by_village(chosen: pd.DataFrame, villages: pd.Index) -> VillageCounts:
    """Count filtered `facts` by village.

    Reports and accusations are never mapped below township level (信访工作条例, art. 30).
    """
    accusation = equals(chosen["purpose"], Purpose.ACCUSATION)
    position = positions(chosen["village_code"], villages)
    mapped = ~accusation & (position >= 0)
    is_open = equals(chosen["status"], Status.OPEN)
    in_person, people = rule.in_person(chosen["channel"]), chosen["people"].to_numpy()
    persons = np.bincount(position[mapped], people[mapped], len(villages))
    return VillageCounts(
        cases=np.bincount(position[mapped], minlength=len(villages)),
        open=np.bincount(position[mapped & is_open], minlength=len(villages)),
        groups=np.bincount(position[mapped & in_person], minlength=len(villages)),
        persons=persons.astype(np.int64),
        total=len(chosen),
        groups_total=int(in_person.sum()),
        persons_total=int(people.sum()),
        located=count_located(chosen),
        open_total=int(is_open.sum()),
        withheld=int(accusation.sum()),
    )


def count_located(chosen: pd.DataFrame) -> int:
    """How many rows of `facts` are placed in a village, whether it may be told which or not.

    A report or accusation that is placed is one of them, as it is for the queue of the others
    (`data.repair.queue.located`): what is placed is one figure, whoever shows it.
    """
    return int(np.count_nonzero(chosen["village_code"].cat.codes.to_numpy() >= 0))


def positions(column: pd.Series, villages: pd.Index) -> NDArray[np.int64]:
    """Position of each row's village in `villages`, -1 where there is none."""
    known = np.append(villages.get_indexer(column.cat.categories), -1)
    found: NDArray[np.int64] = known[column.cat.codes.to_numpy()]
    return found
