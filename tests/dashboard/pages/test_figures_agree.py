"""Whoever asks the same question twice is told the same figure: by every page, list, file and command."""

import csv
import io
import json
import re
from functools import cache as cache_answers

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from dashboard import cache
from data.petitions.figures import instructions
from data.reader import Reader
from data.scope import Role, Scope
from data.search import cases_numbered
from scripts.__main__ import app
from tests.dashboard.pages.conftest import legend, plain, title, words

TOWN, VILLAGE = "330726101", "330726101304"
CASES = r"信访件 ([\d,]+) 件"


def number(text, pattern=CASES):
    return whole(re.search(pattern, text)[1])


def whole(text):
    return int(text.replace(",", ""))


def told(page):
    """Label -> figure, of the key figures of a page."""
    shown = "".join(each.value for each in page.html)
    pairs = re.findall(r'class="pm-figure"><b>(.*?)</b><span>(.*?)</span>', shown)
    return {label: value for value, label in pairs}


def column(page, name, at):
    """Code -> figure, of a column of a list; whose rows lead to a village by its code or its address."""
    (markup,) = [each.value for each in page.html if f'data-list="{name}"><table' in each.value]
    figures = {}
    for code, row in re.findall(r'<tr data-code="(.*?)">(.*?)</tr>', markup):
        cells = [plain(cell) for cell in re.findall(r"<td.*?</td>", row)]
        led = re.search(r"village=(\d+)", row)
        figures[code or led[1]] = whole(cells[at])
    return figures


def bars(page, what):
    """Values of the bars of a chart, or of the months of a line, by their names."""
    shown = "".join(each.value for each in page.html if what in plain(each.value))
    ranked = re.findall(
        r"<th[^>]*>(?:<a.*?>)?([^<]*)(?:</a>)?</th><td><i.*?</td><td class=\"n\">(.*?)</td>", shown
    )
    months = re.findall(r'title="(\d{4}-\d\d): ([\d,]+)"', shown)
    lines = re.findall(r"<tr><td>(\d{4}-\d\d)</td><td>([\d,]+)</td>", shown)
    return {name: whole(value) for name, value in ranked + months + lines}


@pytest.fixture(scope="module")
def command(demo_file):
    """Function that asks a command for its figures, once: nobody changes the record."""

    @cache_answers
    def ask(*asked):
        result = CliRunner().invoke(app, [*asked, "--json", "--database", str(demo_file)])
        return json.loads(result.stdout)

    return ask


def matters(first, last, township=None):
    """Village -> matters of a period, each once, by its first petition that somebody may look at there."""
    dataset = cache.store().dataset()
    rows = cache.facts(Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code), dataset)
    rows = rows[(rows["channel"] != "request") & rows["filed"].between(first, f"{last} 23:59:59")]
    rows = rows[(rows["township_code"] == township) | (township is None)].sort_values("filed", kind="stable")
    once = rows[rows["matter_id"].isna() | ~rows.duplicated("matter_id")]
    placed = once[(once["purpose"] != "accusation") & once["village_code"].notna()]
    return placed["village_code"].astype(str).value_counts().to_dict()


@pytest.fixture
def files(offers):
    """Function from a page and a list of it to the rows of its file as CSV and as a workbook."""

    def rows(page, name):
        for at in (0, 1):
            page.button(key=f"file-{name}-{at}").click().run()
        (book, _, _), (text, _, _) = offers[-2:]
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
        head = next(at for at, line in enumerate(lines) if len(line) > 1)
        return lines[head + 1 :], [row for row in sheet if row[1] != ""][1:]

    return rows


