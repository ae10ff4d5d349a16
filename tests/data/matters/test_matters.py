"""Repeated and joint petitions: many petitions, one matter; a person decides, and may take it back."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data.errors import MatterRefused
from data.matters import decisions
from data.matters.decisions import Proposal, Rule
from data.matters.proposals import propose
from data.matters.rules import LEAST_TEXT, LONGEST_PAUSE
from data.petitions.counts import count_matters
from data.petitions.facts import facts
from data.petitions.figures import figures
from data.scope import NOBODY, Role, Scope
from data.store import Store
from data.tables import AuditEntry, ImportRun, Matter, MatterLink, PetitionPerson
from data.tables.petitions import Petition
from tests.data.conftest import COUNTY, TODAY, petition
from tests.demo import AS_OF
from tests.roles import reader, writer

OFFICE = Scope.of(Role.OFFICE, [COUNTY], COUNTY)
FRONT, BACK = "990001001001", "990001001002"
ROAD = "村口通往小学的道路去年挖开以后一直没有恢复，下雨天积水没过脚踝，孩子上学很不安全，请求尽快修好"
NOISE = "隔壁工厂夜里开工噪音很大，老人无法入睡，多次向镇里反映都没有结果，希望环保部门到现场检测并处理"
NAME, ID, PHONE = "张测试", "330726199001011234", "13812345678"


def report(session, number, village=FRONT, *, days=10, statement=None, person=None, **values):
    """A petition filed some days ago, with what its petitioner says."""
    filed = dt.datetime.combine(TODAY, dt.time(9)) - dt.timedelta(days=days)
    one = petition(number, village, filed=filed, **values)
    session.add(one)
    session.flush()
    session.add(PetitionPerson(petition_id=one.id, statement=statement, **(person or {})))


@pytest.fixture
def reports(store):
    """Function that adds petitions, each given as the arguments of `report`."""

    def add(*several):
        with store.write("test", "add", COUNTY) as session:
            for number, values in several:
                report(session, number, **values)
        return store

    return add


def pairs(store, scope=OFFICE, **more):
    return {
        (one.number, one.joins, one.rule.value) for one in propose(reader(scope, store), on=TODAY, **more)
    }


def homes(store):
    with store.read() as connection:
        return dict(connection.execute(select(Petition.number, Petition.matter_id)).all())


def partition(store):
    groups = {}
    for number, matter in homes(store).items():
        groups.setdefault(matter or number, set()).add(number)
    return {frozenset(own) for own in groups.values()}


def in_force(store):
    with store.read() as connection:
        return list(connection.scalars(select(MatterLink.id).where(MatterLink.undone_at.is_(None))))


def log(store):
    with store.read() as connection:
        return connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.id)).mappings().all()


# --- what is proposed ----------------------------------------------------------------------------------


def test_the_same_petitioner_again_is_one_matter(reports):
    who = {"name": NAME, "id_number": ID}
    again = {"name": NAME, "id_number": f" {ID} "}
    store = reports(("A", {"days": 100, "person": who}), ("B", {"days": 10, "person": again}))
    (found,) = propose(reader(OFFICE, store), on=TODAY)
    assert (found.number, found.joins, found.rule, found.matter) == ("B", "A", Rule.PETITIONER, None)
    assert decisions.link(writer(OFFICE, store, "clerk"), decisions.clear([found])) == 1
    assert len(partition(store)) == 1 and propose(reader(OFFICE, store), on=TODAY) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"name": NAME}, {"name": NAME}, False),
        ({"name": NAME, "phone": PHONE}, {"name": NAME, "phone": "138-1234-5678"}, True),
        ({"name": NAME, "phone": PHONE}, {"name": "李测试", "phone": PHONE}, False),
        ({"name": NAME, "id_number": "无"}, {"name": NAME, "id_number": "无"}, False),
        ({"name": NAME, "phone": "00000000"}, {"name": NAME, "phone": "00000000"}, False),
        ({"id_number": "33072619900101123x"}, {"id_number": "33072619900101123Ｘ"}, True),
    ],
)
def test_a_petitioner_is_known_by_identity_number_or_by_name_and_telephone(reports, one, other, found):
    store = reports(("A", {"days": 20, "person": one}), ("B", {"person": other}))
    assert bool(pairs(store)) is found


def test_where_an_agent_ran_the_errand_the_petitioner_is_not_clear(reports):
    who = {"id_number": ID}
    store = reports(("A", {"days": 20, "person": who, "by_proxy": True}), ("B", {"person": who}))
    assert (
        pairs(store) == {("B", "A", "petitioner")} and decisions.clear(propose(reader(OFFICE, store))) == []
    )


def test_another_village_or_category_is_another_matter(reports):
    who = {"id_number": ID}
    store = reports(
        ("A", {"statement": ROAD, "person": who}),
        ("B", {"village": BACK, "statement": ROAD, "person": who}),
        ("C", {"category": "labour", "statement": ROAD, "person": who}),
        ("N1", {"village": None, "statement": ROAD, "person": who}),
        ("N2", {"village": None, "statement": ROAD, "person": who}),
    )
    assert pairs(store) == set()


def test_a_joint_letter_of_five_neighbours_is_one_matter_of_five_petitions(reports):
    store = reports(*((f"J{n}", {"statement": ROAD + "。" * n}) for n in range(5)))
    found = propose(reader(OFFICE, store), on=TODAY)
    assert len(found) == 4 and {one.rule for one in found} == {Rule.TEXT}
    assert decisions.link(writer(OFFICE, store, "clerk"), decisions.clear(found)) == 4
    told = decisions.summary(reader(OFFICE, store))
    assert (told.petitions, told.matters, told.linked) == (5, 1, 5)
    largest = told.largest[["petitions", "village_code", "category"]].values.tolist()
    assert largest == [[5, FRONT, "land"]]


def test_statements_must_be_long_enough_and_alike(reports):
    short = ROAD[: LEAST_TEXT - 1]
    store = reports(
        ("S1", {"statement": short}),
        ("S2", {"statement": short}),
        ("L1", {"statement": ROAD}),
        ("L2", {"statement": ROAD[:-6] + "求你们快点来修"}),
        ("O", {"statement": NOISE}),
    )
    assert pairs(store) == {("L2", "L1", "text")}
    assert decisions.clear(propose(reader(OFFICE, store), on=TODAY)) == []


def test_where_the_figures_differ_a_person_must_look(reports):
    store = reports(("A", {"statement": ROAD + "3号楼"}), ("B", {"statement": ROAD + "5号楼"}))
    (found,) = propose(reader(OFFICE, store), on=TODAY)
    assert found.rule is Rule.TEXT and decisions.clear([found]) == []


def test_what_was_reported_long_ago_is_linked_by_number_alone(reports):
    long = LONGEST_PAUSE.astype(int) + 1
    who = {"id_number": ID}
    store = reports(
        ("XF2020-0001", {"days": 10 + int(long), "statement": ROAD, "person": who}),
        ("XF2020-0002", {"days": 10, "statement": ROAD, "person": who}),
        ("XF2020-0001-2", {"days": 5}),
    )
    assert pairs(store) == {("XF2020-0001-2", "XF2020-0001", "number")}


@pytest.mark.parametrize("suffix", ["-1", "_3", "（2）", "(二)", "之二", "－2"])
def test_a_number_with_a_suffix_is_the_same_matter_wherever_it_is_placed(reports, suffix):
    store = reports(("浦信2026001", {"days": 20}), ("浦信2026001" + suffix, {"village": None}))
    assert [(one.rule, one.joins) for one in propose(reader(OFFICE, store), on=TODAY)] == [
        (Rule.NUMBER, "浦信2026001")
    ]


@pytest.mark.parametrize("number", ["浦信20260011", "浦信2026001-2026", "浦信2026001号附件", "信-1"])
def test_not_every_longer_number_is_one_with_a_suffix(reports, number):
    assert pairs(reports(("浦信2026001", {}), ("信", {}), (number, {}))) == set()


def test_a_petition_that_quotes_anothers_number_belongs_to_it(reports):
    store = reports(
        ("浦信〔2026〕115号", {"days": 90, "category": "labour"}),
        ("YS202611150001", {"days": 80, "village": BACK}),
        ("B", {"statement": "本人曾反映（浦信〔2026〕115号），至今未果"}),
        ("C", {"statement": "见YS202611150001，电话13800000000"}),
        ("D", {"statement": "见YS2026111500012和AYS202611150001"}),
    )
    assert pairs(store) == {("B", "浦信〔2026〕115号", "number"), ("C", "YS202611150001", "number")}


def test_only_what_an_import_brought_is_proposed_if_asked(reports):
    store = reports(("A", {"statement": ROAD}), ("B", {"statement": ROAD}))
    with store.write("test", "run", COUNTY) as session:
        counts = dict.fromkeys(("rows", "stored", "rejected", "duplicates"), 0)
        session.add(ImportRun(id=7, file_name="", digest="", at=dt.datetime.now(), actor="", **counts))
    reports(("C", {"statement": ROAD, "import_run_id": 7, "days": 5}))
    assert {one[0] for one in pairs(store, since_run=7)} == {"C"} and len(pairs(store)) == 2


def test_a_large_village_is_compared_as_a_small_one_is(reports):
    alike = [(f"A{n:03d}", {"statement": ROAD + "求" * (n % 3), "days": 300 - n}) for n in range(280)]
    other = [(f"B{n:03d}", {"statement": NOISE, "days": 300 - n}) for n in range(20)]
    found = propose(reader(OFFICE, reports(*alike, *other)), on=TODAY)
    assert len(found) == 279 + 19 and {frozenset((one.number[0], one.joins[0])) for one in found} == {
        frozenset("A"),
        frozenset("B"),
    }


# --- reports and accusations ---------------------------------------------------------------------------


def test_reports_and_accusations_are_linked_among_themselves_alone(reports):
    who = {"id_number": ID}
    accused = {"purpose": "accusation"}
    store = reports(
        ("YS2026001", {"statement": ROAD, "person": who}),
        ("YS2026001-1", {"statement": ROAD, "person": who, **accused}),
        ("X2", {"statement": ROAD + "（原件YS2026001）", "person": who, **accused}),
    )
    assert {one[:2] for one in pairs(store)} == {("X2", "YS2026001-1")}
    forged = Proposal("X2", TODAY, "YS2026001", TODAY, None, Rule.TEXT, 1.0, FRONT, "land")
    with pytest.raises(MatterRefused, match="by hand only"):
        decisions.link(writer(OFFICE, store, "clerk"), [forged])
    assert in_force(store) == []


def test_what_a_person_put_together_with_an_accusation_grows_by_hand_alone(reports):
    store = reports(("A", {"statement": ROAD}), ("X", {"purpose": "accusation"}), ("B", {"statement": ROAD}))
    stale = propose(reader(OFFICE, store), on=TODAY)
    decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["A", "X"])
    assert propose(reader(OFFICE, store), on=TODAY) == []
    with pytest.raises(MatterRefused, match="by hand only"):
        decisions.link(writer(OFFICE, store, "clerk"), stale)


def test_totals_do_not_tell_that_an_accuser_is_among_those_who_petition(reports):
    store = reports(("A", {}), ("X1", {"purpose": "accusation"}), ("X2", {"purpose": "accusation"}))
    township = Scope.of(Role.TOWNSHIP, [FRONT[:9]], COUNTY)

    def told():
        seen = facts(reader(township, store), TODAY)
        return (
            figures(reader(township, store), TODAY).matters,
            count_matters(seen),
            seen["matter_id"].notna().any(),
        )

    before = told()
    decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["A", "X1", "X2"])
    assert told() == before == (1, 1, False)
    assert decisions.summary(reader(OFFICE, store)).matters == 1


# --- linking and undoing -------------------------------------------------------------------------------


def test_totals_in_petitions_and_in_matters(reports):
    store = reports(*((number, {}) for number in "ABCDE"))
    assert decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["A", "B", "C"]) == 2
    assert count_matters(facts(reader(OFFICE, store), TODAY)) == 3
    told = figures(reader(OFFICE, store), TODAY)
    assert (told.petitions, told.matters, told.as_record()["matters"]) == (5, 3, 3)
    assert decisions.summary(reader(OFFICE, store))[:3] == (5, 3, 3)


def test_two_matters_become_one_and_undoing_takes_exactly_that_link_back(reports):
    store = reports(*((number, {}) for number in "ABCD"))
    for two in ("AB", "CD"):
        decisions.link_by_hand(writer(OFFICE, store, "clerk"), list(two))
    before, links = homes(store), set(in_force(store))
    assert decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["B", "C"]) == 1
    assert len(partition(store)) == 1 and set(homes(store).values()) == {min(before.values())}
    (joining,) = set(in_force(store)) - links
    assert decisions.undo(writer(OFFICE, store, "other"), [joining]) == 1
    assert homes(store) == before and set(in_force(store)) == links


def test_a_matter_left_with_one_petition_dissolves(reports):
    store = reports(*((number, {}) for number in "ABC"))
    decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["A", "B", "C"])
    told = decisions.of_petition(reader(OFFICE, store), "B").set_index("number")
    assert list(told.index) == ["A", "B", "C"] and set(told["rule"]) == {"hand"}
    assert decisions.undo(writer(OFFICE, store, "clerk"), [int(told["link"]["C"])]) == 1
    assert partition(store) == {frozenset("AB"), frozenset("C")}
    assert decisions.undo(writer(OFFICE, store, "clerk"), [int(told["link"]["A"])]) == 2
    assert set(homes(store).values()) == {None} and in_force(store) == []
    assert decisions.of_petition(reader(OFFICE, store), "B").empty


def test_what_was_undone_is_not_proposed_again_by_the_same_rule(reports):
    who = {"id_number": ID}
    store = reports(("A", {"statement": ROAD, "days": 20}), ("B", {"statement": ROAD, "person": who}))
    decisions.link(writer(OFFICE, store, "clerk"), propose(reader(OFFICE, store), on=TODAY))
    decisions.undo(writer(OFFICE, store, "clerk"), in_force(store))
    assert pairs(store) == set()
    reports(("C", {"statement": ROAD, "days": 15}))
    (found,) = propose(reader(OFFICE, store), on=TODAY)
    decisions.link(writer(OFFICE, store, "clerk"), [found])
    assert pairs(store) == set() and len(partition(store)) == 2
    with store.write("test", "person", COUNTY) as session:
        session.get(PetitionPerson, 1).id_number = ID
    assert {one[2] for one in pairs(store)} == {"petitioner"}


def test_a_rejected_proposal_is_not_made_again_and_changes_nothing(reports):
    store = reports(*((number, {"statement": ROAD}) for number in "ABC"))
    found = propose(reader(OFFICE, store), on=TODAY)
    wrong = [one for one in found if "C" in one.pair]
    assert decisions.reject(writer(OFFICE, store, "clerk"), wrong) == 1
    assert set(homes(store).values()) == {None}
    left = propose(reader(OFFICE, store), on=TODAY)
    decisions.link(writer(OFFICE, store, "clerk"), left)
    assert propose(reader(OFFICE, store), on=TODAY) == []
    assert len(partition(store)) == 2


@pytest.mark.parametrize(
    ("numbers", "told"), [([], "two petitions or more"), (["A", "A"], "two"), (["A", "Z"], "number Z")]
)
def test_a_matter_needs_two_petitions_that_exist(reports, numbers, told):
    store = reports(("A", {}))
    with pytest.raises(MatterRefused, match=told):
        decisions.link_by_hand(writer(OFFICE, store, "clerk"), numbers)


def test_a_link_is_undone_once_and_of_several_all_or_none(reports):
    store = reports(("A", {}), ("B", {}))
    decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["A", "B"])
    one, other = in_force(store)
    with pytest.raises(MatterRefused, match="no link 99"):
        decisions.undo(writer(OFFICE, store, "clerk"), [one, 99])
    assert in_force(store) == [one, other]
    decisions.undo(writer(OFFICE, store, "clerk"), [one])
    with pytest.raises(MatterRefused, match=f"no link {other} that could be undone"):
        decisions.undo(writer(OFFICE, store, "clerk"), [other])


NUMBERS = "ABCDEFG"
EDGES = st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)), max_size=12)
PER_EXAMPLE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def proposals(edges):
    return [Proposal(a, TODAY, b, TODAY, None, Rule.TEXT, 1.0, FRONT, "land") for a, b in edges if a != b]


def clean(store):
    with store.write("test", "clean", COUNTY) as session:
        session.query(Petition).update({Petition.matter_id: None})
        session.query(MatterLink).delete()
        session.query(Matter).delete()
        if not session.scalar(select(func.count()).select_from(Petition)):
            session.add_all(petition(number, FRONT) for number in NUMBERS)


@pytest.mark.sqlite
@PER_EXAMPLE
@given(edges=EDGES, data=st.data())
def test_any_order_of_linking_gives_the_same_matters_and_undoing_all_the_start(store, edges, data):
    clean(store)
    start, found = partition(store), []
    for order in (edges, data.draw(st.permutations(edges))):
        cut = data.draw(st.integers(0, len(order)))
        for part in (order[:cut], order[cut:]):
            decisions.link(writer(OFFICE, store, "clerk"), proposals(part))
        found.append(partition(store))
        backwards = data.draw(st.permutations(in_force(store)))
        for link in backwards:
            if link in in_force(store):
                decisions.undo(writer(OFFICE, store, "clerk"), [link])
        assert partition(store) == start and set(homes(store).values()) == {None}
    assert found[0] == found[1]


@PER_EXAMPLE
@given(edges=EDGES, more=EDGES)
def test_links_added_and_taken_back_at_once_leave_what_was_before(store, edges, more):
    clean(store)
    decisions.link(writer(OFFICE, store, "clerk"), proposals(edges))
    before, links = homes(store), set(in_force(store))
    decisions.link(writer(OFFICE, store, "clerk"), proposals(more))
    decisions.undo(writer(OFFICE, store, "clerk"), set(in_force(store)) - links)
    assert homes(store) == before and set(in_force(store)) == links


# --- who may, and what is told -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scope",
    [
        None,
        NOBODY,
        Scope(Role.OFFICE),
        *(Scope.of(role, [FRONT[:9]], COUNTY) for role in Role if role not in (Role.OFFICE, Role.CLERK)),
    ],
)
def test_nobody_but_the_office(reports, scope):
    store = reports(*((number, {"statement": ROAD}) for number in "ABC"))
    found = propose(reader(OFFICE, store), on=TODAY)
    decisions.link(writer(OFFICE, store, "clerk"), found[:1])
    assert (
        propose(reader(scope, store), on=TODAY) == []
        and decisions.of_petition(reader(scope, store), "A").empty
    )
    assert (
        decisions.summary(reader(scope, store))[:3] == (0, 0, 0)
        and decisions.summary(reader(scope, store)).largest.empty
    )
    before = homes(store)
    for act in (
        lambda: decisions.link(writer(scope, store, "x"), found),
        lambda: decisions.reject(writer(scope, store, "x"), found),
        lambda: decisions.link_by_hand(writer(scope, store, "x"), ["A", "B"]),
        lambda: decisions.undo(writer(scope, store, "x"), in_force(store)),
    ):
        with pytest.raises(MatterRefused, match="Only the petition office"):
            act()
    assert homes(store) == before


def test_an_office_links_only_petitions_of_its_own(reports):
    store = reports(("A", {}), ("B", {}), ("OUT", {"county_code": "990002", "village": None}))
    with pytest.raises(MatterRefused, match="no petition with the number OUT"):
        decisions.link_by_hand(writer(OFFICE, store, "clerk"), ["A", "OUT"])
    both = Scope.of(Role.OFFICE, [COUNTY, "990002"], COUNTY)
    decisions.link_by_hand(writer(both, store, "clerk"), ["OUT", "A"])
    other = Scope.of(Role.OFFICE, ["990002"], "990002")
    outside = decisions.of_petition(reader(both, store), "A").set_index("number")["link"]["A"]
    with pytest.raises(MatterRefused, match="no link"):
        decisions.undo(writer(other, store, "x"), [int(outside)])


def test_an_office_that_may_not_see_persons_gets_what_numbers_tell(reports):
    store = reports(
        ("YS2026001", {"statement": ROAD, "person": {"id_number": ID}}),
        ("YS2026001-1", {}),
        ("C", {"statement": ROAD, "person": {"id_number": ID}}),
    )
    blind = Scope(Role.OFFICE, frozenset([COUNTY]), personal=False, county=COUNTY)
    assert pairs(store, blind) == {("YS2026001-1", "YS2026001", "number")}


def test_no_personal_data_in_log_links_or_proposals(reports):
    who = {"name": NAME, "id_number": ID, "phone": PHONE, "home": "前店村1号"}
    store = reports(*((number, {"statement": ROAD, "person": who}) for number in "ABC"))
    found = propose(reader(OFFICE, store), on=TODAY)
    decisions.link(writer(OFFICE, store, "clerk"), found[:1])
    decisions.reject(writer(OFFICE, store, "clerk"), found[1:])
    decisions.undo(writer(OFFICE, store, "clerk"), in_force(store))
    with store.read() as connection:
        links = connection.execute(select(MatterLink.__table__)).all()
    told = repr((found, [dict(row) for row in log(store)], links))
    assert not any(secret in told for secret in (NAME, ID, PHONE, "前店村1号", ROAD[:6]))


def test_every_change_is_logged_with_counts(reports):
    store = reports(*((number, {"statement": ROAD}) for number in "ABC"))
    decisions.link(writer(OFFICE, store, "clerk"), propose(reader(OFFICE, store), on=TODAY))
    decisions.undo(writer(OFFICE, store, "other"), in_force(store)[:1])
    linked, undone = log(store)[-2:]
    assert (linked["action"], linked["actor"], linked["subject"]) == ("link matters", "clerk", COUNTY)
    assert linked["detail"] == {"links": 3, "matters": 1, "text": 2}
    assert (undone["action"], undone["actor"]) == ("undo matter links", "other")
    assert undone["detail"] == {"links": 1, "petitions": 1}


# --- the demo county -----------------------------------------------------------------------------------


def test_in_the_demo_county_many_repeated_petitions_are_linked_and_some_wait(demo_of):
    store = Store(str(demo_of(AS_OF)))
    columns = ("id", "village_code", "category", "purpose", "occurrence", "matter_id")
    statement = select(*(getattr(Petition, name) for name in columns)).where(Petition.matter_id.is_not(None))
    with store.read() as connection:
        linked = pd.DataFrame(connection.execute(statement).all(), columns=columns)
        links = connection.execute(
            select(MatterLink.petition_id, MatterLink.matter_id, MatterLink.actor)
        ).all()
    assert dict(zip(linked["id"], linked["matter_id"], strict=True)) == {one[0]: one[1] for one in links}
    assert {one.actor for one in links} == {"demo"} and "accusation" not in set(linked["purpose"])
    each = linked.groupby("matter_id")
    assert each.size().min() == 2 and (each[["village_code", "category"]].nunique() == 1).all(axis=None)
    assert (linked["occurrence"] == "repeat").sum() > 1000
    county = store.dataset().county_code
    waiting = propose(reader(Scope.of(Role.OFFICE, [county], county), store))
    assert {one.rule for one in waiting} == {Rule.PETITIONER, Rule.TEXT} and decisions.clear(waiting)
    store.close()
