"""What goes out for a visit: everything that is needed, no person, nothing that is read as markup."""

import datetime as dt
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
import shapely
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from data.errors import PlanRefused
from data.reports import itinerary, notice, typesetting
from data.reports.calendar import calendar
from data.reports.files import check_path, keep
from data.reports.papers import Paper, paper
from data.reports.sketch import Frame
from data.reports.workbook import workbook
from data.service.contracts import record_absence
from data.service.rota import rota
from data.tables import PetitionPerson, RotaDuty
from data.terms import State
from data.visits.bookings import book
from data.visits.days import advance
from data.visits.on_record import PlanOnRecord, on_record
from data.visits.plans import as_record, load_day
from data.visits.saved import read, save
from geo.visits import plan, timetable
from tests.data.conftest import TODAY, petition
from tests.data.test_scope import OFFICE, SCREEN
from tests.roles import reader, writer

DAY = dt.date(2026, 12, 15)
TOWNSHIP = "990001001"
CANARY = ("陈金丝雀", "330726197001019999", "金丝雀诉求正文")


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        first = petition("A1", "990001001001", tier="hard", occurrence="repeat", address="金丝雀路1号")
        session.add_all([first, petition("A2", "990001001002")])
        session.add(petition("X1", "990001001001", purpose="accusation"))
        session.add(petition("L1", "990001001001", filed=dt.datetime(2026, 12, 20)))
        session.flush()
        name, number, words = CANARY
        session.add(PetitionPerson(petition_id=first.id, name=name, id_number=number, statement=words))
    return store


@pytest.fixture
def planned(county):
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    return day, plan(day.problem)


def _document(county, planned, language="en", scope=OFFICE):
    page = itinerary.sheet(reader(scope, county), PlanOnRecord(*planned), language)
    return itinerary.document([page], language, synthetic=True)


def test_the_page_says_who_when_where_why_and_what_is_to_be_heard(county, planned):
    page = _document(county, planned)["sheets"][0]
    assert page["title"] == "Tuesday, December 15, 2026 · reception and village visits in 第1镇"
    assert "测试领导1 (副县长)" in page["leader"]
    assert [row[2] for row in page["timetable"]["rows"][2:-1]] == ["村001001", "村001002"]
    assert "hard: 1, repeated: 1" in page["timetable"]["rows"][2][3]
    assert page["cases"]["groups"][0]["rows"] == [["A1", "Land resources · Hard", "—", "2026-11-29", "31"]]
    assert "estimated" in page["facts"][0]
    assert "broken line" in page["map"]["legend"]


def test_no_person_no_statement_and_no_accusation_is_handed_to_the_page(county, planned):
    handed = json.dumps(_document(county, planned), ensure_ascii=False)
    public = json.dumps(notice.entry((planned[0], None), "en"), ensure_ascii=False)
    dates = calendar([planned], "en", synthetic=True).decode()
    for text in (handed, public, dates):
        assert not any(word in text for word in (*CANARY, "金丝雀", "X1", "L1"))
    assert "A1" not in public + dates


def test_a_scope_that_sees_no_single_case_gets_none_listed(county, planned):
    assert _document(county, planned, scope=SCREEN)["sheets"][0]["cases"]["groups"] == []


def test_each_township_has_one_page_and_markup_in_a_name_only_stands_there(county, planned):
    day, made = planned
    hostile = replace(
        day, name='#panic() $x$ *b* "<svg>', duty=replace(day.duty, leader='[#read("/etc/passwd")] \\ `')
    )
    sheets = [
        itinerary.sheet(reader(OFFICE, county), PlanOnRecord(each, made), "zh_CN") for each in (day, hostile)
    ]
    content = itinerary.document(sheets, "zh_CN", synthetic=True)
    assert len(typesetting.pages(itinerary.TEMPLATE, content)) == 2
    made = itinerary.pdf(content)
    assert made.startswith(b"%PDF")
    assert b"/Author" not in made


def test_a_day_with_more_than_a_page_holds_is_set_smaller_and_says_what_is_missing(county, planned):
    with county.write("test", "add", "many") as session:
        for number in range(200):
            session.add(petition(f"M{number}", "990001001001"))
    content = _document(county, planned)
    group = content["sheets"][0]["cases"]["groups"][0]
    assert len(group["rows"]) == 15
    assert group["more"] == "and 186 more cases"
    assert len(typesetting.pages(itinerary.TEMPLATE, content)) == 1


def test_the_demo_mark_is_there_only_for_the_demo(county):
    assert "synthetic" in itinerary.document([], "en", synthetic=True)["mark"]
    assert itinerary.document([], "en", synthetic=False)["mark"] is None
    assert "演示数据" in notice.text(notice.document([], "zh_CN", synthetic=True))


