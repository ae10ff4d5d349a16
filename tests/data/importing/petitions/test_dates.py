import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importing.petitions.dates import in_digits, in_doubt, parse_dates

DAYS = (
    "{d:%Y-%m-%d}",
    "{d.year:04}/{d.month}/{d.day}",
    "{d:%Y%m%d}",
    "{d.year:04}年{d.month}月{d.day}日",
    "{d.year:04}.{d.month}.{d.day}",
)
CLOCKS = (
    ("", "h"),
    (" {d.hour}:{d.minute:02}", "m"),
    (" {d.hour:02}:{d.minute:02}:{d.second:02}", "s"),
    (" {d.hour:02}:{d.minute:02}:{d.second:02}.{d.microsecond:06}", "s"),
    (" {d.hour}时{d.minute:02}分", "m"),
    ("{d.hour}点{d.minute}分{d.second}秒", "s"),
)
KEPT = {"h": {"hour": 0, "minute": 0, "second": 0}, "m": {"second": 0}, "s": {}}
WIDE = str.maketrans("0123456789:/-.", "０１２３４５６７８９：／－．")


def parsed(*texts):
    return parse_dates(pd.Series(texts, dtype="str")).tolist()


@given(
    moment=st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),
    day=st.sampled_from(DAYS),
    clock=st.sampled_from(CLOCKS),
    wide=st.booleans(),
)
def test_a_date_is_read_back_from_every_form_the_county_meets(moment, day, clock, wide):
    form, kept = clock
    text = (day + form).format(d=moment)
    if "点" in form and "日" not in day:
        text = text.replace(day.format(d=moment), day.format(d=moment) + " ")
    expected = moment.replace(microsecond=0, **KEPT[kept])
    assert parsed(text.translate(WIDE) if wide else text) == [pd.Timestamp(expected)]


@given(st.lists(st.text(), max_size=20))
def test_no_text_makes_the_reading_of_dates_fail(texts):
    dates = parse_dates(pd.Series(texts, dtype="str"))
    assert dates.dtype == "datetime64[s]" and len(dates) == len(texts)


@given(st.lists(st.text("0123456789-/.年月日时分秒:T ", max_size=22), min_size=1, max_size=20))
def test_what_looks_like_a_date_is_one_of_the_calendar_or_none(texts):
    for text, date in zip(texts, parsed(*texts), strict=True):
        if not pd.isna(date) and not text.strip().replace(".", "").isdigit():
            assert str(date.year) in text.replace(" ", "").lstrip("0") or date.year < 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2020-02-30",
        "2020-13-01",
        "2020-6",
        "30-06-2020",
        "2020-06-30 24:01",
        "2020-06-30 12:60",
        "2020-06-30T08:00:00Z",
        "昨天",
        "23.6.30",
        "2020-06-30 上午12时",
        "2020-06-30 晚上12:00",
        "2020-06-30 上午15:00",
        "二〇二〇年十三月一日",
        "二〇二〇年六月三十一日",
        "2020630",
    ],
)
def test_impossible_or_doubtful_dates_are_none(text):
    assert pd.isna(parsed(text)[0])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020年6月30日 星期二", "2020-06-30"),
        ("2020-06-30（周二） 9:05", "2020-06-30 09:05"),
        ("2020年6月30日上午9:30", "2020-06-30 09:30"),
        ("2020年6月30日 下午3时", "2020-06-30 15:00"),
        ("2020/6/30 下午 3时半", "2020-06-30 15:30"),
        ("2020-06-30 下午15:20", "2020-06-30 15:20"),
        ("2020-06-30 中午12:10", "2020-06-30 12:10"),
        ("2020-06-30 晚上8点5分", "2020-06-30 20:05"),
        ("2020-06-30 3:05 PM", "2020-06-30 15:05"),
        ("2020-06-30 12:05:06 AM", "2020-06-30 00:05:06"),
        ("二〇二〇年六月三十日", "2020-06-30"),
        ("二○二○年十二月廿一日 9:30", "2020-12-21 09:30"),
        ("2020-06-30\n08:05", "2020-06-30 08:05"),
    ],
)
def test_dates_are_read_as_people_write_them(text, moment):
    assert parsed(text) == [pd.Timestamp(moment)]


