"""One truth after a merger: whoever may see a petition sees it under what its village has become."""

import ast
import datetime as dt
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Subquery, select, update

import data
from data.divisions.succession import name_successor, withdraw
from data.errors import CaseRefused
from data.importing.petitions.undoing import undo
from data.matters import decisions as matters
from data.petitions import gate
from data.petitions.cases import cases_of, open_cases
from data.petitions.counts import count_by_village, tally
from data.petitions.disclosure import Release
from data.petitions.facts import Filter, facts
from data.petitions.figures import figures
from data.petitions.indicators import Indicator
from data.reader import Reader
from data.repair import decisions as repairs
from data.repair.queue import located, queue
from data.rules import DEFAULTS, set_rules
from data.scope import Role, Scope
from data.service import contract_proposals, coverage
from data.service.contracts import roster
from data.tables import Division, Instruction
from data.tables.petitions import Petition
from data.terms import State
from data.text import Words
from data.visits.bookings import book, booked
from data.visits.cases import hearable
from data.visits.days import Outcome, advance, record, to_hear
from data.visits.plans import load_day
from data.visits.promises import keep_promise, waiting_promises
from data.visits.saved import save
from geo.visits import plan
from tests.county import COUNTY, TODAY, petition
from tests.roles import (
    ADMINISTRATOR,
    CLERK,
    NOTHING,
    OFFICE,
    ROLES,
    SCREEN,
    UNIT,
    UNIT_NAME,
    reader,
    writer,
)

DAY = dt.date(2026, 12, 15)
MERGED = dt.date(2026, 11, 20)
ROOT = Path(__file__).resolve().parents[3]


def scopes(old, new, village):
    """Who looks after a merger: the office and those of what stays; the officer of the former township."""
    staying = [
        OFFICE,
        Scope.of(Role.TOWNSHIP, [new], COUNTY),
        Scope.of(Role.LEADER, [new], COUNTY),
        Scope.of(Role.TEAM, [village], COUNTY),
    ]
    return staying, Scope.of(Role.TOWNSHIP, [old], COUNTY)


def end(session, code):
    session.execute(update(Division).where(Division.code == code).values(valid_to=MERGED))


@pytest.fixture
def across(store):
    """A village of the first township with five open cases went into one of the second that has one."""
    old, new = "990001001002", "990001002002"
    with store.write("test", "merge", COUNTY) as session:
        session.add_all(petition(f"A{number}", old) for number in range(5))
        session.add(petition("B", new))
        session.add(petition("X", old, purpose="accusation"))
        end(session, old)
    name_successor(store, old, new, actor="clerk")
    return store, "990001001", "990001002", new


@pytest.fixture
def renamed(store):
    """The first township became a town with a new code, and so did its villages."""
    with store.write("test", "rename", COUNTY) as session:
        session.add_all(petition(f"A{number}", "990001001002") for number in range(5))
        session.add(petition("B", "990001001001"))
        session.add(petition("T", None, township="990001001", placement="township"))
        session.add(petition("X", "990001001002", purpose="accusation"))
        names = dict(session.execute(select(Division.code, Division.name)).all())
        for code in ("990001001", "990001001001", "990001001002"):
            end(session, code)
            new = code.replace("990001001", "990001101", 1)
            session.add(
                Division(
                    code=new,
                    name=names[code],
                    level="township" if len(code) == 9 else "village",
                    parent_code=COUNTY if len(code) == 9 else "990001101",
                    valid_from=MERGED,
                    residents=1000,
                )
            )
    for code in ("990001001", "990001001001", "990001001002"):
        name_successor(store, code, code.replace("990001001", "990001101", 1), actor="clerk")
    return store


def test_after_a_merger_across_townships_all_who_may_see_it_count_the_same(across):
    store, old, new, village = across
    staying, former = scopes(old, new, village)
    for scope in staying:
        who = reader(scope, store)
        counted = facts(who)
        assert (counted["village_code"] == village).sum() == 6 + (scope is OFFICE), scope.role
        assert len(open_cases(who, village)) == len(cases_of(who, [village])) == 6, scope.role
        assert tally(who).total(Filter(township=new)) == 6 + (scope is OFFICE), scope.role
        table = coverage.table(who, TODAY).set_index("code")
        assert table.loc[village, "open"] == 6, scope.role
    who = reader(former, store)
    assert facts(who).empty and open_cases(who, village).empty and figures(who, TODAY).petitions == 0
    assert open_cases(who, "990001001002").empty


