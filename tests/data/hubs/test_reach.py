"""How far the places of reception are, and where one more would help."""

import numpy as np
import pytest
import shapely
from sqlalchemy import delete, update

from data.hubs.places import hubs, services, windows
from data.hubs.reach import Measure, more, reach
from data.rules import set_rules
from data.tables import Division, Hub, HubWindow
from tests.county import TODAY
from tests.roles import OFFICE, writer


@pytest.fixture
def one_judge(store):
    """Of the two places only the first has a judge, by a window; the second says law in its entry."""
    with store.write("test", "add", "windows") as session:
        own = {"presence": "by_rota", "days": "3", "opens": 540.0, "closes": None}
        session.add(HubWindow(hub_id=1, service="法官工作室", **own))
        session.execute(update(Hub).where(Hub.id == 2).values(services=["律师调解室"]))
    return store


def test_every_village_has_minutes_to_its_nearest_place_and_says_that_they_are_an_estimate(store):
    found = reach(store, TODAY)
    assert len(found.villages) == 4 and found.estimate and found.unplaced == 0
    rows = found.villages.set_index("code")
    assert rows.loc["990001001001", "hub"] == "第1镇接访点"
    assert rows.loc["990001002002", "hub"] == "第2镇接访点"
    by_hand = found.between[:, 4:].min(axis=1)
    assert np.array_equal(rows["minutes"].to_numpy(), by_hand)


def test_a_service_is_looked_for_at_the_places_that_offer_it(one_judge):
    assert services(hubs(one_judge, TODAY)) == ["法官工作室", "律师调解室"]
    rows = reach(one_judge, TODAY, "法官工作室").villages
    assert set(rows["hub"]) == {"第1镇接访点"}
    assert reach(one_judge, TODAY, "nothing").villages["minutes"].isna().all()
    assert list(windows(one_judge)["days"]) == ["3"]


def test_a_window_is_proposed_where_it_lacks_and_brings_what_it_says(one_judge):
    set_rules(writer(OFFICE, one_judge), {"service.hub_minutes": 10}, valid_from=TODAY)
    found = reach(one_judge, TODAY, "法官工作室")
    proposal = more(found, 1, "法官工作室")
    assert proposal.names == ("第2镇接访点",) and found.measure is Measure.RESIDENTS
    after = np.minimum(found.between[:, 4:].min(axis=1), found.villages["minutes"])
    assert proposal.gained == 1000 * (found.far & (after <= 10)).sum() > 0
    assert proposal.minutes_saved == pytest.approx((found.villages["minutes"] - after).mean())
    assert more(reach(one_judge, TODAY), 1) is None, "nobody is beyond the limit"


def test_where_residents_are_not_known_of_all_villages_count_as_one_each(one_judge):
    with one_judge.write("test", "forget", "residents") as session:
        session.execute(update(Division).where(Division.code == "990001001001").values(residents=None))
    found = reach(one_judge, TODAY)
    assert found.measure is Measure.VILLAGES and found.weights.tolist() == [1] * 4


def test_without_any_place_all_are_far_and_a_first_one_is_proposed(store):
    with store.write("test", "empty", "hubs") as session:
        session.execute(delete(Hub))
    found = reach(store, TODAY)
    assert found.far.all() and found.villages["hub"].isna().all()
    proposal = more(found, 1)
    assert proposal.gained > 0 and proposal.minutes_saved is None


def test_a_county_without_outlines_has_nothing_to_drive_to(empty_record, tmp_path):
    from data.store import Store
    from data.tables import Dataset

    path = tmp_path / "empty.gpkg"
    path.write_bytes(empty_record.read_bytes())
    store = Store(str(path))
    with store.write("test", "make", "990001") as session:
        session.add(Dataset(county_code="990001", county_name="测试县", synthetic=False))
        session.add(
            Hub(name="中心", division_code="990001", services=[], geometry=shapely.Point(119.9, 29.4))
        )
    found = reach(store, TODAY)
    assert found.villages.empty and more(found) is None
    store.close()
