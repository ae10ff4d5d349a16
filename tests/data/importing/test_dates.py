import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importing.dates import parse_dates

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
        "2020630",
    ],
)
def test_impossible_or_doubtful_dates_are_none(text):
    assert pd.isna(parsed(text)[0])


def test_a_spreadsheets_serial_number_is_a_date():
    assert parsed("44012", "44012.5") == [pd.Timestamp(2020, 6, 30), pd.Timestamp(2020, 6, 30, 12)]


def test_a_form_of_ones_own_replaces_the_usual_ones():
    text = pd.Series(["30.06.20", "2020-06-30"], dtype="str")
    assert parse_dates(text, "%d.%m.%y").tolist()[0] == pd.Timestamp(2020, 6, 30)
    assert pd.isna(parse_dates(text, "%d.%m.%y").tolist()[1])
