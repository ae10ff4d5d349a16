"""Two months of an office, replayed from files with a known truth: what the record says is what happened."""

import copy
import csv
import datetime as dt
from collections import Counter

import numpy as np
import pytest
from sqlalchemy import select

from data.casework.cases import case as case_of
from data.casework.corrections import correct, withdraw
from data.errors import CaseRefused, ImportRefused
from data.importing.petitions import renumbering, undoing
from data.importing.petitions.importer import import_petitions
from data.petitions import gate
from data.petitions.facts import facts
from data.repair import decisions
from data.repair.queue import queue
from data.terms import Basis
from tests.county import VILLAGES
from tests.roles import OFFICE, reader, writer

DAYS = (dt.date(2026, 9, 30), dt.date(2026, 10, 31), dt.date(2026, 11, 24))
HEADER = ["信访件编号", "登记日期", "信访形式", "问题类别", "办理状态", "办结时间", "满意度", "乡镇", "村"]
HEADER += ["姓名", "身份证号", "信访内容"]
FIRST, LATER = 1500, 160
CATEGORIES = ("生态环境", "城乡建设", "自然资源")
OPEN, CLOSED = "办理中", "已办结"


class Office:
    """What really happened: cases as they are, and the files that tell of them."""

    def __init__(self, folder):
        self.folder, self.rng = folder, np.random.default_rng(11)
        self.cases, self.serial = {}, 0
        self.repeats = {}
        """Number -> category that the office's own system goes on saying, wrongly."""

    def arrive(self, count, first, last):
        for _ in range(count):
            self.serial += 1
            day = first + dt.timedelta(days=int(self.rng.integers((last - first).days + 1)))
            village = str(self.rng.choice([*VILLAGES, ""], p=[0.24] * 4 + [0.04]))
            self.cases[f"浦信{self.serial:05d}"] = {
                "filed": day,
                "category": str(self.rng.choice(CATEGORIES)),
                "closed": None,
                "satisfied": None,
                "village": village,
                "words": f"反映第{self.serial}号问题",
                "person": f"测试人{self.serial % 700}",
            }

    def some(self, share, wanted):
        chosen = [n for n, case in self.cases.items() if wanted(case)]
        return [str(n) for n in self.rng.choice(chosen, int(len(chosen) * share), replace=False)]

    def close(self, day, share):
        for number in self.some(share, lambda case: case["closed"] is None and case["filed"] < day):
            case = self.cases[number]
            span = (day - case["filed"]).days
            case["closed"] = case["filed"] + dt.timedelta(days=int(self.rng.integers(span + 1)))
            case["satisfied"] = [None, "满意", "满意", "不满意"][int(self.rng.integers(4))]

    def write(self, day, leave_out=()):
        path = self.folder / f"信访件{day:%Y%m%d}.csv"
        rows = [self._row(n, case) for n, case in self.cases.items() if n not in leave_out]
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([["测试县信访件登记表", f"截至{day:%Y年%m月%d日}"], HEADER, *rows])
        return path

    def _row(self, number, case):
        state = (CLOSED, case["closed"]) if case["closed"] else (OPEN, "")
        village = f"村{case['village'][-6:]}" if case["village"] else "某处"
        person = (case["person"], f"3307261980{int(case['person'][3:]):08d}", case["words"])
        place = ("", village)
        rated = case["satisfied"] or ""
        category = self.repeats.get(number, case["category"])
        return [number, case["filed"], "来访", category, *state, rated, *place, *person]

    def truth(self):
        """Open, closed, satisfied, dissatisfied; petitions by village and by category."""
        standing = {n: case for n, case in self.cases.items() if "withdrawn" not in case}
        cases = standing.values()
        return (
            Counter("open" if case["closed"] is None else "closed" for case in cases),
            Counter(case["satisfied"] for case in cases if case["satisfied"]),
            Counter(case["village"] or None for case in cases),
            Counter(case["category"] for case in cases),
            {number: case["closed"] for number, case in standing.items()},
        )


WORDS = {"satisfied": "满意", "dissatisfied": "不满意"}
CATEGORY_WORDS = {"ecology": "生态环境", "construction": "城乡建设", "natural-resources": "自然资源"}


