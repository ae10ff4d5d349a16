"""Dates and times in the forms that files bring, as whole columns; a column may mix them.

2020-06-30, 2020/6/30, 2020.6.30, 20200630, 2020年6月30日, 二〇二〇年六月三十日, each alone or with a time:
8:05, 08:05:30, 08:05:30.25, 8时5分, 8点05分30秒, 8时半, 下午3时, 3:05 PM; also 20200630080530, and a
spreadsheet's serial number, counted from 1900. A day of the week is passed over. Full-width digits count
as digits. Fractions of a second are cut off. 24:00 and 24:00:00 are the midnight at the day's end, which is
0:00 of the next.

What could mean two things is not read: a year of two digits, noon or midnight as 上午12时, five digits that
are a serial number of no year from 1990 to 2079, for 20266 may be June 2026. A time zone is not understood:
the record keeps local time, and moving a case to another day must not happen unseen.
"""

import re

import pandas as pd

_DAYS = (("%Y-%m-%d", r"\d{4}-\d{1,2}-\d{1,2}"), ("%Y%m%d", r"\d{8}"))
_TIMES = (("", ""), (" %H:%M", r" \d{1,2}:\d{1,2}"), (" %H:%M:%S", r" \d{1,2}:\d{1,2}:\d{1,2}"))
_FORMS = (
    *((day + time, rf"{day_form}{time_form}") for day, day_form in _DAYS for time, time_form in _TIMES),
    ("%Y%m%d%H%M%S", r"\d{14}"),
)
_SERIAL = r"\d{5}(\.\d+)?"
_SERIAL_START = pd.Timestamp(1899, 12, 30)
_SERIALS = (32_874, 65_745)  # 1990-01-01, 2079-12-31: beyond, five digits are as likely a year and a month
_DAY_END = r"(.+) 24:00(?::00)?"

_SIGNS = {
    **dict.fromkeys("年月/.", "-"),
    **dict.fromkeys("日号T", " "),
    **dict.fromkeys("时点分", ":"),
    "秒": "",
}
_REPAIRS = ((r"\s+", " "), (r" ?([:-]) ?", r"\1"), (r"( \d{1,2}):$", r"\1:00"), (r":$", ""))
_FRACTION = (r"(:\d{1,2})\.\d+$", r"\1")

_SPELLED = r"[午早晚晨星周礼半〇○零一二三四五六七八九十]|[ap]m"
_WEEKDAY = re.compile(r"[(]?(星期|周|礼拜)[一二三四五六日天][)]?")
_NUMERALS = "〇一二三四五六七八九"
_CHINESE = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]+)月(\w+?)(?=[日号])")
_BEFORE = re.compile(r"(凌晨|早上|上午|中午|下午|晚上|am|pm) ?(\d{1,2})(?!\d)")
_BEHIND = re.compile(r"(\d{1,2})((:\d{1,2}){0,2}) ?(am|pm)$")
_MORNING = {hour: hour for hour in range(12)}
_AFTERNOON = {12: 12, **{hour: hour + 12 for hour in range(1, 12)}, **{hour: hour for hour in range(13, 24)}}
_HOURS = {
    "凌晨": {hour: hour for hour in range(6)},
    "早上": _MORNING,
    "上午": _MORNING,
    "am": {**_MORNING, 12: 0},
    "中午": {11: 11, 12: 12, 1: 13, 2: 14},
    "下午": _AFTERNOON,
    "晚上": {hour: later for hour, later in _AFTERNOON.items() if later > 16},
    "pm": _AFTERNOON,
}
_DOUBTFUL = r"['’]?\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(\D.*)?"


