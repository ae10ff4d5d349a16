"""Visits that went, or will go, to some villages."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from data.lineage import moved
from data.reader import Reader
from data.scope import plans_for
from data.tables import Leader, Visit, VisitStop
from data.terms import State


class Stay(NamedTuple):
    """A visit with a stop in a village."""

    on: dt.date
    village: str
    leader: str
    state: State


def visits_to(reader: Reader, township: str, villages: Collection[str]) -> list[Stay]:
    """Visits on record with stops in villages of a township, the latest first.

    Only for who plans the visits to that township. Stops in former villages count for what they became.
    """
    if not plans_for(reader.scope, township):
        return []
    statement = (
        select(Visit.on, VisitStop.village_code, Leader.name, Visit.state)
        .join(VisitStop, VisitStop.visit_id == Visit.id)
        .join(Leader, Leader.id == Visit.leader_id)
        .order_by(Visit.on.desc(), VisitStop.position)
    )
    with reader.store.read() as connection:
        became = moved(connection, reader.today).villages
        rows = connection.execute(statement).all()
    stays = (Stay(on, became.get(code, code), leader, State(state)) for on, code, leader, state in rows)
    return [each for each in stays if each.village in villages]
