"""Words of real files: known, unknown, explained by the office, taken back."""

import pytest

from data.errors import ImportRefused
from data.importing.petitions.columns import Profile
from data.importing.petitions.words import Explained, explain, explained, forget, unexplained
from data.tables import AuditEntry, PetitionState
from data.tables.petitions import Petition
from tests.data.importing.conftest import HEADER, row, stored
from tests.roles import LEADER, OFFICE, SCREEN, TEAM, TOWNSHIP, writer

TELEPHONE = "13800000000"


@pytest.fixture
def office(store):
    return writer(OFFICE, store)


def states(store):
    with store.read() as connection:
        return [(s.kind, s.changes) for s in connection.execute(PetitionState.__table__.select())]


# --- no row is lost for a word -----------------------------------------------------------------------


def test_an_unknown_word_is_kept_as_other_and_told_with_its_count(store, file_of, take_in):
    header = [*HEADER, "信访目的", "交办来源", "化解层级"]
    rows = [[*row(n, 信访形式="飞鸽", 办理状态="冷冻"), "闲聊", "外星", "天上"] for n in (1, 2)]
    report = take_in(file_of(rows, header))
    columns = (Petition.channel, Petition.status, Petition.purpose, Petition.origin, Petition.settled_level)
    assert (report.stored, report.rejected) == (2, 0)
    assert stored(store, Petition.number, *columns)["1"] == ("other",) * 5
    assert stored(store, Petition.number, Petition.words)["1"] == (
        {"channel": "飞鸽", "status": "冷冻", "purpose": "闲聊", "origin": "外星", "settled_level": "天上"},
    )
    assert report.words["channel"] == {"飞鸽": 2}
    assert [notice.say("en") for notice in report.notices if "飞鸽" in notice.say("en")] == [
        '信访形式: these words are not known; they count as "other" until the office says what they mean:'
        " 飞鸽 (2) (2 rows in all)"
    ]


def test_where_there_is_no_other_the_default_stands_and_is_told(store, file_of, take_in):
    header = [*HEADER, "难易程度", "满意度", "初重信访", "是否代办"]
    report = take_in(file_of([[*row(1), "特急", "尚可", "不明", "也许"]], header))
    columns = (Petition.tier, Petition.satisfaction, Petition.occurrence, Petition.by_proxy)
    assert stored(store, Petition.number, *columns) == {"1": ("general", None, "first", False)}
    told = " ".join(notice.say("en") for notice in report.notices)
    assert "General is assumed until the office says what they mean: 特急 (1)" in told
    assert "the field stays empty until the office says what they mean: 尚可 (1)" in told


def test_a_number_of_a_person_in_a_coded_column_is_neither_told_nor_kept_as_a_word(store, file_of, take_in):
    numbers = [TELEPHONE, "138 0000 0000", "330726198001010011", "3307**********0011", "电话" + TELEPHONE]
    report = take_in(file_of([row(n, 信访形式=number) for n, number in enumerate(numbers)]))
    with store.read() as connection:
        kept = repr(connection.execute(Petition.__table__.select()).all())
    told = repr(report.words) + repr(report.notices)
    assert report.stored == len(numbers)
    assert not any(number in kept or number in told for number in numbers)


def test_totals_have_no_words(file_of, take_in):
    report = take_in(file_of([row(1), ["合计", "", "共 12 件"]]))
    assert report.words == {} and report.rejected == 1


# --- explained by the office -------------------------------------------------------------------------


def test_an_explained_word_changes_every_petition_that_has_it_and_those_to_come(
    store, office, file_of, take_in
):
    take_in(file_of([row(1, 信访形式="飞鸽"), row(2, 信访形式="飞鸽"), row(3)]))
    assert unexplained(office) == {"channel": {"飞鸽": 2}}
    assert explain(office, "channel", "飞鸽", "letter") == Explained(2, 0)
    assert unexplained(office) == {} and explained(store) == {"channel": {"飞鸽": "letter"}}
    report = take_in(file_of([row(4, 信访形式="飞鸽")], name="next.csv"))
    assert report.words == {}
    assert {number: code for number, (code,) in stored(store, Petition.number, Petition.channel).items()} == {
        **dict.fromkeys("124", "letter"),
        "3": "visit",
    }
    assert states(store) == [("word", {"channel": ["other", "letter"]})] * 2
    with store.read() as connection:
        assert "飞鸽" not in repr(connection.execute(AuditEntry.__table__.select()).all())