def _written(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")


_WRITTEN = {_written(number): number for number in range(1, 32)}
_WRITTEN |= {text.replace("二十", "廿").replace("三十", "卅"): number for text, number in _WRITTEN.items()}


def parse_dates(text: pd.Series, form: str | None = None) -> pd.Series:
    """Dates of a column of text.

    Parameters
    ----------
    text
        Text, shape (n,).
    form
        A `strptime` format that goes before the forms above; it replaces them if it starts with the year, for
        then they could contradict it.

    Returns
    -------
    Series of datetime64[s], shape (n,), same index
        Local time, to the second; NaT where the text is empty, in no form, or no day of the calendar.
    """
    rest = text.str.strip()
    if form is not None:
        dates = pd.to_datetime(rest, format=form, errors="coerce").astype("datetime64[s]")
        unread = dates.isna().to_numpy()
        if not form.startswith("%Y") and unread.any():
            dates[unread] = parse_dates(rest[unread])
        return dates
    dates = pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]")
    _fill_forms(dates, rest)
    rest = rest[(dates.isna() & (rest != "")).to_numpy()]
    if len(rest):
        _fill_serials(dates, rest)
        rewritten = _rewritten(rest)
        _fill_forms(dates, rewritten)
        _fill_midnights(dates, rewritten)
    return dates


def in_doubt(text: pd.Series) -> pd.Series:
    """Whether a text is a date but for its year, which has two digits; shape (n,)."""
    return text.str.normalize("NFKC").str.fullmatch(_DOUBTFUL).astype(bool)


def in_digits(text: pd.Series) -> pd.Series:
    """Whether a text is five digits, which may be a count of days or a year and a month."""
    return text.str.normalize("NFKC").str.fullmatch(_SERIAL).astype(bool)


def _fill_forms(dates: pd.Series, text: pd.Series) -> None:
    for strptime, shape in _FORMS:
        _fill(dates, text[text.str.fullmatch(shape)], strptime)


def _fill(dates: pd.Series, text: pd.Series, strptime: str) -> None:
    if len(text):
        found = pd.to_datetime(text, format=strptime, errors="coerce")
        dates.loc[text.index] = found.astype("datetime64[s]")


def _rewritten(text: pd.Series) -> pd.Series:
    """The same in half-width digits, hyphens and colons."""
    if not text.str.isascii().all():
        text = text.str.normalize("NFKC")
    spelled = text.str.contains(_SPELLED, case=False)
    if spelled.any():
        text = text.copy()
        text[spelled] = [_in_digits(cell) for cell in text[spelled]]
    text = text.str.replace(*_FRACTION, regex=True)
    for sign, plain in _SIGNS.items():
        text = text.str.replace(sign, plain, regex=False)
    text = text.str.strip()
    for pattern, replacement in _REPAIRS:
        text = text.str.replace(pattern, replacement, regex=True)
    return text


def _in_digits(text: str) -> str:
    """Without a day of the week; numerals, halves of the day and half hours in digits where clear."""
    text = _CHINESE.sub(_date_in_digits, _WEEKDAY.sub(" ", text.lower()))
    text = text.replace("时半", ":30").replace("点半", ":30")
    text = _BEFORE.sub(lambda half: f" {_hour(half[1], half[2], half[0])}", text)
    return _BEHIND.sub(lambda half: f"{_hour(half[4], half[1], half[0])}{half[2] or ':00'}", text)


def _date_in_digits(date: re.Match[str]) -> str:
    year, month, day = date.groups()
    digits = [str(_NUMERALS.find(sign) if sign in _NUMERALS else 0) for sign in year]
    if month not in _WRITTEN or day not in _WRITTEN:
        return date[0]
    return f"{''.join(digits)}年{_WRITTEN[month]}月{_WRITTEN[day]}"


def _hour(half: str, hour: str, doubtful: str) -> str:
    return str(_HOURS[half].get(int(hour), doubtful))


def _fill_serials(dates: pd.Series, text: pd.Series) -> None:
    serials = text[text.str.fullmatch(_SERIAL)]
    serials = serials[serials.astype("float64").between(_SERIALS[0], _SERIALS[1] + 1, inclusive="left")]
    if len(serials):
        seconds = (serials.astype("float64") * 86_400).round()
        dates.loc[serials.index] = _SERIAL_START + pd.to_timedelta(seconds, unit="s")


def _fill_midnights(dates: pd.Series, text: pd.Series) -> None:
    """The end of a day as the beginning of the next."""
    days = text.str.extract(f"^{_DAY_END}$")[0].dropna()
    if len(days):
        before = pd.Series(pd.NaT, index=days.index, dtype="datetime64[s]")
        _fill_forms(before, days)
        dates.loc[days.index] = before + pd.Timedelta(days=1)
