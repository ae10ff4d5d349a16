"""Whoever asks about one township is answered from its petitions, and not by reading those of the county."""

import datetime as dt
import re
from contextlib import contextmanager

import numpy as np
import pytest
from sqlalchemy import event, func, insert, select

from data import planner
from data.petitions import gate
from data.petitions.cases import cases_of, listed, open_cases
from data.petitions.facts import Filter
from data.reader import Reader
from data.scope import Role, Scope
from data.tables import Division
from data.tables.petitions import Matter, Petition
from data.visits.cases import hearable
from tests.county import COUNTY, TODAY, petition
from tests.data.petitions.test_gate import SAMPLES, answers

TOWNSHIPS, OF_EACH, ROWS, MATTERS = 20, 5, 20_000, 2_000
OWN = f"{COUNTY}101"
"""The township that is asked about: one of the twenty."""
VILLAGE = f"{OWN}001"
HOTTEST = {
    "cases": lambda who: rows(who, gate.cases(who)),
    "cases of a village": lambda who: rows(who, gate.cases(who, villages=[VILLAGE])),
    "cases of a township": lambda who: rows(who, gate.cases(who, township=OWN)),
    "rows to be counted": lambda who: rows(who, gate.aggregates(who)),
    "number of rows to be counted": lambda who: counted(who, gate.aggregates(who)),
    "list of cases": lambda who: listed(who),
    "cases to be heard": lambda who: hearable(who, OWN, TODAY + dt.timedelta(days=16)),
    "open cases of a village": lambda who: open_cases(who, VILLAGE, Filter()),
    "cases of a village that are open or closed": lambda who: cases_of(who, [VILLAGE], **AROUND),
}
"""What pages ask for most; beside them every read of the program is asked."""

OF_THE_COUNTY = {"data.visits.chances.open_chances", "data.visits.silence.quiet_villages"}
"""They compare a township with the whole county."""
AROUND = {"first": dt.date(2026, 1, 1), "last": TODAY}


def rows(who, table):
    with who.store.read() as connection:
        return connection.execute(select(table)).all()


def counted(who, table):
    with who.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


@pytest.fixture
def county(store, request):
    """Twenty townships of five villages and twenty thousand petitions, of which one in twenty is open."""
    rng = np.random.default_rng(3)
    with store.write("test", "divide", COUNTY) as session:
        for n in range(TOWNSHIPS):
            township = f"{COUNTY}{101 + n}"
            common = {"valid_from": dt.date(2020, 1, 1)}
            session.add(
                Division(code=township, name=f"第{n}镇", level="township", parent_code=COUNTY, **common)
            )
            session.add_all(
                Division(
                    code=f"{township}{v + 1:03d}",
                    name=f"第{n}{v}村",
                    level="village",
                    parent_code=township,
                    **common,
                )
                for v in range(OF_EACH)
            )
    common = {name: value for name, value in vars(petition("Q")).items() if name in Petition.__table__.c}
    made = []
    for n, open_ in enumerate((rng.random(ROWS) < 0.05).tolist()):
        township = f"{COUNTY}{101 + n % TOWNSHIPS}"
        made.append(
            common
            | {
                "number": f"Q{n}",
                "township_code": township,
                "village_code": f"{township}{1 + n // TOWNSHIPS % OF_EACH:03d}" if n % 7 else None,
                "filed": dt.datetime(2026, 11, 20, 9) - dt.timedelta(days=n % 1000),
                "status": "open" if open_ else "closed",
                "matter_id": n % MATTERS + 1 if n % 3 else None,
            }
        )
    with store.write("test", "add", COUNTY) as session:
        day = dt.datetime(2026, 11, 20)
        session.add_all(Matter(id=n, opened_at=day, opened_by="test") for n in range(1, MATTERS + 1))
        session.flush()
        session.connection().execute(insert(Petition), made)
        planner.renew(session.connection())
    if store.on_server:
        database = store.engine.url.database
        request.getfixturevalue("server").administer("ANALYZE", database=database)
    return store


@contextmanager
def asked(store):
    """Statements that are sent meanwhile, with their parameters; not the snapshot's, of all rows."""
    heard = []

    def hear(connection, cursor, statement, parameters, *_):
        if "petitions.id >= " in statement:
            return
        if re.search(r"\bpetitions\b", statement) and statement.lstrip().upper().startswith("SELECT"):
            heard.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def scans(store, statement, parameters):
    """Lines of a plan in which all petitions are read, or all of a time, which is nearly all where it has no
    beginning; but for what is false before a row is read."""
    if not store.on_server and re.search(r"WHERE 0 = 1\b", statement):
        return []
    explain = "EXPLAIN (ANALYZE, TIMING OFF)" if store.on_server else "EXPLAIN QUERY PLAN"
    with store.read() as connection:
        lines = [line[-1] for line in connection.exec_driver_sql(f"{explain} {statement}", parameters)]
    if store.on_server:
        return [line for line in lines if "Seq Scan on petitions " in line and "never executed" not in line]
    through = (
        r"SCAN petitions(?! USING INDEX ix_petitions_open)|SEARCH petitions USING INDEX ix_petitions_filed"
    )
    return [line for line in lines if re.match(through, line)]


def of_township(store):
    return Reader(Scope.of(Role.TOWNSHIP, [OWN], COUNTY), store, TODAY)


def test_no_question_of_a_township_reads_all_petitions(county):
    found = {}
    for name, ask in HOTTEST.items():
        with asked(county) as heard:
            ask(of_township(county))
        assert heard, f"{name} asked for no petition"
        for statement, parameters in heard:
            if lines := scans(county, statement, parameters):
                found[name] = lines
    assert set(found) <= OF_THE_COUNTY, found


def test_the_office_that_asks_about_a_township_reads_its_petitions_alone(county):
    office = Reader(Scope.of(Role.OFFICE, [COUNTY], COUNTY), county, TODAY)
    for ask in (
        HOTTEST["cases of a township"],
        HOTTEST["cases of a village"],
        HOTTEST["cases to be heard"],
    ):
        with asked(county) as heard:
            ask(office)
        assert heard
        assert not [line for each in heard for line in scans(county, *each)]


def test_no_read_of_the_program_reads_all_petitions_for_a_township(county, monkeypatch):
    for name, value in (("village", VILLAGE), ("villages", [VILLAGE]), ("township", OWN), ("number", "Q21")):
        monkeypatch.setitem(SAMPLES, name, value)
    found = {}
    every = answers(of_township(county))
    while True:
        with asked(county) as heard:
            name, _ = next(every, (None, None))
        if name is None:
            break
        if lines := [line for each in heard for line in scans(county, *each)]:
            found[name] = lines
    assert set(found) <= OF_THE_COUNTY, found