def test_a_township_that_became_a_town_keeps_all_its_cases(renamed):
    staying, former = scopes("990001001", "990001101", "990001101002")
    for scope in staying[:3]:
        who = reader(scope, renamed)
        own = facts(who)
        assert (own["township_code"] == "990001101").sum() == 7 + (scope is OFFICE), scope.role
        assert set(own["township_code"].dropna()) == {"990001101"}
        assert len(open_cases(who, "990001101002")) == 5
        assert len(hearable(who, "990001101", DAY)) == 7, scope.role
    assert len(open_cases(reader(staying[3], renamed), "990001101002")) == 5
    assert facts(reader(former, renamed)).empty
    assert hearable(reader(former, renamed), "990001001", DAY).empty


def test_the_contract_and_the_team_of_a_former_township_are_those_of_the_new_one(renamed):
    duties = roster(renamed).duties(["990001101", "990001002"], TODAY)
    assert duties["990001101"].leader == "测试领导1"
    table = coverage.table(reader(OFFICE, renamed), TODAY).set_index("code")
    assert table.loc["990001101001", "team"] == "测试服务团"
    assert table.loc["990001101001", "last_contact"] == TODAY - dt.timedelta(days=3)


def test_the_load_of_a_contract_follows_its_township(across):
    store, old, new, _ = across
    with store.write("test", "old", COUNTY) as session:
        session.execute(update(Petition).values(filed=dt.datetime(2026, 6, 1)))
    loads = {one.township: one.load for one in contract_proposals.propose(reader(OFFICE, store), DAY)}
    assert loads[new] == 7 and loads[old] == 0


def test_what_the_plan_prints_is_booked_heard_recorded_and_promised(across):
    store, old, new, _village = across
    officer = writer(Scope.of(Role.TOWNSHIP, [new], COUNTY), store, "officer")
    former = writer(Scope.of(Role.TOWNSHIP, [old], COUNTY), store, "former")
    assert book(officer, new, DAY, "A0") == 1
    assert list(booked(officer, new, DAY)["number"]) == ["A0"]
    day = load_day(officer, new, DAY)
    assert set(hearable(officer, new, DAY)["number"]) == {"A1", "A2", "A3", "A4", "B"}
    revision = save(officer, day, plan(day.problem))
    for to, today in ((State.PUBLISHED, TODAY), (State.HELD, DAY)):
        acting = writer(officer.scope, store, "officer", today=today)
        revision = advance(acting, new, DAY, to, seen=revision)
    assert {"A0", "A1", "B"} <= set(to_hear(officer, new, DAY)["number"])
    due = DAY + dt.timedelta(days=10)
    record(officer, new, DAY, "A1", Outcome.PROMISED, owner="镇长", due=due)
    record(officer, new, DAY, "A0", Outcome.SETTLED)
    (waiting,) = waiting_promises(officer, DAY)["id"]
    assert waiting_promises(former, DAY).empty
    with pytest.raises(data.errors.PlanRefused):
        keep_promise(former, int(waiting), on=DAY)
    keep_promise(officer, int(waiting), on=DAY)
    assert waiting_promises(officer, DAY).empty


def test_only_who_keeps_the_visits_marks_a_promise_as_kept(across):
    store, _, new, village = across
    officer = writer(Scope.of(Role.TOWNSHIP, [new], COUNTY), store, "officer")
    day = load_day(officer, new, DAY)
    revision = save(officer, day, plan(day.problem))
    for to, today in ((State.PUBLISHED, TODAY), (State.HELD, DAY)):
        revision = advance(writer(officer.scope, store, today=today), new, DAY, to, seen=revision)
    record(officer, new, DAY, "B", Outcome.PROMISED, owner="镇长", due=DAY)
    (waiting,) = waiting_promises(officer, DAY)["id"]
    for scope in (Scope.of(Role.LEADER, [new], COUNTY), Scope.of(Role.TEAM, [village], COUNTY)):
        assert len(waiting_promises(reader(scope, store), DAY)) == 1
        with pytest.raises(data.errors.PlanRefused):
            keep_promise(writer(scope, store), int(waiting), on=DAY)


def test_matters_and_the_repair_queue_see_what_the_office_counts(across):
    store, _, _, village = across
    office = writer(OFFICE, store, "clerk")
    matters.link_by_hand(office, ["A0", "B"])
    assert set(matters.of_petition(office, "A0")["village_code"]) == {village}
    with store.write("test", "more", COUNTY) as session:
        session.add(petition("N", None, basis="conflict", point_code="990001001002", address="某处"))
    (entry,) = queue(office, TODAY)
    assert entry.candidates == (village,)
    repairs.repair(office, entry, village, on=TODAY)
    assert located(office)[:2] == (8, 8)