def test_without_a_chinese_font_it_is_said_what_to_install():
    assert typesetting.chinese_fonts(["DejaVu Sans", "simsun", "Noto Sans CJK SC"])[0] == "Noto Sans CJK SC"
    with pytest.raises(PlanRefused, match="fonts-noto-cjk"):
        typesetting.chinese_fonts(["DejaVu Sans"])


def test_the_notice_names_no_village(county, planned):
    content = notice.document([(planned[0], None)], "en", synthetic=False)
    text = notice.text(content)
    assert "08:30–11:30" in text
    assert "第1镇接访点" in text
    assert "Portfolio" not in text  # none on record
    assert "村001001" not in text
    assert notice.pdf(content).startswith(b"%PDF")


def test_the_calendar_has_local_times_and_identifiers_that_stay(planned):
    day, made = planned
    hostile = replace(day, duty=replace(day.duty, leader="a;b,c\nBEGIN:VEVENT"))
    read = Calendar.from_ical(calendar([(hostile, made)], "en", synthetic=False))
    events = read.walk("VEVENT")
    assert len(events) == 1 + len(made.stops)
    assert events[0]["UID"] == "2026-12-15-990001001-reception@petition-map"
    assert events[0]["DTSTART"].dt.isoformat() == "2026-12-15T08:30:00+08:00"
    assert str(events[0]["SUMMARY"]).startswith("a;b,c\nBEGIN:VEVENT")


def test_cells_of_the_offices_list_are_text_and_never_formulas(planned, tmp_path):
    day, made = planned
    made = replace(timetable(day.problem, [0]), left_out=plan(replace(day.problem, must_not={1})).left_out)
    file = tmp_path / "list.xlsx"
    file.write_bytes(
        workbook([(replace(day, duty=replace(day.duty, leader="=1+1")), made)], "en", synthetic=True)
    )
    book = CalamineWorkbook.from_path(file)
    stops, left = (book.get_sheet_by_name(name).to_python() for name in ("Stops", "Villages left out"))
    assert "synthetic" in stops[0][0]
    assert stops[2][:7] == ["2026-12-15", "第1镇", "'=1+1", "副县长", 1, "990001001001", "村001001"]
    assert left[2][4:6] == ["村001002", "not to be visited"]


def test_what_is_printed_is_the_plan_that_is_kept(county, planned):
    day, _ = planned
    assert read(reader(OFFICE, county), TOWNSHIP, DAY) is None
    by_hand = timetable(day.problem, [1])
    save(writer(OFFICE, county, "clerk"), day, by_hand)
    record = on_record(reader(OFFICE, county, today=TODAY), TOWNSHIP, DAY)
    assert as_record(record.day, record.plan)["stops"] == as_record(day, by_hand)["stops"]
    assert record.plan.returns == pytest.approx(by_hand.returns)
    assert not record.plan.proven
    assert read(reader(SCREEN, county), TOWNSHIP, DAY) is None


def test_as_many_cases_are_listed_as_are_counted_and_those_of_the_reception_stand_by_themselves(county):
    with county.write("test", "add", "cases") as session:
        session.add_all([petition(f"B{n}", "990001001001") for n in range(5)])
    book(writer(OFFICE, county, "clerk"), TOWNSHIP, DAY, "B2")
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    page = _document(county, (day, plan(day.problem)))["sheets"][0]
    reception, first, _second = page["cases"]["groups"]
    assert (reception["title"], [row[0] for row in reception["rows"]]) == ("Reception", ["B2"])
    assert len(first["rows"]) == day.villages["cases"].iloc[0] == 5
    assert "open cases in the township (petitions): 6" in page["facts"]
    assert "besides these booked for the reception: 1" in page["facts"]


def test_a_substitutes_page_says_in_whose_place(county):
    record_absence(writer(OFFICE, county, "clerk"), 1, DAY, DAY, 2)
    day = load_day(reader(OFFICE, county), TOWNSHIP, DAY)
    leader = _document(county, (day, plan(day.problem)))["sheets"][0]["leader"]
    assert leader == "Leader: 测试领导2 (副县长), in the place of 测试领导1"


def _publish(county):
    seen = read(reader(OFFICE, county), TOWNSHIP, DAY).revision
    advance(writer(OFFICE, county, "clerk", today=TODAY), TOWNSHIP, DAY, State.PUBLISHED, seen=seen)