TO_TEN = [*"一二三四五六七八九", "十"]
WRITTEN = [*TO_TEN, *(f"十{ones}" for ones in TO_TEN[:9]), "二十"]
WRITTEN += [f"二十{ones}" for ones in WRITTEN[:9]] + ["三十", "三十一"]


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_may_be_written_in_numerals(day):
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    text = f"{year}年{WRITTEN[day.month - 1]}月{WRITTEN[day.day - 1]}日"
    assert parsed(text) == [pd.Timestamp(day)]


@given(
    moment=st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)).filter(lambda m: m.hour % 12),
    form=st.sampled_from(
        ["{d:%Y-%m-%d} {half}{hour}:{d:%M}", "{d.year}年{d.month}月{d.day}日{half}{hour}时{d.minute}分"]
    ),
)
def test_every_hour_but_noon_and_midnight_may_be_told_by_halves_of_the_day(moment, form):
    text = form.format(d=moment, half="上午" if moment.hour < 12 else "下午", hour=moment.hour % 12)
    assert parsed(text) == [pd.Timestamp(moment.replace(second=0, microsecond=0))]


def test_a_spreadsheets_serial_number_is_a_date():
    assert parsed("44012", "44012.5") == [pd.Timestamp(2020, 6, 30), pd.Timestamp(2020, 6, 30, 12)]


def test_a_form_of_ones_own_goes_before_the_usual_ones():
    text = pd.Series(["30.06.20", "2020-06-30", "44012"], dtype="str")
    assert parse_dates(text, "%d.%m.%y").tolist() == [pd.Timestamp(2020, 6, 30)] * 3


def test_a_form_of_ones_own_that_starts_with_the_year_replaces_the_usual_ones():
    text = pd.Series(["2020-30-06", "2020-06-30"], dtype="str")
    first, second = parse_dates(text, "%Y-%d-%m").tolist()
    assert first == pd.Timestamp(2020, 6, 30) and pd.isna(second)


@given(
    st.dates(),
    st.sampled_from(
        ["{d:%y}.{d.month}.{d.day}", "{d.month}/{d.day}/{d:%y}", "{d:%y}年{d.month}月{d.day}日 9:00"]
    ),
)
def test_a_year_of_two_digits_is_never_read_and_always_told(day, form):
    text = form.format(d=day)
    assert pd.isna(parsed(text)[0])
    assert in_doubt(pd.Series([text, "昨天", "2020-13-01"], dtype="str")).tolist() == [True, False, False]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2079, 12, 31)))
def test_a_serial_number_of_a_year_that_petitions_have_is_read(day):
    assert parsed(str((day - dt.date(1899, 12, 30)).days)) == [pd.Timestamp(day)]


@given(st.integers(0, 99_999).filter(lambda number: not 32_874 <= number <= 65_745))
def test_five_digits_of_other_years_are_in_doubt(number):
    text = f"{number:05}"
    assert pd.isna(parsed(text)[0]) and in_digits(pd.Series([text], dtype="str")).all()


@given(st.integers(1950, 2079), st.integers(1, 9))
def test_a_year_and_a_month_are_no_date(year, month):
    for text in (f"{year}{month}", f"{year}{month:02}"):
        assert pd.isna(parsed(text)[0])


@given(
    day=st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    form=st.sampled_from(DAYS),
    clock=st.sampled_from([" 24:00", " 24:00:00", " 24:00:00.000", " 24时", "T24:00:00"]),
)
def test_the_end_of_a_day_is_the_beginning_of_the_next(day, form, clock):
    assert parsed(form.format(d=day) + clock) == [pd.Timestamp(day + dt.timedelta(days=1))]
