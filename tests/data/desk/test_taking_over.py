"""A desk without a line comes back: once, in order, without doubles, and each entry ends in one place."""

import json
import random
import re
import uuid

import pytest
from sqlalchemy import select

from data.desk import entering, figures, handing_out, queue
from data.desk.entering import NewEntry
from data.desk.envelope import new_key, seal, unseal
from data.desk.file import FORMAT, parse
from data.desk.persons import persons
from data.desk.taking_over import take_over
from data.desk.terms import DeskOutcome, Place
from data.desk.words import came_of
from data.errors import DeskRefused
from data.scope import Role, Scope
from data.tables import CaseStep, DeskEntry
from data.tables.petitions import Petition
from data.text import Words
from data.visits.promises import waiting_promises
from tests.county import COUNTY
from tests.data.desk.conftest import DAY, OFFICER, TOWNSHIP, WEST, Desk
from tests.roles import OFFICE, writer

pytestmark = pytest.mark.sqlite


class Away:
    """A desk that was handed out, as its page keeps its entries."""

    def __init__(self, desk):
        name, page = handing_out.hand_out(desk.writer, TOWNSHIP, DAY, "zh_CN")
        self.name, self.page = name, page.decode()
        told = re.search(r'id="content">(.*?)</script>', self.page, re.S)
        self.content = json.loads(told[1])
        self.entries = []

    def enter(self, **more):
        own = uuid.uuid4().hex
        number = len(self.entries) + 1
        entry = {
            "uid": own,
            "revision": 1,
            "number": number,
            "arrived_at": f"2026-12-15T09:{number:02d}:00",
            "village": WEST,
            "category": "ecology",
            "people": 2,
            "case": "",
            "repeats": False,
            "sealed": "",
            "place": "waiting",
            "withdrawn": False,
        }
        said = more.pop("said", None)
        if said:
            entry["sealed"] = seal(self.content["public_key"], f"{own}/said", json.dumps(said))
        self.entries.append(entry | more)
        return self.entries[-1]

    def hear(self, entry, outcome, **more):
        entry.update(
            revision=entry["revision"] + 1,
            place="heard",
            heard_by="leader",
            called_at="2026-12-15T10:00:00",
            ended_at="2026-12-15T10:10:00",
            outcome=outcome,
            **more,
        )
        return entry

    def saved(self, entries=None, **more):
        head = {name: self.content[name] for name in ("desk", "on", "township", "letter")}
        held = self.entries if entries is None else entries
        return json.dumps({"format": FORMAT, **head, "entries": held} | more).encode()


@pytest.fixture
def away(desk):
    return Away(desk)


def bring(desk, away, entries=None, **more):
    report = take_over(desk.writer, parse(away.saved(entries)), **more)
    assert report.adds_up, report
    return report


def test_a_desk_that_is_handed_out_holds_cases_without_persons(desk, away):
    assert away.name == "2026-12-15 第1镇 登记台 B.html"
    assert away.content["letter"] == "B"
    assert [one[0] for one in away.content["cases"]] == ["A1"], "open ones, no accusation, of this township"
    assert all(code != "discipline" for code, *_ in away.content["categories"])
    assert "http:" not in away.page and "private_key" not in away.page
    assert Away(desk).content["letter"] == "C"
    with pytest.raises(DeskRefused):
        handing_out.hand_out(
            writer(Scope.of(Role.LEADER, [TOWNSHIP], COUNTY), desk.store), TOWNSHIP, DAY, "en"
        )


def test_a_name_of_a_place_is_no_markup_of_the_page(desk):
    content = Away(desk).content | {"head": "</script><script>alert(1)</script>"}
    page = handing_out.page(content).decode()
    assert "<script>alert" not in page and page.count("<script") == 2


def test_entries_are_taken_over_once_in_their_order_with_what_was_said(desk, away):
    first = away.enter(said={"words": "灯不亮", "name": "测试人甲"})
    second = away.enter(people=5)
    away.hear(second, "promised", owner="水务局", due="2026-12-30")
    report = bring(desk, away, [second, first])
    assert report.taken == ["B001", "B002"]
    entries = desk.all()
    assert [(slip, each.place) for slip, each in entries.items()] == [
        ("B001", Place.WAITING),
        ("B002", Place.HEARD),
    ]
    assert persons(desk.writer, entries["B001"].id) == {"name": "测试人甲", "words": "灯不亮"}
    (owed,) = waiting_promises(desk.writer, DAY).to_dict("records")
    assert (owed["owner"], str(owed["due"])) == ("水务局", "2026-12-30")
    found = figures.figures(desk.writer, DAY, TOWNSHIP)
    assert (found.groups, found.people, found.promised) == (2, 7, 1)
    again = bring(desk, away)
    assert (again.taken, again.known) == ([], ["B001", "B002"])
    assert figures.figures(desk.writer, DAY, TOWNSHIP) == found
    assert came_of(Words("zh_CN"), again) == ["文件共 2 条：新接收 0 条，更新 0 条，已在库 2 条，未接收 0 条"]


