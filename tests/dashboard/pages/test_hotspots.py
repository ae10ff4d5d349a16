"""Hot spots in words: one question at a time, compared, decided."""

import re

import pytest

from data.hotspots import findings
from data.scope import Role, Scope
from tests.dashboard.pages.conftest import legend, maps, open_view, title, words
from tests.demo import keep_finding
from tests.roles import writer


@pytest.mark.parametrize(
    ("question", "chinese", "english"),
    [
        ("more", "生态环境：.*个村社中，1 处 .*偏多", "more than expected in"),
        ("heat", "生态环境：.*黄宅镇.*最密", "densest around .* in 黄宅镇"),
        ("new", "生态环境：.*高于自身以往水平", "more than in their own past"),
        ("now", "生态环境.*1 处异常，.*黄宅镇一带", "matters around .*黄宅镇 since"),
    ],
)
def test_each_question_finds_the_ecology_of_huangzhai_in_both_languages(look, question, chinese, english):
    assert re.search(chinese, title(look(f"hotspots?spots={question}&category=ecology")))
    assert re.search(english, title(look(f"hotspots?spots={question}&category=ecology&lang=en")))


def test_last_winters_burst_is_told_by_those_who_look_at_that_month(look):
    assert re.search("劳动.*均未明显高于自身以往水平", title(look("hotspots?spots=now&category=labour")))
    page = look("hotspots?spots=now&category=labour&month=2026-01")
    assert re.search(r"劳动.*\d 处异常，仙华街道.*一带", title(page))


def test_the_bandwidth_of_the_heat_is_stated_and_can_be_moved(look):
    page = look("hotspots?spots=heat&category=ecology&bandwidth=2000")
    assert "聚合半径 2,000 米" in legend(page)
    slider = page.select_slider(key="bandwidth")
    assert slider.label == "聚合半径"
    following = slider.options[slider.options.index(slider.format_func(slider.value)) + 1]
    slider.set_value("2500").run()
    assert following == slider.format_func("2500")
    assert "聚合半径 2,500 米" in legend(page)
    assert page.query_params["bandwidth"] == "2500"


def test_a_comparison_with_what_is_not_on_record_is_refused_in_words(look):
    page = look("hotspots?spots=heat&span=36&beside=before")
    assert "数据自 2023-11-25 起，没有可对比的时期" in words(page)
    assert len(maps(page)) == 1


@pytest.mark.parametrize(("view", "told"), [("now", "暂无法判断（现有"), ("new", "暂无法判断变化趋势")])
def test_a_month_before_the_record_tells_nothing_instead_of_failing(look, view, told):
    page = look(f"hotspots?spots={view}&category=technology&month=2023-12&status=open")
    assert re.search(told, title(page))


def test_a_township_officer_sees_no_finding(record, own_file):
    keep_finding(own_file)
    assert Scope.of(Role.TOWNSHIP, ["330726101"]).county is None
    record(own_file)
    assert "预警事项 6 项" in title(open_view("hotspots?spots=found"))
    assert title(open_view("hotspots?spots=found&role=township")) == "暂无可显示的内容"


def test_a_finding_leaves_the_map_as_soon_as_it_is_decided(look_at_own, own_store):
    code = own_store.dataset().county_code
    office = writer(Scope.of(Role.OFFICE, [code], code), own_store)
    (before,) = maps(look_at_own("map"))
    waiting = findings.findings(office, findings.FindingState.NEW)
    assert len(before["alerts"]) == len(waiting) > 1
    findings.dismiss(office, int(waiting["id"].iloc[0]), "查无实据")
    (after,) = maps(look_at_own("map"))
    assert len(after["alerts"]) == len(waiting) - 1


@pytest.mark.parametrize("spots", ["heat", "more"])
def test_beside_two_maps_lies_one_of_their_difference_and_chance_is_grey(look, spots):
    *_sides, apart = maps(look(f"hotspots?spots={spots}&category=ecology&span=3&beside=year&lang=en"))
    assert apart["legend"]["title"] == "Sep – Nov 2026 less Sep – Nov 2025"
    labels = {line["colour"]: line["label"] for line in apart["legend"]["classes"]}
    assert any("more" in label for label in labels.values()) and "may be chance" in labels.values()
    for lines, place in zip(apart["words"], apart["classes"], strict=True):
        change, one, other = (int(n) for n in re.findall(r"[+-]?\d+", lines[1]))
        assert change == one - other
        label = labels[apart["palette"][place]]
        assert ("more" not in label or change > 0) and ("fewer" not in label or change < 0)


def test_a_difference_tells_a_leader_nothing_of_other_townships(look):
    apart = maps(look("hotspots?role=leader&spots=more&span=12&beside=year&lang=en"))[2]
    told = [lines for lines in apart["words"] if lines[1:] != ["not told"]]
    assert 0 < len(told) < 60 and "not told" in [line["label"] for line in apart["legend"]["classes"]]


def test_the_page_opens_on_a_question_that_found_something(look):
    page = look("hotspots")
    assert "spots" not in page.query_params and re.search(r"\d 处 \d+ 个村社明显偏多", title(page))


def test_the_legend_of_places_that_are_high_counts_matters_as_the_sentence_does(look):
    page = look("hotspots?spots=more")
    matters = re.search(r"归为 ([\d,]+) 个信访事项", words(page))[1]
    assert f"个事项，共 {matters} 个" in str(legend(page))
