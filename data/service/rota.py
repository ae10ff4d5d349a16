"""Who receives people at which place of reception on which day (值守): the rota, read."""

import datetime as dt

import pandas as pd
from sqlalchemy import select

from data.reader import Reader
from data.scope import is_office, keeps_visits, plans_for
from data.tables import Division, Hub, Leader, RotaDuty

COLUMNS = ["id", "on", "opens", "closes", "division", "place", "leader", "post"]


def rota(reader: Reader, first: dt.date, last: dt.date) -> pd.DataFrame:
    """Duties of a first to a last day, both included, in their order.

    Returns
    -------
    DataFrame
        id, on, opens, closes (minutes after midnight), division (code), place (of reception; the division's
        name where none is on record), leader, post. Of those who keep or plan visits the office sees all,
        the others the county's place and their own township's; empty for everybody else.
    """
    statement = (
        select(
            *(RotaDuty.id, RotaDuty.on, RotaDuty.opens, RotaDuty.closes, RotaDuty.division_code),
            *(Leader.name, Leader.post),
        )
        .join(Leader, Leader.id == RotaDuty.leader_id)
        .where(RotaDuty.on >= first, RotaDuty.on <= last)
        .order_by(RotaDuty.on, RotaDuty.opens, RotaDuty.division_code, RotaDuty.id)
    )
    with reader.store.read() as connection:
        rows = connection.execute(statement).all()
        names = {row.code: row.name for row in connection.execute(select(Division.code, Division.name))}
        names |= {
            row.division_code: row.name for row in connection.execute(select(Hub.division_code, Hub.name))
        }
    county = reader.store.dataset().county_code
    shown = [row for row in rows if _sees(reader, row.division_code, county)]
    return pd.DataFrame.from_records(
        [
            (
                row.id,
                row.on,
                row.opens,
                row.closes,
                row.division_code,
                names.get(row.division_code, ""),
                *row[5:],
            )
            for row in shown
        ],
        columns=COLUMNS,
    )


def _sees(reader: Reader, division: str, county: str) -> bool:
    if is_office(reader.scope) or keeps_visits(reader.scope, division) or plans_for(reader.scope, division):
        return True
    plans = any(plans_for(reader.scope, code) for code in reader.scope.divisions)
    return division == county and plans