def test_the_county_is_one_figure_in_title_list_file_and_command(look, command, files):
    page = look("map?span=12")
    total, villages = number(title(page)), column(page, "villages", 2)
    assert whole(told(page)["信访件"]) == total == sum(bars(page, "各月登记").values())
    heat, hot = command("heat"), command("hot")
    assert heat["total"] == total == number(title(look("hotspots?spots=heat&span=12")), "：([\\d,]+) 件")
    placed = re.search(r"已定位到村 ([\d,]+) 件，共 ([\d,]+) 件", legend(page))
    assert [whole(each) for each in placed.groups()] == [heat["located"], total]
    once = matters(hot["asked"]["first"], hot["asked"]["last"])
    assert {code: n for code, n in hot["counts"].items() if n} == once
    assert hot["total"] == sum(once.values()) and all(n <= villages[code] for code, n in once.items())
    assert 0 <= heat["located"] - sum(villages.values()) <= heat["withheld"], "the rest are accusations"
    text, sheet = files(page, "villages")
    assert [int(row[2]) for row in text] == [row[2] for row in sheet] == list(villages.values())


def test_what_the_countys_cases_are_made_of_adds_up_to_it(look, files):
    page = look("map?span=12")
    assert "办结用时" not in words(page).replace("乡镇、类别与办结用时", ""), "nothing is made unasked"
    page.session_state["parts"] = True
    page.run()
    total, is_open = number(title(page)), whole(told(page)["在办"])
    townships, kinds = bars(page, "各乡镇（街道）"), bars(page, "初信初访")
    nowhere = number(words(page), r"未确定乡镇（街道）的 ([\d,]+) 件")
    assert (
        sum(townships.values()) + nowhere
        == sum(kinds.values())
        == sum(bars(page, "问题类别").values())
        == total
    )
    assert townships["黄宅镇"] == number(title(look(f"place?span=12&township={TOWN}")))
    days = bars(page, "办结用时")
    others = number(words(page), r"未记办结时间的 ([\d,]+) 件")
    assert days["尚未办结"] == is_open and sum(days.values()) + others == total
    assert number(words(page), r"已办结信访件 ([\d,]+) 件") == total - is_open - others
    text, _sheet = files(page, "townships")
    assert {row[0]: int(row[1]) for row in text} == townships and all("同比" in row[2] for row in text)


def test_a_township_is_one_figure_whichever_page_is_opened(look, command, files):
    on_map, place = look(f"map?span=12&township={TOWN}"), look(f"place?span=12&township={TOWN}")
    total, is_open = number(title(on_map)), whole(told(on_map)["在办"])
    assert number(title(place)) == total == whole(told(place)["信访件"])
    assert number(title(place), r"在办 ([\d,]+) 件") == is_open == whole(told(place)["在办"])
    assert command("heat", "--township", TOWN)["total"] == total
    assert sum(bars(place, "问题类别").values()) == sum(bars(place, "初信初访").values()) == total
    assert bars(place, "办结用时")["尚未办结"] == is_open
    assert sum(list(bars(place, "各月登记").values())[-12:]) == total
    villages = column(on_map, "villages", 1)
    assert {code: n for code, n in column(place, "villages-of", 1).items() if n} == villages
    assert column(on_map, "villages", 3) == {
        code: n for code, n in column(place, "villages-of", 3).items() if code in villages
    }
    tested, hot = title(look(f"hotspots?span=12&township={TOWN}")), command("hot", "--township", TOWN)
    once = matters(hot["asked"]["first"], hot["asked"]["last"], TOWN)
    assert number(tested, r"共 ([\d,]+) 个事项") == hot["total"] == sum(once.values())
    text, sheet = files(place, "villages-of")
    assert sum(int(row[1]) for row in text) == sum(float(row[1]) for row in sheet) == sum(villages.values())
    hidden = re.search(r"另有在办检举控告 ([\d,]+) 件", words(place))
    listed, _sheet = files(place, f"open-{TOWN}")
    assert len(listed) + (whole(hidden[1]) if hidden else 0) == is_open


def test_who_may_not_count_accusations_is_told_the_rest_everywhere(look):
    office = look(f"place?span=12&township={TOWN}")
    rest = number(title(office)) - number(words(office), r"其中检举控告 ([\d,]+) 件")
    pages = [
        f"{view}?span=12&township={TOWN}&role={role}"
        for view in ("map", "place")
        for role in ("township", "leader")
    ]
    assert {number(title(look(address))) for address in pages} == {rest}


