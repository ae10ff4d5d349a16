"""The page of a village or township tells what its reader may see, under the filter that is set."""

import re

import pytest
from sqlalchemy import update

from dashboard import cache
from data.petitions.cases import open_cases
from data.petitions.facts import Filter, facts
from data.reader import Reader
from data.scope import Role, Scope
from data.tables import Dataset
from data.terms import Status
from tests.dashboard.pages.conftest import open_view, tables, title, words
from tests.dashboard.pages.test_selection import links

OWN, VILLAGE, OTHER = "330726101", "330726101304", "330726204"


def figures(page):
    """Label -> value."""
    (markup,) = [each.value for each in page.html if 'class="pm-figure"' in each.value]
    found = re.findall(r"<b>(.*?)</b><span>(.*?)</span>", markup)
    return {label: value for value, label in found}


@pytest.mark.parametrize("asked", ["", "span=3", "category=ecology", "tier=hard", "kind=joint", "count=both"])
def test_the_open_cases_listed_are_those_of_the_figure_whatever_is_asked(look, asked):
    page = look(f"place?village={VILLAGE}&{asked}")
    listed = links(page, f"open-{VILLAGE}") if "open-" in "".join(each.value for each in page.html) else {}
    rows = [each for each in page.html if f'data-list="open-{VILLAGE}"' in each.value]
    count = rows[0].value.count("<tr data-code") if rows else 0
    assert int(figures(page)["在办"]) == count and listed is not None


def test_the_map_does_not_contradict_its_figures_either(look):
    page = look(f"map?village={VILLAGE}&category=labour")
    assert figures(page)["在办"] == "0" or "在办件" in words(page)
    assert "另有在办" in words(page)


@pytest.mark.parametrize("role", ["office", "leader", "township"])
def test_a_township_has_a_page_of_its_villages(look, role):
    page = look(f"place?township={OWN}&role={role}")
    assert title(page).startswith("黄宅镇")
    rows = links(page, "villages-of")
    assert len(tables(page)) >= 2 and all(f"village={OWN}" in address for address in rows.values())


def test_whoever_may_not_see_a_village_finds_no_page_of_it(look):
    for role, code in (("township", f"{OTHER}301"), ("team", "330726101309")):
        page = look(f"place?role={role}&village={code}")
        assert title(page) == "没有该村社或乡镇", role
    assert title(look(f"place?role=team&township={OWN}")) == "没有该村社或乡镇"


def test_a_leader_is_told_of_a_village_elsewhere_what_disclosure_allows(look):
    look("place?role=leader")
    code = next(each for each in cache.geography(cache.store().dataset()).codes if not each.startswith(OWN))
    page = look(f"place?role=leader&village={code}")
    shown = words(page)
    assert figures(page)["在办"] == "不予显示" and "无可查看的在办件" in shown
    for own in ("问题类别，", "各月登记", "县领导下访记录", "另有在办"):
        assert own not in shown
    assert "县领导下访记录" in words(look(f"place?role=leader&village={VILLAGE}"))


def test_the_samples_of_the_charts_are_the_demos_alone(look, record, store):
    page = look("?samples=1")
    shown = "".join(each.value for each in page.html)
    assert shown.count("data:image/svg+xml") == 4 and 'class="pm-ranked"' in shown
    assert title(page) == "图表样例"
    with store.write("test", "make", "real") as session:
        session.execute(update(Dataset).values(synthetic=False))
    record(store.url, PETITION_MAP_ROLE="office")
    assert "图表样例" not in [each.value for each in open_view("?samples=1").title]


def test_open_cases_are_those_that_are_counted_under_every_filter(demo_file, record):
    record(demo_file)
    county = cache.store().dataset().county_code
    who = Reader.of(Scope.of(Role.OFFICE, [county], county), cache.store())
    counted = facts(who)
    for wanted in (Filter(), Filter(category="ecology"), Filter(tier="hard"), Filter(township=OWN)):
        kept = counted[counted["status"] == Status.OPEN.value]
        kept = kept[(kept["channel"] != "request") & (kept["purpose"] != "accusation")]
        for name in ("category", "tier"):
            value = getattr(wanted, name)
            kept = kept if value is None else kept[kept[name] == value]
        village = None if wanted.township else VILLAGE
        place = kept["township_code"] == OWN if wanted.township else kept["village_code"] == VILLAGE
        assert len(open_cases(who, village, wanted, limit=5000)) == int(place.sum())


def test_the_months_of_a_village_end_with_the_current_one_though_nothing_was_filed_in_it(look):
    look("place")
    page = look(f"place?village={VILLAGE}&category=military&tier=hard")
    chart = next(part.value for part in page.html if 'class="pm-chart"' in part.value)
    names = re.findall(r"<tr><td>([\d-]+)</td>", chart)
    assert len(names) == 24 and names[-1] == "2026-11"
    assert f"<span>{names[0]}</span><span>{names[-1]}（本月截至11月24日）</span>" in chart