def test_on_a_day_before_the_merger_everything_is_as_it_was(across):
    store, old, _, village = across
    then = reader(Scope.of(Role.TOWNSHIP, [old], COUNTY), store, today=MERGED - dt.timedelta(days=1))
    assert (facts(then)["village_code"] == "990001001002").sum() == 5
    assert village not in set(facts(then)["village_code"])


def test_a_confirmation_taken_back_takes_its_counts_back(across):
    store, _, new, village = across
    withdraw(store, [("990001001002", village)], actor="clerk")
    officer = reader(Scope.of(Role.TOWNSHIP, [new], COUNTY), store)
    assert len(facts(officer)) == 1


def test_a_village_that_moved_to_another_township_takes_its_petitions_along(store):
    with store.write("test", "move", COUNTY) as session:
        session.add_all(petition(f"A{number}", "990001001002") for number in range(3))
        moved = Division.code == "990001001002"
        session.execute(update(Division).where(moved).values(parent_code="990001002"))
    new, old = (Scope.of(Role.TOWNSHIP, [code], COUNTY) for code in ("990001002", "990001001"))
    assert set(facts(reader(new, store))["township_code"]) == {"990001002"}
    assert len(facts(reader(new, store))) == 3 and facts(reader(old, store)).empty


def test_the_sum_of_all_townships_is_the_countys(across):
    store, *_ = across
    counted = facts(reader(OFFICE, store))
    counts = count_by_village(counted, pd.Index(coverage.table(reader(OFFICE, store), TODAY)["code"]))
    assert counts.cases.sum() == 6 and counts.located == 7 == counts.total and counts.withheld == 1


# --- who sees nothing ---------------------------------------------------------------------------------------

GATE_ALONE = {"data/petitions/gate.py", "data/importing/petitions/inserting.py"}
"""Files that may name the table of petitions: the gate, and what stores an import."""
WRITES_ROWS = {
    "data/importing/petitions/importer.py",
    "data/importing/petitions/indices.py",
    "data/importing/petitions/checks.py",
    "data/importing/petitions/recorded.py",
    "data/importing/petitions/updating.py",
    "data/importing/petitions/absence.py",
    "data/importing/petitions/undoing.py",
    "data/importing/petitions/renumbering.py",
    "data/importing/petitions/words.py",
    "data/demo/petitions.py",
    "data/demo/matters.py",
}
"""They make rows, and bring known ones up to date, for the office alone; no reader gets what they read."""


def test_no_other_file_names_the_table_of_petitions():
    naming = set()
    for path in (ROOT / "data").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "Petition" for alias in node.names):
                naming.add(path.relative_to(ROOT).as_posix())
    assert naming <= GATE_ALONE | WRITES_ROWS, naming - GATE_ALONE - WRITES_ROWS


SAMPLES = {
    "rules": DEFAULTS.hotspots,
    "first": dt.date(2026, 11, 1),
    "last": TODAY,
    "on": TODAY,
    "since": TODAY,
    "village": "990001001001",
    "villages": ["990001001001"],
    "township": "990001001",
    "number": "A990001001001",
    "text": "A",
    "codes": [],
    "petition": None,
    "records": [],
    "indicator": Indicator.TEN_DAYS,
    "proposals": [],
    "days": [],
    "place": "village_code",
    "run": 1,
    "folder": None,
    "units": [UNIT_NAME],
    "slip": "A001",
    "entry": 1,
    "entries": [],
    "at": None,
    "words": Words("zh_CN"),
    "language": "zh_CN",
    "meeting": 1,
    "contact": 1,
    "table": Instruction,
}
"""A value for each parameter that a read takes besides its reader."""
NO_READS = {
    "read_facts",
    "filed_in_year",
    "counts_under",
    "sheet",
    "paper",
    "bundle",
    "ahead",
    "recorded",
    "actor_of",
    "desk_days",
    "has_visits",
    "document",
    "proposed_table",
    "overview",
}
"""They take a table that the gate gave, translate codes, print a plan that was read, tell days, write who
looks, or tell of backups."""