def test_a_later_state_brings_up_to_date_and_an_earlier_one_changes_nothing(desk, away):
    entry = dict(away.enter())
    bring(desk, away)
    later = away.hear(dict(entry), "settled")
    assert bring(desk, away, [later]).updated == ["B001"]
    assert desk.of("B001").outcome is DeskOutcome.SETTLED
    assert bring(desk, away, [entry]).known == ["B001"], "an older file, handed in late"
    changed = away.hear(dict(later), "explained")
    assert bring(desk, away, [changed]).updated == ["B001"]
    with desk.store.read() as connection:
        steps = connection.execute(select(CaseStep.kind, CaseStep.undone_at)).all()
    assert [(kind, undone is not None) for kind, undone in steps] == [("settled", True), ("explained", False)]


def test_a_case_that_was_closed_meanwhile_is_said_and_nothing_is_lost(desk, away):
    entry = away.hear(away.enter(case="A1"), "promised", owner="水务局", due="2026-12-30")
    desk.heard(DeskOutcome.SETTLED, case="A1")
    with desk.store.write("import", "x", COUNTY) as session:  # the county's own entry of it is another day's
        session.scalars(select(DeskEntry)).one().petition_id = None
    (refused,) = bring(desk, away).refused
    assert refused.slip == "B001"
    assert Words("zh_CN").say(refused.why).startswith("B001 对应的信访件 A1 在离线期间已办结。登记没有丢失")
    assert "B001" not in desk.all()
    assert bring(desk, away, as_new=["B001"]).taken == ["B001"]
    made = desk.of("B001").made
    with desk.store.read() as connection:
        row = connection.execute(
            select(Petition.occurrence, Petition.status).where(Petition.number == made)
        ).one()
    assert row == ("repeat", "open")
    assert bring(desk, away).known == ["B001"]
    explained = away.hear(away.enter(case="A1", uid=uuid.uuid4().hex), "explained")
    assert "written down for this day already" in str(bring(desk, away, [explained]).refused[0].why)
    assert entry["uid"] != explained["uid"]


def test_two_machines_that_wrote_the_same_slip_are_told_apart(desk, away):
    away.enter()
    bring(desk, away)
    twin = away.enter(number=1)
    (refused,) = bring(desk, away, [twin]).refused
    assert "on record as another visitor's" in str(refused.why)
    assert bring(desk, away, [twin], as_new=["B001"]).taken == ["B001"]
    assert list(desk.all()) == ["B001", "B002"]
    other = twin | {"people": 9}
    assert "with other contents" in str(bring(desk, away, [other]).refused[0].why)


def test_what_the_county_has_changed_since_is_not_overwritten(desk, away):
    entry = dict(away.enter())
    bring(desk, away)
    desk.call("B001")
    (refused,) = bring(desk, away, [away.hear(entry, "settled")]).refused
    assert "was changed in the county" in str(refused.why)
    assert desk.of("B001").outcome is None


def test_what_was_taken_back_in_the_county_is_not_told_as_on_record(desk, away):
    away.enter()
    bring(desk, away)
    desk.undo("B001")
    (refused,) = bring(desk, away).refused
    assert "was taken back in the county" in str(refused.why) and desk.all() == {}


def sealing(away, text):
    """An entry by somebody who seals what no page of a desk would."""
    entry = away.enter()
    return entry | {"sealed": seal(away.content["public_key"], f"{entry['uid']}/said", text)}


