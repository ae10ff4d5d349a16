"""Names of an older list against a newer one: what each rule does with a fixed sample.

The sample is invented after what official lists show: committees written short and in full, villages that
became communities, a name corrected under its code, mergers, splits, renumbered and dissolved villages, and a
name that went to another village.
"""

from collections import Counter

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer

COUNTY, EAST, WEST = "990001", "990001001", "990001002"
ENDED = "2023-06-30"

NEW = [
    (COUNTY, "测试县", "county", None),
    (EAST, "东桥街道", "township", COUNTY),
    (WEST, "清溪镇", "township", COUNTY),
    (f"{EAST}001", "文教社区居民委员会", "village", EAST),
    (f"{EAST}002", "江畔社区居民委员会", "village", EAST),
    (f"{EAST}201", "前店村村民委员会", "village", EAST),
    (f"{EAST}202", "五村村民委员会", "village", EAST),
    (f"{EAST}203", "西五村村民委员会", "village", EAST),
    (f"{EAST}204", "大塘村村民委员会", "village", EAST),
    (f"{WEST}201", "壶岭村村民委员会", "village", WEST),
    (f"{WEST}202", "联盟村村民委员会", "village", WEST),
    (f"{WEST}203", "上坪村村民委员会", "village", WEST),
    (f"{WEST}204", "下坪村村民委员会", "village", WEST),
    (f"{WEST}205", "新塘村村民委员会", "village", WEST),
]
# old code, old name, township, confirmed successors -> what it must be: code, candidates, reason
OLD = [
    (f"{EAST}001", "文教居委会", EAST, (f"{EAST}001",), f"{EAST}001", (), "official"),
    (f"{EAST}002", "江畔村委会", EAST, (f"{EAST}002",), f"{EAST}002", (), "former"),
    (f"{EAST}201", "前店村委会", EAST, (f"{EAST}201",), f"{EAST}201", (), "official"),
    (f"{EAST}202", "五村村委会", EAST, (f"{EAST}202",), f"{EAST}202", (), "official"),
    (f"{EAST}203", "西五村村委会", EAST, (f"{EAST}203",), f"{EAST}203", (), "official"),
    # corrected under its code: a candidate until somebody confirms it
    (f"{WEST}201", "胡岭村委会", WEST, (), None, (f"{WEST}201",), "unconfirmed"),
    # three became one
    (f"{WEST}211", "红旗村委会", WEST, (f"{WEST}202",), f"{WEST}202", (), "former"),
    (f"{WEST}212", "红星村委会", WEST, (f"{WEST}202",), f"{WEST}202", (), "former"),
    (f"{WEST}213", "红光村委会", WEST, (f"{WEST}202",), f"{WEST}202", (), "former"),
    # one became two
    (
        f"{WEST}214",
        "大坪村委会",
        WEST,
        (f"{WEST}203", f"{WEST}204"),
        None,
        (f"{WEST}203", f"{WEST}204"),
        "shared",
    ),
    # the same village under another code, confirmed; and its merger confirmed in two steps
    (f"{EAST}221", "大塘村委会", EAST, (f"{EAST}204",), f"{EAST}204", (), "official"),
    (f"{EAST}222", "小塘村委会", EAST, (f"{EAST}221",), f"{EAST}204", (), "former"),
    # ended, and nobody knows what became of it
    (f"{EAST}223", "石门村委会", EAST, (), None, (), "nothing"),
    # its name has gone to another village, its people to a third: in doubt, whatever the township
    (f"{WEST}215", "新塘村委会", WEST, (f"{WEST}202",), None, (f"{WEST}202", f"{WEST}205"), "shared"),
]


@pytest.fixture(scope="module")
def gazetteer():
    new = pd.DataFrame(NEW, columns=["code", "name", "level", "parent"])
    old = pd.DataFrame(
        [(code, name, "village", parent, ENDED, successors) for code, name, parent, successors, *_ in OLD],
        columns=["code", "name", "level", "parent", "valid_to", "successors"],
    )
    return Gazetteer(pd.concat([new, old], ignore_index=True))


@pytest.mark.parametrize("row", OLD, ids=[row[1] for row in OLD])
@pytest.mark.parametrize("above", ["", "township"])
def test_an_old_name_leads_to_its_village_to_candidates_or_to_nothing(gazetteer, row, above):
    _, name, parent, _, code, candidates, reason = row
    township = {EAST: "东桥街道", WEST: "清溪镇"}[parent] if above else ""
    found = gazetteer.match([township + name]).iloc[0]
    told = found["code"] if found["level"] == "village" else None
    assert told == code
    assert set(found["candidates"]) == set(candidates)
    if reason != "nothing":
        assert found["reason"] == reason


def test_the_sample_shows_what_each_rule_did(gazetteer):
    found = gazetteer.match([row[1] for row in OLD])
    assert Counter(found["reason"]) == {
        "official": 5,
        "former": 5,
        "shared": 2,
        "unconfirmed": 1,
        "nothing": 1,
    }
    answered = found["level"] == "village"
    assert found["code"][answered].tolist() == [row[4] for row in OLD if row[4]]


def test_a_township_that_ended_and_became_nothing_on_record_names_nothing():
    rows = [
        ("990001", "测试县", "county", None, None),
        ("990001001", "东桥镇", "township", "990001", None),
        ("990001002", "清溪镇", "township", "990001", ENDED),
        ("990001001001", "前店村村民委员会", "village", "990001001", None),
    ]
    columns = ["code", "name", "level", "parent", "valid_to"]
    names = Gazetteer(pd.DataFrame(rows, columns=columns).assign(successors=None))
    assert names.match(["清溪镇", "前店村"])["code"].tolist() == [None, "990001001001"]