def reads():
    """Every public function of `data` that takes a reader first, wherever it stands."""
    for module in pkgutil.walk_packages(data.__path__, "data."):
        if ".migrations" in module.name or module.name.endswith("workbook_reader"):
            continue
        loaded = importlib.import_module(module.name)
        for name, function in vars(loaded).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if function.__module__ != module.name:
                continue
            parameters = list(inspect.signature(function).parameters.values())
            if parameters and parameters[0].name == "reader":
                yield f"{module.name}.{name}", function, parameters[1:]


def nothing(answer):
    """Whether an answer holds no row and no count; a clock in `days` is a rule, not a count."""
    if answer is None:
        return True
    if isinstance(answer, tuple) and hasattr(answer, "_fields"):
        return all(nothing(part) for part in answer)
    if isinstance(answer, Release):
        return not answer.blocks and not answer.running
    if hasattr(answer, "__dataclass_fields__"):
        figures_of = answer.__dataclass_fields__.keys() - {"days", "counted"}
        return all(nothing(getattr(answer, name)) for name in figures_of)
    if hasattr(answer, "empty"):
        return bool(answer.empty)
    if isinstance(answer, int | float):
        return answer == 0 or answer != answer
    if hasattr(answer, "total") and callable(answer.total):
        return answer.total(Filter()) == 0
    return not answer


BOGUS = Scope(role="bogus", divisions=frozenset([COUNTY]), county=COUNTY)


def answers(who):
    """Name and answer of every read that a reader may ask; None where it is refused."""
    for name, function, parameters in reads():
        if function.__name__ in NO_READS:
            continue
        wanted = [one for one in parameters if one.default is inspect.Parameter.empty]
        missing = [one.name for one in wanted if one.name not in SAMPLES]
        assert not missing, f"{name} takes {missing}: say in SAMPLES with what it is asked"
        try:
            answer = function(who, **{one.name: SAMPLES[one.name] for one in wanted})
        except data.errors.Refused:
            answer = None
        if isinstance(answer, Subquery):
            with who.store.read() as connection:
                answer = connection.execute(select(answer)).all()
        yield name, answer


@pytest.mark.parametrize("scope", [*NOTHING, BOGUS])
def test_whoever_has_no_known_role_gets_nothing_from_any_read(store, scope):
    with store.write("test", "add", COUNTY) as session:
        of_units = ({"unit": UNIT_NAME}, {})
        for code, more in zip(("990001001001", "990001002002"), of_units, strict=True):
            session.add(petition(f"A{code}", code, **more))
        session.add(petition("X", "990001001001", purpose="accusation"))
        session.add(petition("N", None))
    asked = 0
    for name, answer in answers(Reader(scope, store, TODAY)):
        assert nothing(answer), f"{name} gave {answer!r} to nobody"
        asked += 1
    assert asked > 20


OPENED = {
    Role.OFFICE: {"P-own", "P-near", "P-far", "P-accused", "P-nowhere"},
    Role.CLERK: {"P-own", "P-near", "P-far", "P-accused", "P-nowhere"},
    Role.LEADER: {"P-own", "P-near"},
    Role.TOWNSHIP: {"P-own", "P-near"},
    Role.TEAM: {"P-own"},
    Role.UNIT: {"P-near", "P-nowhere"},
    Role.SCREEN: set(),
    Role.ADMINISTRATOR: set(),
}
"""Role -> numbers of the cases planted below that its scope of `tests.roles` sees one by one."""


@pytest.fixture
def planted(store):
    """Cases in and beside the township, one of an accusation; two that the unit answers, beside one more."""
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("P-own", "990001001001", unit="另一个局"))
        session.add(petition("P-near", "990001001002", unit=UNIT_NAME))
        session.add(petition("P-far", "990001002002"))
        session.add(petition("P-accused", "990001001001", purpose="accusation", unit=UNIT_NAME))
        session.add(petition("P-nowhere", None, unit=UNIT_NAME))
    return store


def words(answer):
    """All that an answer tells, as text."""
    if isinstance(answer, pd.DataFrame):
        return answer.astype(str).to_csv()
    if isinstance(answer, list | tuple | set | frozenset):
        return "\n".join(map(words, answer))
    if isinstance(answer, dict):
        return "\n".join(f"{key}\n{words(value)}" for key, value in answer.items())
    if hasattr(answer, "__dataclass_fields__"):
        return "\n".join(words(getattr(answer, name)) for name in answer.__dataclass_fields__)
    return repr(answer)


def test_every_role_is_asked():
    assert {scope.role for scope in ROLES} == set(OPENED) == set(Role)