def test_a_meaning_may_be_changed_and_taken_back_for_all_of_them(store, office, file_of, take_in):
    take_in(file_of([row(1, 信访形式="飞鸽")]))
    explain(office, "channel", "飞鸽", "letter")
    take_in(file_of([row(2, 信访形式="飞鸽")], name="next.csv"))
    assert explain(office, "channel", "飞鸽", "phone") == Explained(2, 0)
    assert set(stored(store, Petition.number, Petition.channel).values()) == {("phone",)}
    assert forget(office, "channel", "飞鸽") == Explained(2, 0)
    assert set(stored(store, Petition.number, Petition.channel).values()) == {("other",)}
    assert explained(store) == {} and len(states(store)) == 5
    with pytest.raises(ImportRefused, match="no meaning on record"):
        forget(office, "channel", "飞鸽")


@pytest.mark.parametrize(
    ("field", "heading", "code", "value", "before"),
    [
        ("status", "办理状态", "litigated", "litigated", "other"),
        ("by_proxy", "是否代办", "yes", True, False),
        ("satisfaction", "满意度", "satisfied", "satisfied", None),
        ("tier", "难易程度", "hard", "hard", "general"),
        ("category", "问题类别", "labour", "labour", "怪词"),
    ],
)
def test_words_of_any_coded_column_and_categories_can_be_explained(
    store, office, file_of, take_in, field, heading, code, value, before
):
    header = HEADER if heading in HEADER else [*HEADER, heading]
    cells = row(1, **({heading: "怪词"} if heading in HEADER else {}))
    take_in(file_of([cells if heading in HEADER else [*cells, "怪词"]], header))
    column = getattr(Petition, field)
    assert stored(store, Petition.number, column)["1"] == (before,)
    assert explain(office, field, "怪词", code) == Explained(1, 0)
    assert stored(store, Petition.number, column)["1"] == (value,)
    forget(office, field, "怪词")
    assert stored(store, Petition.number, column)["1"] == (before,)


def test_open_is_no_meaning_for_a_case_with_a_closing_date(store, office, file_of, take_in):
    take_in(file_of([row(1, 办理状态="冷冻"), row(2, 办理状态="冷冻", 办结时间="2026-10-09")]))
    assert explain(office, "status", "冷冻", "open") == Explained(1, 1)
    assert stored(store, Petition.number, Petition.status) == {"1": ("open",), "2": ("other",)}


def test_what_a_profile_says_of_a_word_goes_before_what_the_office_said(store, office, file_of, take_in):
    explain(office, "channel", "飞鸽", "letter")
    columns = {
        "number": ("信访件编号",),
        "filed": ("登记时间",),
        "category": ("问题类别",),
        "channel": ("信访形式",),
    }
    profile = Profile(columns, values={"channel": {"飞鸽": "phone"}})
    take_in(file_of([row(1, 信访形式="飞鸽")]), profile=profile)
    assert stored(store, Petition.number, Petition.channel) == {"1": ("phone",)}


@pytest.mark.parametrize(
    ("field", "word", "code", "told"),
    [
        ("name", "x", "letter", "no coded field"),
        ("channel", "x", "pigeon", "no code pigeon for channel"),
        ("channel", "x", "", "no code"),
        ("channel", "", "letter", "no word"),
        ("channel", "…", "letter", "no word"),
        ("channel", "x" * 65, "letter", "no word"),
    ],
)
def test_what_is_no_explanation_is_refused(office, field, word, code, told):
    with pytest.raises(ImportRefused, match=told):
        explain(office, field, word, code)


@pytest.mark.parametrize("scope", [LEADER, TOWNSHIP, TEAM, SCREEN])
def test_only_the_office_explains_and_sees_unknown_words(store, file_of, take_in, scope):
    take_in(file_of([row(1, 信访形式="飞鸽")]))
    other = writer(scope, store)
    assert unexplained(other) == {}
    with pytest.raises(ImportRefused, match="Only the petition office"):
        explain(other, "channel", "飞鸽", "letter")
    with pytest.raises(ImportRefused, match="Only the petition office"):
        forget(other, "channel", "飞鸽")
