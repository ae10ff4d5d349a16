"""Deny by default: no act of any part of `data` changes anything for who may not, called without a page."""

import datetime as dt
import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest
from sqlalchemy import select

import data
from data import tables
from data.casework.entry import NewCase
from data.casework.steps import NewStep
from data.desk.entering import NewEntry
from data.desk.file import DeskFile
from data.desk.outcomes import What
from data.desk.terms import DeskOutcome
from data.errors import AccountRefused
from data.importing.petitions.columns import Profile
from data.log.entries import Wanted
from data.matters.links import Rule
from data.matters.proposals import Proposal
from data.reader import Writer
from data.registers.changes import SHEETS
from data.repair.queue import queue
from data.scope import NOBODY, Role, Scope
from data.service.teams import Move
from data.tables.petitions import Petition
from data.terms import ErrandKind, ErrandPlace, Mode, State, StepKind
from data.visits import plans
from data.visits.days import Outcome
from data.visits.on_record import PlanOnRecord
from geo.errors import Refused
from geo.visits import plan
from tests.county import COUNTY, TODAY, finding, petition
from tests.roles import ADMINISTRATOR, OFFICE, SCREEN, UNIT, reader

DAY = dt.date(2026, 12, 15)
VILLAGE, TOWNSHIP = "990001001001", "990001001"
KEPT_BY_ADMINISTRATORS = ("data.accounts.", "data.timekeeping.", "data.resealing.")
NO_ACTS = {"by_hand", "may_undo"}
"""They read where a case by hand lies, and whose a step is, for acts that ask who may."""
STRANGERS = [NOBODY, Scope("bogus", frozenset([COUNTY]), True, COUNTY), SCREEN, UNIT, ADMINISTRATOR]


def acts():
    """Every public function of `data` that takes who acts first."""
    for module in pkgutil.walk_packages(data.__path__, "data."):
        if ".migrations" in module.name or module.name.endswith("workbook_reader"):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != module.name:
                continue
            parameters = list(inspect.signature(function).parameters.values())
            if parameters and parameters[0].name == "writer" and name not in NO_ACTS:
                yield f"{module.name}.{name}", function, parameters[1:]


@pytest.fixture
def county(store):
    with store.write("test", "add", COUNTY) as session:
        session.add(petition("A", VILLAGE))
        session.add(petition("B", VILLAGE))
        session.add(petition("N", None, basis="conflict", point_code=VILLAGE, address="某处"))
        session.add(finding([VILLAGE]))
        meeting = tables.Meeting(division_code=TOWNSHIP, on=dt.date(2026, 11, 9), leader_id=1)
        session.add(meeting)
        of_leader = {"leader_id": 1, "county_code": COUNTY, "issued": meeting.on, "owner": "某局", "due": DAY}
        session.add(tables.Instruction(number="批示1", text="请办", **of_leader))
        session.add(tables.Instruction(number="批示2", done=TODAY, proof="报告", **of_leader))
        of_unit = {"county_code": COUNTY, "issued": meeting.on, "due": DAY}
        session.add(tables.Proposal(number="建议1", kind="policy", subject="审批", unit="某局", **of_unit))
        session.flush()
        own = session.scalar(select(Petition.id).where(Petition.number == "A"))
        session.add(
            tables.LedCase(petition_id=own, leader_id=1, handler="某局", plan="方案", since=meeting.on)
        )
    return store


@pytest.fixture
def samples(county):
    """A value for each parameter that an act takes: such as would do for who may."""
    head = reader(OFFICE, county)
    day = plans.load_day(head, TOWNSHIP, DAY)
    made = plan(day.problem)
    (entry,) = queue(head, TODAY)
    rows = dict.fromkeys(Proposal._fields) | {"number": "B", "joins": "A", "rule": Rule.TEXT, "score": 1.0}
    return {
        "name": "stranger",
        "role": Role.CLERK,
        "session_id": 1,
        "number": "A",
        "reason": "理由",
        "seen": 0,
        "new": NewCase(dt.datetime(2026, 11, 23, 12), "phone", "ecology"),
        "finding": 1,
        "profile": Profile({"number": "编号", "filed": "日期"}),
        "former": "A",
        "pairs": [("A", "B")],
        "run": 1,
        "field": "tier",
        "word": "一般",
        "code": "general",
        "wanted": Wanted(),
        "language": "zh_CN",
        "proposals": [Proposal(**rows)],
        "numbers": ["A", "B"],
        "links": [1],
        "kind": next(iter(SHEETS)),
        "headings": {},
        "entry": entry,
        "village": VILLAGE,
        "on": DAY,
        "alias": 1,
        "valid_from": TODAY,
        "text": "测试人甲",
        "moves": [Move(VILLAGE, "村", 1, "测试服务团", 1, "测试服务团", 3.0)],
        "contact": 1,
        "errand": 1,
        "form": "0" * 32,
        "place": ErrandPlace.COUNTY,
        "leader": 1,
        "first": TODAY,
        "last": TODAY,
        "division": TOWNSHIP,
        "township": TOWNSHIP,
        "booking": 1,
        "to": State.PUBLISHED,
        "outcome": Outcome.SETTLED,
        "step": 1,
        "villages": [VILLAGE],
        "day": day,
        "plan": made,
        "plans": [(day, made, None, Mode.ANNOUNCED)],
        "records": [PlanOnRecord(day, made, now=day)],
        "meeting": 1,
        "subject": "清理沟渠",
        "owner": "县水务局",
        "unit": "县水务局",
        "due": DAY,
        "agenda": "议题",
        "proof": "报告",
        "at": dt.datetime(2026, 11, 20, 9),
        "along": SimpleNamespace(plans={TOWNSHIP: made}),
    }