@pytest.mark.parametrize("scope", ROLES, ids=lambda scope: scope.role.value)
def test_no_read_tells_a_role_the_number_of_a_case_that_it_may_not_open(planted, scope, monkeypatch):
    monkeypatch.setitem(SAMPLES, "number", "P-far")
    monkeypatch.setitem(SAMPLES, "text", "P")
    told = {
        (name, other)
        for name, answer in answers(Reader(scope, planted, TODAY))
        for other in re.findall(r"\bP-[a-z]+\b", words(answer))
    }
    assert {other for _, other in told} <= OPENED[scope.role], told
    assert OPENED[scope.role] == {
        row.number
        for gate_of in (gate.cases, gate.queue)
        for row in rows_of(planted, gate_of(Reader(scope, planted, TODAY)))
    }


def rows_of(store, table):
    with store.read() as connection:
        return connection.execute(select(table)).all()


def test_a_unit_counts_its_own_cases_and_no_others(planted):
    unit = reader(UNIT, planted)
    assert len(facts(unit)) == tally(unit).total(Filter()) == figures(unit, TODAY).petitions == 2
    assert coverage.table(unit, TODAY).empty
    stranger = reader(Scope.of(Role.UNIT, [COUNTY], COUNTY, ["另一个局"]), planted)
    assert [row.number for row in rows_of(planted, gate.cases(stranger))] == ["P-own"]


def test_an_administrator_counts_nothing_and_opens_nothing(planted):
    who = reader(ADMINISTRATOR, planted)
    assert facts(who).empty and tally(who).total(Filter()) == 0 and figures(who, TODAY).petitions == 0
    assert coverage.table(who, TODAY).empty and rows_of(planted, gate.cases(who)) == []


def test_a_clerk_sees_what_the_head_sees_and_does_what_is_not_the_heads(planted):
    head, clerk = writer(OFFICE, planted), writer(CLERK, planted)
    for table in (gate.cases, gate.queue, gate.register, gate.aggregates, gate.totals):
        assert rows_of(planted, table(head)) == rows_of(planted, table(clerk))
    set_rules(head, {"visits.notice_days": 4}, valid_from=TODAY)
    with pytest.raises(data.errors.RuleRefused):
        set_rules(clerk, {"visits.notice_days": 5}, valid_from=TODAY)
    for acting, sentence in ((clerk, "head"), (head, "There is no import")):
        with pytest.raises(data.errors.ImportRefused, match=sentence):
            undo(acting, 1)


def test_an_unknown_role_sees_nothing(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001"))
    assert facts(Reader(BOGUS, store, TODAY)).empty
    assert Scope(role="office").role is Role.OFFICE and BOGUS.role is None


def test_the_screen_counts_and_gets_no_petition(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001"))
    screen = reader(SCREEN, store)
    assert facts(screen).empty
    assert tally(screen).total(Filter()) is None, "a single one is not told"
    assert all(rows_of(store, table(screen)) == [] for table in (gate.cases, gate.aggregates, gate.totals))


def test_no_read_of_any_kind_gives_the_screen_a_petition(planted):
    told = dict(answers(reader(SCREEN, planted)))
    for name, answer in told.items():
        assert not (isinstance(answer, list) and answer), f"{name} gave rows to the screen"
        if isinstance(answer, pd.DataFrame) and not answer.empty:
            single = {"number", "filed", "longitude", "petition_id", "matter_id"} & set(answer.columns)
            assert not single, f"{name} gave {single} to the screen"
    assert {f"data.petitions.{name}" for name in ("gate.cases", "gate.totals", "facts.facts")} <= set(told)


def test_the_figures_of_a_township_or_a_team_count_no_accusation(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001"))
        session.add(petition("X", "990001001001", purpose="accusation"))
    for role, code in ((Role.TOWNSHIP, "990001001"), (Role.TEAM, "990001001001")):
        who = reader(Scope.of(role, [code], COUNTY), store)
        assert figures(who, TODAY).petitions == len(facts(who)) == 1
    assert figures(reader(OFFICE, store), TODAY).petitions == 2


def test_a_change_of_a_petition_that_is_gone_is_refused_and_nothing_of_it_is_kept(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", "990001001001", id=1))
    with (
        pytest.raises(CaseRefused, match="has been changed since"),
        store.write("test", "change", COUNTY) as session,
    ):
        gate.change(session, [1, 2], matter_id=None, status="closed")
    with store.read() as connection:
        assert connection.scalar(select(Petition.status)) == "open"
    with store.write("test", "change", COUNTY) as session:
        gate.change(session, [1, 1], status="closed")