def test_a_village_is_one_figure_beside_the_map_on_its_page_and_in_every_list(look, command):
    beside, page = look(f"map?span=12&village={VILLAGE}"), look(f"place?span=12&village={VILLAGE}")
    cases, is_open = number(title(page)), whole(told(page)["在办"])
    assert told(beside) == told(page) and whole(told(page)["信访件"]) == cases
    hot = command("hot")
    assert column(beside, "villages", 2)[VILLAGE] == cases
    assert hot["counts"][VILLAGE] == matters(hot["asked"]["first"], hot["asked"]["last"])[VILLAGE] <= cases
    assert column(beside, "villages", 4)[VILLAGE] == is_open
    assert sum(bars(page, "问题类别").values()) == cases
    numbers = re.findall(r"YS\d+", "".join(each.value for each in page.html))
    county = cache.store().dataset().county_code
    office = Reader.of(Scope.of(Role.OFFICE, [county], county), cache.store())
    assert len(set(numbers)) == is_open
    assert all(cases_numbered(office, each)[0].village_code == VILLAGE for each in set(numbers))


def test_what_is_open_is_one_figure_on_map_coverage_and_command(look, command):
    page, coverage = look("map?span=36&status=open"), look("coverage")
    every = command("figures")
    assert number(title(page), r"（在办） ([\d,]+) 件") == every["open"] == whole(told(page)["在办"])
    waiting = {code: n for code, n in column(coverage, "coverage", 5).items() if n}
    assert column(page, "villages", 2) == waiting == column(page, "villages", 4)
    county = told(coverage)
    assert sum(whole(n) for label, n in county.items() if label != "村社合计") == whole(county["村社合计"])
    assert title(coverage).startswith(f"{county['村社合计']} 个村社中，{county['未配服务团']} 个未配服务团")
    own = told(look(f"coverage?township={TOWN}"))
    line = words(look(f"place?township={TOWN}"))
    assert all(f"{label} {n}" in line for label, n in own.items() if label != "村社合计")


def test_the_screen_and_a_leaders_map_tell_the_same(look, command):
    shown, leader = words(look("briefing")), look("map?span=1&role=leader&month=2026-10")
    assert number(shown, r"([\d,]+)  上月全月") == number(title(leader))
    topics = words(look("briefing?page=topics"))
    most, name = re.search(r"([\d,]+)  (\S+)", topics[topics.index("%") :]).groups()
    year = number(shown, r"([\d,]+)  2026年1—10月")
    assert f"以{name}类最多，占 {100 * whole(most) / year:.0f}%" in topics
    page = look("map?span=12&role=leader&category=natural-resources")
    assert name == "自然资源" and number(title(page), r"([\d,]+) 件") == whole(most)
    county, day = cache.store().dataset().county_code, cache.store().dataset().as_of
    told = instructions(Reader(Scope.of(Role.SCREEN, [county], county), cache.store(), day), day)
    everything = command("figures")["instructions"]
    assert told.issued <= everything["issued"] and told.done <= everything["done"], "without accusations"
    shown = words(look("briefing?page=figures"))
    assert f"{told.done}  件批示已办结（一年共 {told.issued} 件）" in shown


def test_a_day_of_visits_is_one_plan_on_page_county_view_and_command(look, command):
    (plan,) = command("plan", "--date", "2026-12-15", "--township", TOWN)["plans"]
    page, county = look(f"plan?visit={TOWN}"), look("plan?plan=county")
    assert list(column(page, "timetable", 3).values()) == [stop["cases"] for stop in plan["stops"]]
    assert f"走访 {len(plan['stops'])} 个村社" in title(page)
    assert column(county, "townships", 4)[TOWN] == sum(stop["cases"] for stop in plan["stops"])
    unseen = [each["name"] for each in command("year", "--township", TOWN)["unseen"]]
    assert f"12 个月没有县领导到村：{'、'.join(unseen)}" in words(look(f"plan?plan=year&visit={TOWN}"))
