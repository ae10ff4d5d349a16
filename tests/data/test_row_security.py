"""The server repeats the gate's rule: asked past the program, it gives each role the same petitions."""

import datetime as dt

import psycopg
import pytest
from sqlalchemy import delete, make_url, select, text, update

from data import row_security
from data.divisions.succession import name_successor
from data.errors import StoreRefused
from data.followup import trace
from data.petitions import gate
from data.policies.register import policies
from data.policies.years import court_cases, year_totals
from data.scope import Role, Scope
from data.store import Store
from data.tables import (
    Agent,
    AgentPoint,
    Base,
    Booking,
    CaseStep,
    CourtCount,
    DeskExport,
    Division,
    Hub,
    Instruction,
    LedCase,
    Matter,
    MatterLink,
    Meeting,
    PetitionPerson,
    PetitionPersonState,
    PetitionSighting,
    PetitionState,
    Policy,
    Proposal,
    Repair,
    RepairedPetition,
    YearTotal,
)
from data.tables.petitions import ImportRun, Petition
from tests import server as servers
from tests.county import COUNTY, TODAY, petition, policy
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
                    CaseStep(petition_id=own, at=NOW, kind="accepted", entered_at=NOW, entered_by=""),
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
            accused = ids(ask, "SELECT id FROM petitions WHERE purpose = 'accusation'", SCOPES["office"])
            told = {one for (one,) in ask("SELECT petition_id FROM instructions", scope, day)}
            seen = single if scope.role is Role.TOWNSHIP else told if scope.county == COUNTY else set()
            assert told - withdrawn == seen - withdrawn, role
            assert scope.role in (Role.OFFICE, Role.CLERK) or not told & accused, role


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


HANDLES = {"office", "clerk", "township"}
WRITE = {
    Petition: (Petition.id, {"people": 7}, HANDLES, lambda own: petition("new", "990001001001")),
    Booking: (
        Booking.petition_id,
        {"cancelled_by": "x"},
        HANDLES,
        lambda own: Booking(on=NOW.date(), township_code="x", petition_id=own, booked_at=NOW, booked_by=""),
    ),
    CaseStep: (
        CaseStep.petition_id,
        {"undone_by": "x"},
        HANDLES | {"unit"},
        lambda own: CaseStep(petition_id=own, at=NOW, kind="accepted"),
    ),
    MatterLink: (
        MatterLink.petition_id,
        {"undone_by": "x"},
        {"office", "clerk"},
        lambda own: MatterLink(matter_id=1, petition_id=own, rule="hand", score=1, at=NOW, actor=""),
    ),
}
"""Table -> its petition, a change, the roles that write it of the cases that they open, and a new row."""
WRITERS = ("office", "leader", "township", "team", "unit", "screen", "administrator", "nobody")


@pytest.mark.parametrize("role", WRITERS)
def test_a_role_changes_of_its_own_cases_what_the_program_lets_it_and_the_head_alone_removes(record, role):
    _, single = by_the_gate(record, SCOPES[role], TODAY)
    with record.write("test", "look", COUNTY) as session:
        gone = set(session.scalars(select(Petition.id).where(Petition.withdrawn_at.is_not(None))))
    for table, (of, values, may, _) in WRITE.items():
        with reader(SCOPES[role], record).by("test").write("x", "y") as session:
            changed = set(session.scalars(update(table).values(**values).returning(of)))
            assert changed - gone == (single - gone if role in may else set()), table
    for table in (Booking, CaseStep, MatterLink):
        of = table.petition_id
        with reader(SCOPES[role], record).by("test").write("x", "y") as session:
            removed = set(session.scalars(delete(table).returning(of)))
            assert removed - gone == (single - gone if role == "office" else set()), table


@pytest.mark.parametrize("role", WRITERS)
def test_a_role_adds_to_the_cases_that_it_opens_what_the_program_lets_it(record, role):
    with record.write("test", "look", COUNTY) as session:
        number = "unit" if role == "unit" else "claim-990001001001"
        own = session.scalar(select(Petition.id).where(Petition.number == number))
    for _, _, may, made in WRITE.values():
        if role in may:
            with reader(SCOPES[role], record).by("test").write("x", "y") as session:
                session.add(made(own))
        else:
            with (
                pytest.raises(StoreRefused, match="may not see"),
                reader(SCOPES[role], record).by("test").write("x", "y") as session,
            ):
                session.add(made(own))


