"""Dates and times in the forms that files bring, as whole columns.

2020-06-30, 2020/6/30, 2020.6.30, 20200630, 2020年6月30日, each alone or with a time: 8:05, 08:05:30,
08:05:30.25, 8时5分, 8点05分30秒; also 20200630080530, and a spreadsheet's serial number. Full-width digits
count as digits. Fractions of a second are cut off. A time zone is not understood: the record keeps
local time, and moving a case to another day must not happen unseen.
"""

import pandas as pd

_DAYS = (("%Y-%m-%d", r"\d{4}-\d{1,2}-\d{1,2}"), ("%Y%m%d", r"\d{8}"))
_TIMES = (("", ""), (" %H:%M", r" \d{1,2}:\d{1,2}"), (" %H:%M:%S", r" \d{1,2}:\d{1,2}:\d{1,2}"))
_FORMS = (
    *((day + time, rf"{day_form}{time_form}") for day, day_form in _DAYS for time, time_form in _TIMES),
    ("%Y%m%d%H%M%S", r"\d{14}"),
)
_SERIAL = r"\d{5}(\.\d+)?"
_SERIAL_START = pd.Timestamp(1899, 12, 30)

_SIGNS = {
    **dict.fromkeys("年月/.", "-"),
    **dict.fromkeys("日号T", " "),
    **dict.fromkeys("时点分", ":"),
    "秒": "",
}
_REPAIRS = ((r"\s+", " "), (r" ?([:-]) ?", r"\1"), (r"( \d{1,2}):$", r"\1:00"), (r":$", ""))
_FRACTION = (r"(:\d{1,2})\.\d+$", r"\1")


def parse_dates(text: pd.Series, form: str | None = None) -> pd.Series:
    """Dates of a column of text.

    Parameters
    ----------
    text
        Text, shape (n,).
    form
        A `strptime` format that replaces the forms above.

    Returns
    -------
    Series of datetime64[s], shape (n,), same index
        Local time, to the second; NaT where the text is empty, in no form, or no day of the calendar.
    """
    if form is not None:
        return pd.to_datetime(text, format=form, errors="coerce").astype("datetime64[s]")
    dates = pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]")
    rest = text.str.strip()
    _fill_forms(dates, rest)
    rest = rest[(dates.isna() & (rest != "")).to_numpy()]
    if len(rest):
        _fill_serials(dates, rest)
        _fill_forms(dates, _rewritten(rest))
    return dates


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
    text = text.str.replace(*_FRACTION, regex=True)
    for sign, plain in _SIGNS.items():
        text = text.str.replace(sign, plain, regex=False)
    text = text.str.strip()
    for pattern, replacement in _REPAIRS:
        text = text.str.replace(pattern, replacement, regex=True)
    return text


def _fill_serials(dates: pd.Series, text: pd.Series) -> None:
    serials = text[text.str.fullmatch(_SERIAL)]
    if len(serials):
        seconds = (serials.astype("float64") * 86_400).round()
        dates.loc[serials.index] = _SERIAL_START + pd.to_timedelta(seconds, unit="s")
