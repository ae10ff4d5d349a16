"""Rows that go in many at once are the rows that SQLAlchemy would have put in one by one."""

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import select

from data.importing.petitions.inserting import insert_petitions
from data.tables.petitions import Petition
from tests.county import COUNTY, petition

DAY = dt.date(2026, 10, 3)
TIMES = [dt.datetime(2026, 10, 1, 9, 30), dt.datetime(1999, 12, 31, 23, 59, 59), dt.datetime(2026, 2, 28)]
GIVEN = {"as_of": DAY, "by_proxy": False, "basis": "none", "digest": "d"}
ENDS = [None, dt.datetime(2026, 10, 2), None]


def petitions(sign, ends):
    return [
        petition(f"{sign}{at}", filed=filed, closed=closed, **GIVEN)
        for at, (filed, closed) in enumerate(zip(TIMES, ends, strict=True))
    ]


@pytest.mark.parametrize("ends", [ENDS, [None, None, None]], ids=["some closed", "none closed"])
def test_times_go_in_as_they_would_one_by_one(store, ends):
    columns = [column.name for column in Petition.__table__.columns]
    rows = [
        {name: vars(each)[name] for name in columns if name in vars(each)} for each in petitions("N", ends)
    ]
    frame = pd.DataFrame(rows).astype({"filed": "datetime64[s]", "closed": "datetime64[s]"})
    with store.write("test", "add", COUNTY) as session:
        insert_petitions(session, frame, None)
        session.add_all(petitions("O", ends))
    read = select(Petition.filed, Petition.closed, Petition.as_of).order_by(Petition.number)
    with store.read() as connection:
        many, single = (connection.execute(read.where(Petition.number.like(f"{s}%"))).all() for s in "NO")
        assert many == single == [(*pair, DAY) for pair in zip(TIMES, ends, strict=True)]
        if connection.dialect.name == "sqlite":
            raw = "SELECT typeof(filed), length(filed), closed IS NULL FROM petitions WHERE number LIKE '{}%'"
            many, single = (connection.exec_driver_sql(raw.format(sign)).all() for sign in "NO")
            assert many == single
