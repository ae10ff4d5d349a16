"""Deny by default: no act of any part of `data` changes anything for who may not, called without a page."""

import datetime as dt
import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest

import data
from data.casework.entry import NewCase
from data.errors import AccountRefused
from data.importing.petitions.columns import Profile
from data.log.entries import Wanted
from data.matters.links import Rule
from data.matters.proposals import Proposal
from data.reader import Writer
from data.registers.changes import SHEETS
from data.repair.queue import queue
from data.scope import NOBODY, Role, Scope
from data.terms import Mode, State
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
NO_ACTS = {"by_hand"}
"""It reads where a case by hand lies, for acts that ask who may."""
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
        "along": SimpleNamespace(plans={TOWNSHIP: made}),
    }


SPECIAL = {
    "data.casework.corrections.correct": {"changes": {"people": 3}},
    "data.registers.changes.change": {"changes": []},
    "data.rules.record.set_rules": {"changes": {"visits.notice_days": 4}},
    "data.service.contracts.revoke_absence": {"entry": 1},
    "data.service.contracts.lift_recusal": {"entry": 1},
    "data.repair.decisions.undo": {"number": 1},
    "data.log.workbook.export": {},
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
