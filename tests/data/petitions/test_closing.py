"""How long cases took: those that are still open are told beside it and never taken for closed ones."""

import pandas as pd

from data.petitions.closing import closing

END = pd.Timestamp("2026-11-25")


def rows(*cases):
    """Frame of cases: day of filing, day of closing or None, status, channel and occurrence."""
    columns = ["filed", "closed", "status", "channel", "occurrence"]
    frame = pd.DataFrame(cases, columns=columns).assign(satisfaction=None)
    return frame.assign(filed=pd.to_datetime(frame["filed"]), closed=pd.to_datetime(frame["closed"]))


def test_each_case_is_in_one_class_or_open_or_without_a_day_of_closing():
    told = closing(
        rows(
            ("2026-01-01", "2026-01-04", "closed", "letter", "first"),
            ("2026-01-01", "2026-01-11", "closed", "visit", "first"),
            ("2026-01-01", "2026-01-12", "concluded", "visit", "repeat"),
            ("2026-01-01", "2026-04-01", "closed", "online", "first"),
            ("2026-11-20", None, "open", "letter", "first"),
            ("2026-10-01", None, "open", "letter", "first"),
            ("2026-02-01", None, "litigated", "visit", "first"),
        ),
        10,
        END,
    )
    assert told.bounds == (3, 7, 10, 15, 30, 60)
    assert told.counts == (1, 0, 1, 1, 0, 0, 1)
    assert (told.median, told.open, told.oldest, told.others) == (10.5, 2, 55, 1)
    assert told.closed + told.open + told.others == 7
    assert (told.first.due, told.first.closed_in_ten_days) == (3, 2), (
        "neither what is not due yet nor what a court has"
    )


def test_the_days_of_the_county_begin_a_class():
    assert closing(rows(), 12, END).bounds == (3, 7, 12, 15, 30, 60)


def test_of_nothing_nothing_is_claimed():
    told = closing(rows(), 10, END)
    assert (told.median, told.open, told.oldest, told.others, told.closed) == (None, 0, None, 0, 0)
