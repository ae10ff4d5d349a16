"""Many write and read at once, in a file or on a server: no version lies, and nobody overwrites another."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from data.errors import PlanRefused
from data.store import Store
from data.tables import AuditEntry, Leader
from data.visits.plans import load_day
from data.visits.saved import save, saved_revision
from geo.visits import plan
from tests.county import COUNTY
from tests.data.visits.test_saved import DAY, TOWNSHIP
from tests.roles import OFFICE, reader, writer


def test_a_hundred_writes_by_four_at_once_are_a_hundred_versions(store):
    before = store.dataset()
    others = [Store(store.url).entire() for _ in range(4)]

    def work(nth):
        with others[nth % 4].write("test", "leader", COUNTY) as session:
            session.add(Leader(name=f"领导{nth}", post="", portfolio=""))

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(100)))
    after = store.dataset()
    assert after.version - before.version == 100
    assert after.versions["leaders"] - before.versions["leaders"] == 100
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(AuditEntry)) == 101
        assert connection.scalar(select(func.count()).select_from(Leader)) == 102
    for other in others:
        other.close()


def test_of_two_who_save_one_plan_at_once_one_is_refused(store):
    day = load_day(reader(OFFICE, store), TOWNSHIP, DAY)
    made = plan(day.problem)

    def attempt(actor):
        other = Store(store.url).entire()
        try:
            return save(writer(OFFICE, other, actor), day, made, seen=None)
        except PlanRefused:
            return None
        finally:
            other.close()

    with ThreadPoolExecutor(2) as workers:
        revisions = sorted(workers.map(attempt, ("one", "two")), key=str)
    assert revisions == [1, None]
    assert saved_revision(reader(OFFICE, store), TOWNSHIP, DAY) == 1


def test_a_reader_sees_one_state_from_the_first_question_to_the_last(store):
    leaders = select(func.count()).select_from(Leader)
    with store.read() as connection:
        before = connection.scalar(leaders)
        with store.write("test", "leader", COUNTY) as session:
            session.add(Leader(name="新领导", post="", portfolio=""))
        assert connection.scalar(leaders) == before
    with store.read() as connection:
        assert connection.scalar(leaders) == before + 1


def test_what_one_process_changes_another_sees_at_its_next_look(store):
    other = Store(store.url)
    known = other.dataset()
    with store.write("test", "leader", COUNTY) as session:
        session.add(Leader(name="新领导", post="", portfolio=""))
    assert other.dataset().version_of("leaders") != known.version_of("leaders")
    assert other.dataset().version_of("petitions") == known.version_of("petitions")
    other.close()


@pytest.mark.parametrize("names", [["中村", "前于村", "丙村", "Bei", "安村", "a1"]])
def test_names_are_put_in_one_order_everywhere(store, names):
    with store.write("test", "leaders", COUNTY) as session:
        session.add_all(Leader(name=name, post="序", portfolio="") for name in names)
    with store.read() as connection:
        ordered = select(Leader.name).where(Leader.post == "序").order_by(Leader.name)
        assert connection.scalars(ordered).all() == sorted(names)
