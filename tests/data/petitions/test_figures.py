"""The county's figures, each with its denominator."""

import datetime as dt

from data.petitions.figures import figures
from data.tables import Instruction
from tests.data.conftest import COUNTY, TODAY, petition
from tests.data.test_scope import OFFICE
from tests.roles import reader

FILED = dt.datetime(2026, 10, 1, 9)


def test_first_petitions_are_those_by_letter_or_visit_and_open_ones_count_once_their_days_are_over(store):
    with store.write("test", "add", "petitions") as session:
        for number, days in enumerate([2, 10, 11]):
            closed = FILED + dt.timedelta(days=days)
            session.add(
                petition(f"F{number}", filed=FILED, status="closed", closed=closed, satisfaction="satisfied")
            )
        session.add(petition("F3", filed=FILED))
        session.add(petition("R1", filed=FILED, occurrence="repeat"))
        session.add(petition("O1", filed=FILED, channel="online", status="closed", closed=FILED))
        session.add(petition("OLD", filed=dt.datetime(2023, 11, 24, 23, 59)))
        session.add(petition("NEW", filed=dt.datetime(2026, 11, 20, 9)))
    first = figures(reader(OFFICE, store), TODAY).first_petitions
    assert (first.count, first.closed, first.due, first.closed_in_ten_days) == (5, 3, 4, 2)
    assert round(first.mean_days, 2) == 7.67
    assert (first.rated, first.satisfied) == (3, 3)


def test_a_rate_without_a_denominator_is_none_and_not_a_hundred_percent(store):
    record = figures(reader(OFFICE, store), TODAY).as_record()
    assert record["first_petitions"]["ten_day_percent"] is None
    assert record["first_petitions"]["mean_days"] is None
    assert record["online"]["satisfied_percent"] is None


def test_instructions_of_a_year_are_followed_to_their_end(store):
    with store.write("test", "add", "instructions") as session:
        for number, (ago, due, done) in enumerate(
            [(10, 5, 2), (100, 90, None), (364, 300, 290), (366, 300, 290), (5, -20, None)]
        ):
            session.add(
                Instruction(
                    number=str(number),
                    leader_id=1,
                    county_code=COUNTY,
                    issued=TODAY - dt.timedelta(days=ago),
                    owner="测试单位",
                    due=TODAY - dt.timedelta(days=due),
                    done=None if done is None else TODAY - dt.timedelta(days=done),
                )
            )
    told = figures(reader(OFFICE, store), TODAY).instructions
    assert (told.issued, told.done, told.overdue) == (4, 2, 1)
