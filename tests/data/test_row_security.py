"""The server repeats the gate's rule: asked past the program, it gives each role the same petitions."""

import datetime as dt

import psycopg
import pytest
from sqlalchemy import delete, make_url, select, text, update

from data import row_security
from data.divisions.succession import name_successor
from data.errors import StoreRefused
from data.petitions import gate
from data.scope import Role, Scope
from data.store import Store
from data.tables import (
    Base,
    Booking,
    CaseStep,
    Division,
    Instruction,
    Matter,
    MatterLink,
    PetitionPerson,
    PetitionPersonState,
    PetitionSighting,
    PetitionState,
    Repair,
    RepairedPetition,
)
from data.tables.petitions import ImportRun, Petition
from tests import server as servers
from tests.county import COUNTY, TODAY, petition
from tests.roles import reader

MERGED = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 24, 9)
SCOPES = {
    "office": Scope.of(Role.OFFICE, [COUNTY], COUNTY),
    "clerk": Scope.of(Role.CLERK, [COUNTY], COUNTY),
    "leader": Scope.of(Role.LEADER, ["990001001"], COUNTY),
    "leader of both": Scope.of(Role.LEADER, ["990001001", "990001002"], COUNTY),
    "township": Scope.of(Role.TOWNSHIP, ["990001001"], COUNTY),
    "township that grew": Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY),
    "team": Scope.of(Role.TEAM, ["990001001001"], COUNTY),
    "team of what came": Scope.of(Role.TEAM, ["990001002002"], COUNTY),
    "team of what went": Scope.of(Role.TEAM, ["990001001002"], COUNTY),
    "unit": Scope.of(Role.UNIT, [], units=["城建局, 住建局"]),
    "screen": Scope.of(Role.SCREEN, [COUNTY], COUNTY),
    "administrator": Scope.of(Role.ADMINISTRATOR, [COUNTY], COUNTY),
    "another county's office": Scope.of(Role.OFFICE, ["110101"], "110101"),
    "nobody": Scope(),
}
pytestmark = pytest.mark.postgresql
SINGLE = (
    "bookings",
    "case_steps",
    "matter_links",
    "petition_sightings",
    "petition_states",
    "repaired_petitions",
)


@pytest.fixture
def record(store):
    """Petitions of all kinds and what hangs on each, a village gone into one of another township."""
    with store.write("test", "add", COUNTY) as session:
        for code in ("990001001001", "990001001002", "990001002001", "990001002002"):
            for purpose in ("claim", "accusation"):
                session.add(petition(f"{purpose}-{code}", code, purpose=purpose))
        session.add(petition("unit", "990001001001", unit="城建局, 住建局"))
        session.add(petition("unit-accusation", "990001002001", unit="城建局, 住建局", purpose="accusation"))
        session.add(petition("unit-elsewhere", None, unit="城建局, 住建局"))
        session.add(petition("township", None, township="990001001", placement="township"))
        session.add(petition("nowhere", None))
        session.add(petition("withdrawn", "990001001001", withdrawn_at=NOW))
        session.add(petition("elsewhere", None, county_code="110101"))
        session.add(petition("unknown", "990009009009"))
        session.flush()
        run = ImportRun(file_name="", digest="", at=NOW, actor="", rows=0, stored=0, rejected=0, duplicates=0)
        repair, matter = Repair(at=NOW, actor=""), Matter(opened_at=NOW, opened_by="")
        session.add_all([run, repair, matter])
        session.flush()
        for own in session.scalars(select(Petition.id)).all():
            state = PetitionState(petition_id=own, as_of=TODAY, kind="file", changes={}, at=NOW, actor="")
            session.add(state)
            session.flush()
            session.add_all(
                [
                    PetitionPersonState(state_id=state.id, changes={}),
                    PetitionSighting(import_run_id=run.id, petition_id=own),
                    PetitionPerson(petition_id=own, name="某人"),
                    RepairedPetition(repair_id=repair.id, petition_id=own, before={}),
                    MatterLink(matter_id=matter.id, petition_id=own, rule="hand", score=1, at=NOW, actor=""),
                    CaseStep(petition_id=own, at=NOW, kind="accepted"),
                    Booking(on=TODAY, township_code="", petition_id=own, booked_at=NOW, booked_by=""),
                    Instruction(
                        number=str(own),
                        leader_id=1,
                        petition_id=own,
                        county_code=COUNTY,
                        issued=TODAY,
                        owner="",
                        due=TODAY,
                    ),
                ]
            )
        old = Division.code == "990001001002"
        session.execute(update(Division).where(old).values(valid_to=MERGED))
    name_successor(store, "990001001002", "990001002002", actor="clerk")
    return store