def test_a_draft_says_on_paper_that_it_is_one(county, planned):
    day, made = planned
    save(writer(OFFICE, county, "clerk"), day, made)
    page = itinerary.sheet(
        reader(OFFICE, county), on_record(reader(OFFICE, county, today=TODAY), TOWNSHIP, DAY), "en"
    )
    assert "draft, not published" in page["facts"]
    draft = notice.document([(day, read(reader(OFFICE, county), TOWNSHIP, DAY))], "en", synthetic=False)
    assert draft["warnings"] == ["Draft, not to be posted. Not published yet: 第1镇"]
    assert notice.text(draft).startswith("Draft, not to be posted")
    assert len(typesetting.pages(notice.TEMPLATE, draft)) == 1
    _publish(county)
    page = itinerary.sheet(
        reader(OFFICE, county), on_record(reader(OFFICE, county, today=TODAY), TOWNSHIP, DAY), "en"
    )
    assert "draft, not published" not in page["facts"]
    saved = read(reader(OFFICE, county), TOWNSHIP, DAY)
    assert notice.document([(saved.day, saved)], "en", synthetic=False)["warnings"] == []


def test_one_leader_in_two_places_at_once_is_named_on_the_notice(county):
    record_absence(writer(OFFICE, county, "clerk"), 1, DAY, DAY, 2)
    days = [load_day(reader(OFFICE, county), township, DAY) for township in ("990001001", "990001002")]
    both = notice.document([(day, None) for day in days], "en", synthetic=False)["warnings"]
    assert "Not to be posted: 测试领导2 cannot be in 第1镇, 第2镇 at the same time" in both
    alone = notice.document([(days[0], None)], "en", synthetic=False)["warnings"]
    assert "Not to be posted: 测试领导2 goes to 第1镇 and elsewhere at the same time" in alone


def test_published_visits_of_one_leader_in_two_places_are_neither_posted_nor_printed(county):
    record_absence(writer(OFFICE, county, "clerk"), 1, DAY, DAY, 2)
    days = [load_day(reader(OFFICE, county), township, DAY) for township in ("990001001", "990001002")]
    records = [SimpleNamespace(day=day, plan=None, saved=None, public=True) for day in days]
    for kind in (Paper.NOTICE, Paper.ITINERARY):
        with pytest.raises(PlanRefused, match="测试领导2 cannot be in 第1镇 and in 第2镇"):
            paper(kind, reader(OFFICE, county), records, "en")
    records[0].public = records[1].public = False
    with pytest.raises(PlanRefused, match="No visit of this day is published"):
        paper(Paper.NOTICE, reader(OFFICE, county), records, "en")


def test_the_rota_of_the_month_stands_in_the_notice(county):
    with county.write("test", "rota", "leaders") as session:
        session.add(RotaDuty(leader_id=1, on=DAY, division_code="990001001", opens=510, closes=690))
    duties = rota(reader(OFFICE, county), DAY, DAY)
    content = notice.document([], "zh_CN", synthetic=False, rota=duties)
    assert content["rota"]["rows"] == [
        ["2026年12月15日星期二", "08:30–11:30", "第1镇接访点", "测试领导1", "副县长"]
    ]
    assert "值守接访安排" in notice.text(content)
    assert notice.pdf(content).startswith(b"%PDF")


def test_the_leaders_page_claims_no_best_choice_once_two_hard_cases_have_come_in(county, planned):
    day, made = planned
    assert made.proven
    save(writer(OFFICE, county, "clerk"), day, made)
    _publish(county)
    page = itinerary.sheet(
        reader(OFFICE, county), on_record(reader(OFFICE, county, today=TODAY), TOWNSHIP, DAY), "en"
    )
    assert "proven: no other choice of villages reaches more" in page["facts"]
    assert page["changes"] == []
    with county.write("test", "import", "cases") as session:
        session.add_all([petition(f"H{n}", "990001001002", tier="hard") for n in range(2)])
    content = itinerary.document(
        [
            itinerary.sheet(
                reader(OFFICE, county), on_record(reader(OFFICE, county, today=TODAY), TOWNSHIP, DAY), "en"
            )
        ],
        "en",
        synthetic=True,
    )
    page = content["sheets"][0]
    assert not any("no other choice" in fact for fact in page["facts"])
    assert page["changes"][1] == "村001002: new cases: 2, of the new hard: 2, worth 21 instead of 9"
    assert len(typesetting.pages(itinerary.TEMPLATE, content)) == 1


def test_a_file_that_cannot_be_written_is_refused(tmp_path):
    for path in (tmp_path / "a.txt", tmp_path / "none" / "a.pdf"):
        with pytest.raises(PlanRefused, match="Nothing can be written"):
            check_path(path, ".pdf")
    with pytest.raises(PlanRefused, match="cannot be written"):
        keep(tmp_path, b"")


def test_the_sketch_keeps_north_up_and_everything_inside():
    frame = Frame(shapely.box(119.9, 29.4, 119.95, 29.6).bounds)
    (left, top), (right, bottom) = frame.at((119.9, 29.6)), frame.at((119.95, 29.4))
    assert 0 <= left < right <= 400
    assert 0 <= top < bottom <= frame.height