def on_record(store):
    """The same of the record, by the facts that pages count and by the cases that lists show."""
    frame = facts(reader(OFFICE, store))
    case = gate.queue(reader(OFFICE, store))
    with store.read() as connection:
        rows = connection.execute(select(case.c.number, case.c.closed)).all()
    assert len(rows) == len(frame)
    return (
        Counter(map(str, frame["status"])),
        Counter(WORDS[str(value)] for value in frame["satisfaction"].dropna()),
        Counter(None if value != value else str(value) for value in frame["village_code"].astype(object)),
        Counter(CATEGORY_WORDS[str(value)] for value in frame["category"]),
        {number: closed and closed.date() for number, closed in rows},
    )


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def test_two_months_of_an_office_equal_the_truth_after_every_file(store, office):
    def take_in(path, **options):
        report = import_petitions(store, path, actor="甲", today=DAYS[2], **options)
        known = report.changed + report.unchanged
        assert report.rows == report.stored + known + report.rejected + report.duplicates
        return report

    office.arrive(FIRST, dt.date(2026, 1, 1), DAYS[0])
    office.close(DAYS[0], 0.7)
    first = take_in(office.write(DAYS[0]))
    assert (first.stored, first.rejected, first.as_of) == (FIRST, 0, DAYS[0])
    assert on_record(store) == office.truth()

    # one clerk places what names no village, before the next file comes
    clerk = writer(OFFICE, store, actor="甲")
    for entry in queue(clerk, DAYS[0], limit=FIRST):
        decisions.repair(clerk, entry, "990001002002", on=DAYS[0])
    placed = {number for number, case in office.cases.items() if not case["village"]}
    for number in placed:
        office.cases[number]["village"] = "990001002002"
    assert on_record(store) == office.truth()

    # the other corrects what the system has wrong; of two on one case the second is told
    other = writer(OFFICE, store, actor="乙")
    for number in office.some(0.004, lambda case: case["category"] == "生态环境"):
        seen = case_of(other, number).version
        correct(other, number, {"category": "natural-resources"}, reason="分类有误", seen=seen)
        with pytest.raises(CaseRefused, match="乙 has changed this case"):
            correct(clerk, number, {"category": "construction"}, reason="分类有误", seen=seen)
        office.repeats[number] = "生态环境"
        office.cases[number]["category"] = "自然资源"
    twice = office.some(0.002, lambda case: case["closed"] is None)
    for number in twice:
        withdraw(other, number, reason="重复登记", seen=case_of(other, number).version)
        office.cases[number]["withdrawn"] = True
    assert on_record(store) == office.truth()

    # October: new cases, more are closed, some again open, some corrected, a few numbers typed anew
    kept = copy.deepcopy(office)
    office.arrive(LATER, dt.date(2026, 10, 1), DAYS[1])
    office.close(DAYS[1], 0.5)
    reopened = office.some(0.02, lambda case: case["closed"] is not None and case["closed"] <= DAYS[0])
    for number in reopened:
        office.cases[number] |= {"closed": None, "satisfied": None}
    decided = placed | set(office.repeats) | set(twice)
    moved = [n for n in office.some(0.02, lambda case: case["village"]) if n not in decided]
    for number in moved:
        office.cases[number]["village"] = "990001001002"
        office.cases[number]["category"] = "城乡建设"
    retyped = [n for n in office.some(0.006, lambda case: case["filed"] <= DAYS[0]) if n not in twice]
    for number in retyped:
        if number in office.repeats:
            office.repeats[f"{number}改"] = office.repeats.pop(number)
        office.cases[f"{number}改"] = office.cases.pop(number)
    same = [n for n, case in office.cases.items() if kept.cases.get(n) == case]
    unchanged = [n for n in same if n not in twice]
    vanished = [str(number) for number in office.rng.choice(unchanged, 8, replace=False)]
    second = take_in(office.write(DAYS[1], leave_out=vanished), whole=True)
    assert second.stored == LATER + len(retyped) and second.rejected == 0
    assert sorted(second.missing) == sorted([*vanished, *retyped])
    assert sorted(second.renumbered) == sorted((number, f"{number}改") for number in retyped)
    told = [number for number in reopened if number in office.cases and kept.cases[number]["closed"]]
    assert f"{len(told)} closed cases are open again" in " ".join(n.say("en") for n in second.notices)

    # the other clerk says that they are the same
    assert renumbering.proposals(other) == second.renumbered
    for number in retyped:
        renumbering.confirm(other, number, f"{number}改")
    assert on_record(store) == office.truth()
    hand = gate.queue(other)
    with store.read() as connection:
        rows = connection.execute(select(hand.c.number).where(hand.c.basis == Basis.HAND.value)).scalars()
        assert {number.removesuffix("改") for number in rows} == placed

    # November, and October's file once more: it changes nothing
    october = copy.deepcopy(office)
    office.arrive(LATER, dt.date(2026, 11, 1), DAYS[2])
    office.close(DAYS[2], 0.6)
    third = take_in(office.write(DAYS[2]))
    assert third.stored == LATER
    assert on_record(store) == office.truth()
    again = take_in(october.write(DAYS[1]), as_of=DAYS[1])
    assert (again.stored, again.changed, again.unchanged) == (0, 0, len(october.cases))
    assert on_record(store) == office.truth()

    # undone: the month before; what stands on it is told
    with pytest.raises(ImportRefused, match="Later imports tell of the same petitions"):
        undoing.undo(other, third.run)
    undoing.undo(other, again.run)
    assert undoing.undo(other, third.run) == {
        "removed": LATER,
        "restored": third.changed,
    }
    assert on_record(store) == october.truth()
    with pytest.raises(ImportRefused, match="corrected, withdrawn or explained by hand since"):
        undoing.undo(other, second.run)
    assert on_record(store) == october.truth() != kept.truth()


def test_the_same_file_may_be_taken_in_again_after_it_was_undone(store, office):
    office.arrive(30, dt.date(2026, 9, 1), DAYS[0])
    import_petitions(store, office.write(DAYS[0]), actor="甲", today=DAYS[2])
    office.close(DAYS[1], 0.5)
    path = office.write(DAYS[1])
    second = import_petitions(store, path, actor="甲", today=DAYS[2])
    truth = on_record(store)
    undoing.undo(writer(OFFICE, store), second.run)
    assert on_record(store) != truth
    again = import_petitions(store, path, actor="甲", today=DAYS[2])
    assert (again.changed, on_record(store)) == (second.changed, truth)