def test_an_entry_that_cannot_be_one_is_refused_alone(desk, away):
    good = away.enter()
    bad = [
        away.enter() | {"people": 0},
        away.enter() | {"people": True},
        away.enter() | {"arrived_at": "2026-12-14T09:00:00"},
        away.enter() | {"outcome": "hanged"},
        away.enter() | {"uid": "../../x"},
        away.enter() | {"village": "990001002001"},
        away.enter() | {"category": "discipline"},
        away.enter() | {"case": "X1"},
        away.hear(away.enter(), "promised", owner="局"),
        away.enter() | {"more": 1},
        away.enter() | {"sealed": good["uid"]},
        away.enter() | {"category": "\ud800"},
        away.hear(away.enter(), "settled") | {"ended_at": "9999-12-31T10:10:00"},
        away.hear(away.enter(), "settled") | {"called_at": "0001-01-01T10:00:00"},
        *(sealing(away, text) for text in ("[]", "no JSON", "1" * 5_000, "[" * 9_000)),
        "text",
        None,
        [],
    ]
    report = bring(desk, away, [*bad, good])
    assert report.taken == ["B001"] and len(report.refused) == len(bad)
    assert list(desk.all()) == ["B001"]


def test_words_that_were_moved_to_another_entry_are_not_opened(desk, away):
    first = away.enter(said={"words": "灯不亮"})
    second = away.enter(sealed=first["sealed"])
    report = bring(desk, away, [second])
    assert "cannot be opened" in str(report.refused[0].why)
    private, public = new_key()
    assert unseal(private, "x", seal(public, "x", "字")) == "字"
    with pytest.raises(DeskRefused):
        unseal(private, "y", seal(public, "x", "字"))


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "petition-desk-1", "entries": 3}'],
)
def test_what_is_no_file_of_a_desk_is_refused_whole(content):
    with pytest.raises(DeskRefused):
        parse(content)


def test_a_file_of_another_desk_or_with_another_head_is_refused(desk, away):
    away.enter()
    for more in ({"desk": "0" * 32}, {"township": "990001002"}, {"on": "2026-11-15"}, {"letter": "C"}):
        with pytest.raises(DeskRefused):
            take_over(desk.writer, parse(away.saved(**more)))
    other = writer(Scope.of(Role.TOWNSHIP, ["990001002"], COUNTY), desk.store, today=DAY)
    with pytest.raises(DeskRefused, match="does not keep the desk"):
        take_over(other, parse(away.saved()))
    assert desk.all() == {}
    own = writer(OFFICER, desk.store, today=DAY)
    assert take_over(own, parse(away.saved())).taken == ["B001"]


def test_what_was_struck_at_the_desk_counts_nowhere(desk, away):
    away.enter(withdrawn=True, revision=2)
    assert bring(desk, away).taken == ["B001"]
    assert desk.all() == {} and bring(desk, away).known == ["B001"]


@pytest.mark.parametrize("seed", range(6))
def test_files_in_any_order_with_doubles_end_in_the_same_desk(desk, away, seed):
    """States of a morning, cut into files that overlap, are shuffled and handed in twice."""
    chance = random.Random(seed)
    states = []
    for _ in range(8):
        entry = away.enter(people=chance.randint(1, 9))
        own = [dict(entry)]
        for _ in range(chance.randint(0, 3)):
            outcome = chance.choice(["settled", "explained", "promised", "not_heard"])
            more = {
                "promised": {"owner": "局", "due": "2026-12-30"},
                "not_heard": {"why": "left"},
            }.get(outcome, {})
            none = {"owner": "", "due": None, "why": None}
            own.append(dict(away.hear(dict(own[-1]), outcome, **(none | more))))
            if outcome == "not_heard":
                own[-1]["place"] = "left"
        states.append(own)
    files = [
        [chance.choice(own) for own in chance.sample(states, chance.randint(1, 8))] for _ in range(6)
    ] + [[own[-1] for own in states]]
    files += files[:3]
    chance.shuffle(files)
    for entries in files:
        chance.shuffle(entries)
        report = bring(desk, away, entries)
        assert report.refused == []
    found = {each.slip: each for each in queue.listed(desk.writer, DAY, TOWNSHIP)}
    assert len(found) == 8
    for own in states:
        last = own[-1]
        assert (found[f"B{last['number']:03d}"].outcome or "") == last.get("outcome", "")
    standing = sum(last[-1].get("outcome") in ("settled", "explained", "promised") for last in states)
    with desk.store.read() as connection:
        steps = connection.scalars(select(CaseStep.id).where(CaseStep.undone_at.is_(None))).all()
    assert len(steps) == standing, "each outcome stands once in the record"


def test_a_desk_of_the_county_works_on_beside_it(county):
    desk = Desk(county)
    away = Away(desk)
    away.enter()
    desk.enter()
    bring(desk, away)
    assert list(desk.all()) == ["A001", "B001"]
    assert entering.enter(writer(OFFICE, county, today=DAY), TOWNSHIP, DAY, NewEntry("ecology")) == "A002"
