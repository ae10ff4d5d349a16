"""Due days as a calendar file: how many cases or instructions are due on a day. None is named."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import pandas as pd
from icalendar import Calendar, Event

from data.clock import now
from data.clocks import Clock
from data.text import DEMO_MARK, N_, Words


def due_calendar(listed: pd.DataFrame, today: dt.date, language: str, *, synthetic: bool) -> bytes:
    """Whole-day events, one for each day and clock from today on.

    Parameters
    ----------
    listed
        Of `data.petitions.deadlines.next_deadlines`: the clock of each case that is due first.
    """
    words = Words(language)
    ahead = listed[listed["left"] >= 0]
    counts = Counter(zip(ahead["due"], ahead["clock"], strict=True))
    days = [
        (due, clock, words(N_("{clock}: {n} cases due"), clock=words.term(Clock(clock)), n=count))
        for (due, clock), count in sorted(counts.items())
    ]
    return _calendar(days, words, synthetic=synthetic)


def reminder_calendar(due: Iterable[dt.date], today: dt.date, language: str, *, synthetic: bool) -> bytes:
    """The same of instructions that wait: how many are due on a day from today on; none is named."""
    words = Words(language)
    counts = Counter(day for day in due if day >= today)
    days = [
        (day, "instruction", words(N_("{n} instructions due"), n=count))
        for day, count in sorted(counts.items())
    ]
    return _calendar(days, words, synthetic=synthetic)


def _calendar(days: Iterable[tuple[dt.date, str, str]], words: Words, *, synthetic: bool) -> bytes:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//petition map//due days//")
    for day, kind, summary in days:
        event = Event()
        event.add("uid", f"due-{day}-{kind}@petition-map")
        event.add("dtstamp", now())
        event.add("dtstart", day)
        event.add("summary", summary)
        if synthetic:
            event.add("description", words(DEMO_MARK))
        made.add_component(event)
    return bytes(made.to_ical())
