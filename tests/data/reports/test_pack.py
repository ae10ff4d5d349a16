"""A village on one page of paper: nobody can be recognised by it, and it is one page whatever is open."""

import datetime as dt
import json
import math

import pytest

from data.errors import ServiceRefused
from data.hubs.reach import reach
from data.reports import pack, typesetting
from data.service.errands import record_errand
from data.tables import CaseStep, LiaisonTeam, TeamVillage
from data.terms import ErrandKind, ErrandPlace
from tests.canaries.canaries import PEOPLE, plant
from tests.county import TODAY, VILLAGES, petition
from tests.roles import OFFICE, SCREEN, TEAM, UNIT, reader, writer

FRONT, UNCOVERED = "990001001001", "990001002002"


def test_no_canary_stands_on_any_page(store):
    plant(store)
    content = pack.document(reader(OFFICE, store), list(VILLAGES), "zh_CN")
    told = json.dumps(content, ensure_ascii=False)
    for person in PEOPLE:
        for kind, canary in person.all.items():
            assert canary not in told, kind
    assert "C0" not in told and "…" in told, "numbers are masked"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_village_is_one_page_however_much_is_open(store, language):
    with store.write("test", "add", "cases") as session:
        session.add_all(petition(f"2026{n:08d}", FRONT, id=n + 1, category="ecology") for n in range(60))
        session.flush()
        session.add_all(
            CaseStep(
                petition_id=n + 1,
                at=dt.datetime(2026, 11, 1),
                kind="promised",
                owner="测试局",
                due=dt.date(2026, 11, 20),
            )
            for n in range(9)
        )
    for n in range(9):
        team = writer(TEAM, store)
        record_errand(team, FRONT, ErrandKind.INSURANCE, ErrandPlace.COUNTY, form=f"{n:032d}")
    content = pack.document(reader(TEAM, store), [FRONT], language, address="https://petitions.example")
    (page,) = content["pages"]
    assert len(page["cases"]["rows"]) == pack.CASES and str(60 - pack.CASES) in page["cases"]["more"]
    assert len(page["promises"]["rows"]) == len(page["errands"]["rows"]) == 4
    assert page["code_of"].startswith("<svg")
    assert len(typesetting.pages(pack.TEMPLATE, content)) == 1
    assert pack.pdf(content).startswith(b"%PDF")


@pytest.mark.parametrize(
    "address", ["https://petitions.example/" + "长" * 3_000, "http://[", "petitions", "x:y"]
)
def test_an_address_that_no_code_holds_or_no_browser_opens_is_refused(store, address):
    with pytest.raises(ServiceRefused, match="address"):
        pack.document(reader(OFFICE, store), [FRONT], "zh_CN", address=address)


def test_a_village_without_a_team_or_with_two_has_no_vacant_duty_that_is_none(store):
    def vacant(village):
        content = pack.document(reader(OFFICE, store), [village], "en")
        return content["pages"][0]["facts"][-1][1]

    assert vacant(UNCOVERED) == "Liaison team: none"
    with store.write("test", "add", "team") as session:
        second = LiaisonTeam(name="另一服务团")
        session.add(second)
        session.flush()
        session.add(TeamVillage(team_id=second.id, village_code=FRONT, valid_from=dt.date(2020, 1, 1)))
    assert vacant(FRONT).count("Mediates") == 2 and "另一服务团" in vacant(FRONT)


def test_minutes_are_no_fewer_than_on_the_page_of_the_places(store):
    near = reach(store, TODAY).villages.set_index("code")["minutes"]
    pages = pack.document(reader(OFFICE, store), list(VILLAGES), "zh_CN")["pages"]
    for page, minutes in zip(pages, near[list(VILLAGES)], strict=True):
        assert f"，{math.ceil(minutes)} 分钟" in json.dumps(page["facts"], ensure_ascii=False)


def test_only_villages_whose_cases_one_may_open_are_printed(store):
    assert list(pack.entrusted(reader(TEAM, store))) == [FRONT]
    for scope, villages in ((TEAM, ["990001002001"]), (SCREEN, [FRONT]), (UNIT, [FRONT]), (OFFICE, ["x"])):
        with pytest.raises(ServiceRefused, match="no village"):
            pack.document(reader(scope, store), villages, "zh_CN")
    with pytest.raises(ServiceRefused, match="no village"):
        pack.document(reader(OFFICE, store), [], "zh_CN")


@pytest.mark.parametrize(("number", "shown"), [("YS202611240012", "…0012"), ("A12", "…2"), ("7", "…")])
def test_of_a_number_less_than_half_is_shown(number, shown):
    assert pack._masked(number) == shown