@pytest.fixture
def ask(server, record):
    """Function that puts plain SQL to the server, under the program's role, for a scope on a day."""

    def answer(statement, scope=None, day=TODAY):
        with psycopg.connect(
            host=server.folder, user=servers.SERVED, dbname=make_url(record.url).database
        ) as connection:
            if scope is not None:
                seen = row_security.Seen.by(scope, day)
                for name, value in (*seen.settings, ("day", day.isoformat())):
                    connection.execute("SELECT set_config(%s, %s, true)", (f"petition_map.{name}", value))
            return connection.execute(statement).fetchall()

    return answer


def by_the_gate(record, scope, day):
    """Ids that the gate's functions let through, and those of single cases; the server hides nothing here."""
    with record.write("test", "look", COUNTY) as session:
        looking = reader(scope, record.within(session), day)

        def through(function):
            return set(session.scalars(select(function(looking).c.id)))

        single = through(gate.cases) | through(gate.queue) | through(gate.register)
        return single | through(gate.aggregates) | through(gate.totals), single


def test_the_server_gives_each_role_what_the_gate_gives(record, ask):
    withdrawn = ids(ask, "SELECT id FROM petitions WHERE number = 'withdrawn'", SCOPES["office"])
    for role, scope in SCOPES.items():
        for day in (TODAY, MERGED - dt.timedelta(days=1)):
            seen, single = by_the_gate(record, scope, day)
            assert ids(ask, "SELECT id FROM petitions", scope, day) - withdrawn == seen - withdrawn, role
            for table in SINGLE:
                hanging = ids(ask, f"SELECT petition_id FROM {table}", scope, day)
                assert hanging - withdrawn == single - withdrawn, (role, table)
            named = ids(ask, "SELECT petition_id FROM petition_persons", scope, day)
            assert named - withdrawn == (single - withdrawn if scope.personal else set()), role
            assert len(ask("SELECT * FROM petition_person_states", scope, day)) == len(named), role
            assert bool(ask("SELECT * FROM instructions", scope, day)) == (scope.county == COUNTY), role


def ids(ask, statement, *whose):
    return {one for (one,) in ask(statement, *whose)}


def test_who_looks_on_another_day_gets_that_day_s_cases(record):
    went, came = SCOPES["team of what went"], SCOPES["team of what came"]
    for scope, then, now in ((went, 1, 0), (came, 1, 2)):
        looking = reader(scope, record)
        with looking.store.read() as connection:
            for day, count in ((TODAY, now), (MERGED - dt.timedelta(days=1), then), (TODAY, now)):
                case = gate.cases(looking, day)
                assert len(connection.execute(select(case.c.id)).all()) == count


def test_without_a_scope_there_is_no_petition(record, ask):
    unseen = Store(record.url)
    for table in row_security.POLICIES:
        assert ask(f"SELECT * FROM {table}") == []
        with unseen.read() as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    with pytest.raises(StoreRefused, match="may not see"), unseen.write("x", "y", "z") as session:
        session.add(petition("new", "990001001001"))
    unseen.close()


def test_a_question_past_the_gate_is_held_by_the_server(record):
    for role in ("township", "team", "unit", "administrator", "nobody"):
        looking = reader(SCOPES[role], record)
        seen, _ = by_the_gate(record, SCOPES[role], TODAY)
        with looking.store.read() as connection:
            every = set(connection.scalars(select(Petition.id).where(Petition.withdrawn_at.is_(None))))
        assert every == seen, role


def test_nobody_changes_a_case_that_is_not_theirs(record):
    standing = Petition.withdrawn_at.is_(None)
    for people, role in enumerate(("leader", "township", "unit", "screen", "administrator", "nobody"), 7):
        _, single = by_the_gate(record, SCOPES[role], TODAY)
        with reader(SCOPES[role], record).by("test").write("x", "y") as session:
            session.execute(update(Petition).values(people=people))
            session.execute(delete(CaseStep))
        with record.write("test", "look", COUNTY) as session:
            touched = set(session.scalars(select(Petition.id).where(Petition.people == people, standing)))
            without = Petition.id.not_in(select(CaseStep.petition_id))
            bare = set(session.scalars(select(Petition.id).where(without, standing)))
            assert touched == bare == single, role
            gone = session.scalars(select(Petition.id).where(without)).all()
            session.add_all(CaseStep(petition_id=one, at=NOW, kind="accepted") for one in gone)


def test_all_that_hangs_on_a_petition_is_under_the_rule(ask):
    hanging, waiting = set(), {"petitions"}
    while waiting:
        hanging |= waiting
        waiting = {
            table.name
            for table in Base.metadata.tables.values()
            if any(key.column.table.name in hanging for key in table.foreign_keys)
        } - hanging
    assert hanging == set(row_security.POLICIES)
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    assert {name for (name,) in ask(forced)} == hanging
