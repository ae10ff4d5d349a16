"""A whole cycle of a county: notice, bookings, units, the 15th at three desks, recorded, corrected, followed.

What thirty people say at the desks is written into the record as the pages do; what the office, a leader and
the public see of it on each day is looked at in the browser.
"""

import datetime as dt
import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from data.desk import entering, handing_out, outcomes, queue, taking_over
from data.desk import file as desk_file
from data.desk.entering import NewEntry
from data.desk.outcomes import What
from data.desk.terms import LEADER, DeskOutcome, NotHeard
from data.reader import Writer
from data.reports.papers import Paper, paper
from data.scope import Role, Scope
from data.store import Store
from data.terms import State
from data.visits import bookings, days, promises, saved
from data.visits.attendance import adopt, units_along
from data.visits.cases import hearable
from data.visits.on_record import on_record
from data.visits.plans import load_day
from geo.visits import plan
from tests.browser.conftest import quiet
from tests.browser.test_visit_day import change

COUNTY = "330726"
SETTLED, PROMISED, EXPLAINED = DeskOutcome.SETTLED, DeskOutcome.PROMISED, DeskOutcome.EXPLAINED
TOWNS = ("330726101", "330726102", "330726104")
"""黄宅镇 and 白马镇 with a line to the county, 郑宅镇 without."""
AWAY = TOWNS[2]
ON, NEXT = dt.date(2026, 12, 15), dt.date(2027, 1, 15)
OWNER = "县水务局（演示）"


class Office:
    """The head of the office on some day, whose record stands on it."""

    def __init__(self, path):
        self._path = path

    def on(self, day):
        change(self._path, f"UPDATE dataset SET as_of = '{day}'")
        self.store = Store(str(self._path))
        return Writer(Scope.of(Role.OFFICE, [COUNTY], COUNTY), self.store, day, "demo-office")

    def go(self, who, township, to):
        seen = saved.saved_revision(who, township, ON)
        days.advance(who, township, ON, to, seen=seen)


@pytest.fixture
def office(own_file):
    return Office(own_file)


def publish(office, who):
    """Plans of the three towns saved, one case of each booked, units assigned, all published."""
    for township in TOWNS:
        number = hearable(who, township, ON)["number"].iloc[0]
        bookings.book(who, township, ON, number)
        day = load_day(who, township, ON)
        saved.save(who, day, plan(day.problem))
    records = [on_record(who, township, ON) for township in TOWNS]
    along = units_along(who, records, 2.0)
    assert along.along and along.met
    adopt(who, [on_record(who, township, ON) for township in TOWNS], along)
    for township in TOWNS:
        office.go(who, township, State.PUBLISHED)
    return [on_record(who, township, ON) for township in TOWNS]


def hear(who, township, nth, outcome, **more):
    """Somebody comes, is heard by the leader or, past the cap, by a deputy, and something comes of it."""
    slip = entering.enter(who, township, ON, NewEntry("ecology", people=1 + nth % 3))
    (entry,) = [each for each in queue.listed(who, ON, township) if each.slip == slip]
    queue.call(who, entry.id, LEADER if nth < 15 else "副职甲")
    outcomes.record(who, entry.id, What(outcome, **more))
    return entry.id


def at_the_desks(who):
    """Thirteen come to each of two desks: settled, handed on with a day, explained, or gone before."""
    heard = {}
    for township in TOWNS[:2]:
        office_of = heard.setdefault(township, [])
        for nth in range(13):
            due = {"owner": OWNER, "due": dt.date(2026, 12, 31) if nth % 2 else dt.date(2027, 2, 1)}
            kind = (SETTLED, PROMISED, EXPLAINED)[nth % 3]
            office_of.append(hear(who, township, nth, kind, **(due if kind is PROMISED else {})))
    slip = entering.enter(who, TOWNS[0], ON, NewEntry("ecology", people=2))
    (entry,) = [each for each in queue.listed(who, ON, TOWNS[0]) if each.slip == slip]
    outcomes.record(who, entry.id, What(DeskOutcome.NOT_HEARD, why=NotHeard.LEFT))
    return heard