@pytest.fixture
def followed(record):
    """Instructions that a unit or a township owes, decided or has a case of; what each hangs on."""
    with record.write("test", "follow", COUNTY) as session:
        session.execute(delete(Instruction))
        case = session.scalar(select(Petition.id).where(Petition.number == "claim-990001001001"))
        meetings = {
            code: Meeting(division_code=code, on=TODAY, leader_id=1)
            for code in ("990001001", "990001002", COUNTY)
        }
        session.add_all(meetings.values())
        led = LedCase(petition_id=case, leader_id=1, handler="某局", since=TODAY)
        session.add(led)
        session.flush()
        own = {"leader_id": 1, "county_code": COUNTY, "issued": TODAY, "due": TODAY}
        for number, owner, more in (
            ("of the unit", "城建局, 住建局", {}),
            ("of the township", "第1镇（演示）", {}),
            ("of its meeting", "某局", {"meeting_id": meetings["990001001"].id}),
            ("of its case", "某局", {"petition_id": case}),
            ("of others", "某局", {}),
        ):
            session.add(Instruction(number=number, owner=owner, **own, **more))
        for unit in ("城建局, 住建局", "第1镇（演示）", "某局"):
            proposed = {"kind": "policy", "subject": "事", "issued": TODAY, "due": TODAY}
            session.add(Proposal(number=unit, unit=unit, county_code=COUNTY, **proposed))
        session.flush()
        point = AgentPoint(village_code="990001001001", name="代办点")
        total = YearTotal(year=2025, counted_in="cases", total=1)
        export = DeskExport(
            uid="", on=TODAY, township_code="990001001", desk="B", private_key="", made_at=NOW, made_by=""
        )
        session.add_all([policy(), point, total, export])
        session.flush()
        session.add(Agent(point_id=point.id, name="某人"))
        for code in (COUNTY, "990001001", "990001002"):
            session.add(CourtCount(division_code=code, month=TODAY.replace(day=1), cases=1))
        for table in (Instruction, Proposal, Meeting):
            for row in session.scalars(select(table)).all():
                later = {"agenda": "议题"} if table is Meeting else {"due": TODAY + dt.timedelta(days=1)}
                trace.change(session, "somebody", row, later)
    return record


CHANGES = {
    Instruction: (Instruction.number, {"done": TODAY}),
    Proposal: (Proposal.number, {"replied": TODAY}),
    Meeting: (Meeting.division_code, {"leader_id": 1}),
    LedCase: (LedCase.handler, {"ended": TODAY}),
    Policy: (Policy.title, {"taken": TODAY}),
    Agent: (Agent.name, {"valid_to": TODAY}),
    AgentPoint: (AgentPoint.name, {"village_code": ""}),
    Hub: (Hub.name, {"services": []}),
    YearTotal: (YearTotal.source, {"total": 0}),
    CourtCount: (CourtCount.division_code, {"cases": 0}),
    DeskExport: (DeskExport.desk, {"made_by": ""}),
}
WRITTEN = {
    ("township", Instruction): {"of the township", "of its meeting"},
    ("unit", Instruction): {"of the unit"},
    ("township", Proposal): {"第1镇（演示）"},
    ("unit", Proposal): {"城建局, 住建局"},
    ("township", Meeting): {"990001001"},
}
"""Role and table -> rows that it may change, by the name of the first column of `CHANGES`; none of others."""


def test_whoever_is_not_the_office_changes_what_the_program_lets_them_and_removes_nothing(followed):
    for role in ("leader", "township", "team", "unit", "screen", "administrator", "another county's office"):
        for table, (named, values) in CHANGES.items():
            changed = update(table).values(**values).returning(named)
            with reader(SCOPES[role], followed).by("test").write("x", "y") as session:
                assert set(session.scalars(changed)) == WRITTEN.get((role, table), set()), (role, table)
                assert not session.scalars(delete(table).returning(named)).all(), (role, table)


def test_what_entries_held_is_read_by_the_office_alone(followed, ask):
    every = "SELECT id FROM followup_changes"
    assert len(ids(ask, every, SCOPES["office"])) == 11
    for role in SCOPES.keys() - {"office", "clerk"}:
        assert not ids(ask, every, SCOPES[role]), role


def test_nobody_adds_to_what_an_entry_held_but_whoever_may_change_it(followed, ask):
    rows = {number: own for own, number in ask("SELECT id, number FROM instructions", SCOPES["office"])}
    for role, may in (("unit", "of the unit"), ("township", "of its meeting"), ("leader", None)):
        for number, own in rows.items():
            plain = (
                "INSERT INTO followup_changes (register, row_id, at, actor, changes)"
                f" SELECT 'instructions', {own}, now(), '', ''"
            )
            if number == may:
                with reader(SCOPES[role], followed).by("test").write("x", "y") as session:
                    session.execute(text(plain))
            elif number == "of others" or role == "leader":
                with (
                    pytest.raises(StoreRefused, match="may not see"),
                    reader(SCOPES[role], followed).by("test").write("x", "y") as session,
                ):
                    session.execute(text(plain))


def test_policies_and_the_county_s_figures_are_read_by_who_sees_the_county(followed, ask):
    seen = {"office", "clerk", "leader", "leader of both"}
    for role, scope in SCOPES.items():
        looking = reader(scope, followed)
        for table, read in (("policies", policies), ("year_totals", year_totals)):
            assert (
                bool(ask(f"SELECT id FROM {table}", scope)) == (role in seen) == bool(len(read(looking)))
            ), role
        told = ids(ask, "SELECT division_code FROM court_counts", scope)
        assert told == set(court_cases(looking)["division"]), role


def test_all_that_hangs_on_a_petition_is_under_the_rule(ask):
    hanging, waiting = set(), {"petitions"}
    while waiting:
        hanging |= waiting
        waiting = {
            table.name
            for table in Base.metadata.tables.values()
            if any(key.column.table.name in hanging for key in table.foreign_keys)
        } - hanging
    of_a_desk = {*row_security.DESK_POLICIES} - {"desk_exports"}  # it names a township and no petition
    of_no_petition = {"proposals", "meetings", "followup_changes"}
    followed = {*row_security.FOLLOWUP_POLICIES} - of_no_petition
    assert hanging == {*row_security.POLICIES} | of_a_desk | followed
    forced = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    apart = {
        *("desk_exports", *of_no_petition),
        *(*row_security.INTAKE_POLICIES, *row_security.REGISTER_POLICIES, *row_security.UNIT_POLICIES),
    }
    assert {name for (name,) in ask(forced)} == hanging | apart