SPECIAL = {
    "data.casework.steps.take": {"step": NewStep(StepKind.COMMUNITY, TODAY)},
    "data.followup.instructions.written": {"number": "批示1"},
    "data.followup.instructions.finish": {"number": "批示1", "on": TODAY},
    "data.followup.instructions.reopen": {"number": "批示2"},
    "data.followup.proposals.reply": {"number": "建议1", "on": TODAY},
    "data.followup.led.plan": {"entry": 1},
    "data.followup.led.meet": {"entry": 1, "on": TODAY},
    "data.followup.meetings.convene": {"division": COUNTY, "on": TODAY},
    "data.casework.corrections.correct": {"changes": {"people": 3}},
    "data.registers.changes.change": {"changes": []},
    "data.rules.record.set_rules": {"changes": {"visits.notice_days": 4}},
    "data.service.contracts.revoke_absence": {"entry": 1},
    "data.service.contracts.lift_recusal": {"entry": 1},
    "data.repair.decisions.undo": {"number": 1},
    "data.service.contacts.record_contact": {"on": TODAY},
    "data.service.errands.record_errand": {"kind": ErrandKind.PAPERS},
    "data.log.workbook.export": {},
    "data.desk.entering.enter": {"new": NewEntry("ecology")},
    "data.desk.entering.correct": {"entry": 1, "new": NewEntry("ecology", people=2), "seen": 1},
    "data.desk.entering.arrive": {"entry": 1},
    "data.desk.queue.call": {"entry": 1},
    "data.desk.outcomes.record": {"entry": 1, "what": What(DeskOutcome.EXPLAINED)},
    "data.desk.outcomes.undo": {"entry": 1},
    "data.province.handing_on.hand_on": {"place": SimpleNamespace(keep_record=lambda *_: None)},
    "data.desk.taking_over.take_over": {"file": DeskFile("0" * 32, DAY, TOWNSHIP, "B", ())},
}


@pytest.mark.parametrize("scope", STRANGERS, ids=lambda scope: str(scope.role))
def test_who_may_not_changes_nothing_by_any_act(county, samples, scope):
    stranger = Writer(scope, county, TODAY, "stranger")
    before, asked = county.dataset().version, 0
    for name, function, parameters in acts():
        if scope is ADMINISTRATOR and name.startswith(KEPT_BY_ADMINISTRATORS):
            continue
        values = samples | SPECIAL.get(name, {})
        needed = [one.name for one in parameters if one.default is inspect.Parameter.empty]
        missing = [one for one in needed if one not in values]
        assert not missing, f"{name} takes {missing}: say in the samples with what it is asked"
        try:
            answer = function(stranger, **{one: values[one] for one in needed})
        except Refused:
            answer = None
        assert not answer, f"{name} gave {answer!r} to {scope.role}"
        assert county.dataset().version == before, f"{name} wrote for {scope.role}"
        asked += 1
    assert asked > 35


def test_the_same_samples_do_for_who_may(county, samples):
    """So that what is refused above is refused for who asks, not for what is asked."""
    head, done = Writer(OFFICE, county, TODAY, "head"), set()
    for name, function, parameters in acts():
        values = samples | SPECIAL.get(name, {})
        needed = [one.name for one in parameters if one.default is inspect.Parameter.empty]
        try:
            function(head, **{one: values[one] for one in needed})
        except Refused as refused:
            assert name.startswith("data.accounts.") == isinstance(refused, AccountRefused), (name, refused)
            continue
        done.add(name)
    assert len(done) > 15, done