def without_a_line(page, content, tmp_path):
    """Three come to the desk whose line is down, which is one file in a browser; what it hands back."""
    file = tmp_path / "desk.html"
    file.write_bytes(content)
    away = page.context.new_page()
    away.goto(f"file://{quote(str(file))}")
    for nth in range(1, 4):
        away.locator("form input").first.fill("sthj")
        away.keyboard.press("Control+Enter")
        expect(away.locator("h1")).to_have_text(re.compile(f"接访 {nth} 批"))
    away.get_by_role("button", name="叫号").first.click()
    away.get_by_role("button", name="处理结果").first.click()
    away.get_by_label("处理结果").last.select_option("settled")
    away.get_by_role("button", name="登记", exact=True).last.click()
    expect(away.locator("h1")).to_have_text(re.compile("当场化解 1 件"))
    with away.expect_download() as kept:
        away.get_by_role("button", name="保存登记文件（带回县里）").click()
    brought = tmp_path / "desk.json"
    kept.value.save_as(brought)
    away.close()
    assert len(json.loads(brought.read_text("utf-8"))["entries"]) == 3
    return brought.read_bytes()


def test_a_cycle_from_the_notice_to_the_plan_that_knows_all_of_it(own_server, office, open_page, tmp_path):
    # the 9th: published; the public reads of three visits and of no other
    who = office.on(dt.date(2026, 12, 9))
    records = publish(office, who)
    assert paper(Paper.NOTICE, who, records, "zh_CN").startswith(b"%PDF")
    page = open_page(f"{own_server}/plan?visit={TOWNS[0]}&day={ON}")
    expect(page.get_by_text("状态：已公示")).to_be_visible()
    expect(page.get_by_text(re.compile("接访预约")).first).to_be_visible()

    # the 15th: held; three desks, one of them without a line
    who = office.on(ON)
    for township in TOWNS:
        office.go(who, township, State.HELD)
    _, content = handing_out.hand_out(who, AWAY, ON, "zh_CN")
    heard = at_the_desks(who)
    brought = without_a_line(page, content, tmp_path)
    page.goto(f"{own_server}/desk?visit={TOWNS[0]}&day={ON}")
    expect(page.locator("h1").first).to_have_text(re.compile("接访 14 批 .*当场化解 5 件"))

    # the 16th: the desk comes back, twice; all is recorded
    who = office.on(dt.date(2026, 12, 16))
    first, again = (taking_over.take_over(who, desk_file.parse(brought)) for _ in range(2))
    assert (len(first.taken), len(again.taken), len(again.known)) == (3, 0, 3)
    for township in TOWNS:
        office.go(who, township, State.RECORDED)
    page.goto(f"{own_server}/desk?visit={AWAY}&day={ON}")
    expect(page.locator("h1").first).to_have_text(re.compile("接访 3 批 3 人次.*当场化解 1 件"))

    # the 20th: one outcome was wrong; opened, corrected, recorded again
    who = office.on(dt.date(2026, 12, 20))
    office.go(who, TOWNS[0], State.HELD)
    outcomes.record(who, heard[TOWNS[0]][0], What(PROMISED, owner=OWNER, due=dt.date(2026, 12, 31)))
    office.go(who, TOWNS[0], State.RECORDED)
    page.goto(f"{own_server}/desk?visit={TOWNS[0]}&day={ON}")
    expect(page.locator("h1").first).to_have_text(re.compile("当场化解 4 件，交办 5 件"))

    # January: one promise is kept, others are overdue, and the next 15th knows
    who = office.on(dt.date(2027, 1, 5))
    waiting = promises.waiting_promises(who, who.today)
    ours = waiting[waiting["owner"] == OWNER]
    assert len(ours) == 9 and (ours["days"] > 0).sum() > 3
    promises.keep_promise(who, int(ours["id"].iloc[0]), on=who.today)
    page.goto(f"{own_server}/promises?due=overdue")
    quiet(page)
    expect(page.locator("tr", has_text=OWNER)).to_have_count(int((ours["days"] > 0).sum()) - 1)
    page.goto(f"{own_server}/plan?visit={TOWNS[0]}&day={NEXT}")
    expect(page.locator("h1").first).to_have_text(re.compile("1月15日 黄宅镇"))
    day = load_day(who, TOWNS[0], NEXT)
    months = day.villages.set_index("code")["months"]
    visited = [records[0].day.problem.villages[stop.village] for stop in records[0].plan.stops]
    assert {months[code] for code in visited} == {1.0}  # a leader was there a month ago
