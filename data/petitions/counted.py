"""What is counted: petitions (信访件), requests of online intake (线上诉求), or both.

A row whose channel is `request` is a request, which another department counts; every other is a petition.
Nowhere else is that decided, nor what makes a visit in person (批) or a joint one (集体访).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_, true

from data.terms import Channel, Counted, PetitionKind


def among(channel: ColumnElement[str], counted: Counted) -> ColumnElement[bool]:
    """Condition on the channel in a table that the gate gave."""
    if counted is Counted.BOTH:
        return true()
    wanted = counted is Counted.REQUESTS
    return channel == Channel.REQUEST.value if wanted else channel != Channel.REQUEST.value


def is_counted(channel: pd.Series, counted: Counted) -> NDArray[np.bool_]:
    """The same of a column, as an array of its own."""
    if counted is Counted.BOTH:
        return np.ones(len(channel), dtype=bool)
    request = np.array(channel == Channel.REQUEST.value, dtype=bool)
    return request if counted is Counted.REQUESTS else ~request


def of_kind(
    channel: ColumnElement[str],
    people: ColumnElement[int],
    occurrence: ColumnElement[str],
    kind: PetitionKind,
    least: int,
) -> ColumnElement[bool]:
    """Condition on a kind of petition; a joint visit is one by `least` people or more."""
    if kind is PetitionKind.JOINT:
        return and_(channel == Channel.VISIT.value, people >= least)
    return occurrence == kind.value


def in_person(channel: pd.Series) -> NDArray[np.bool_]:
    """Which rows are visits in person, each a group (批)."""
    return (channel == Channel.VISIT.value).to_numpy(dtype=bool)


def joint(channel: pd.Series, people: pd.Series, least: int) -> NDArray[np.bool_]:
    """Which rows are joint visits, by `least` people or more."""
    return in_person(channel) & (people >= least).to_numpy(dtype=bool)
