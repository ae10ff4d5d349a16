"""A day as a calendar file (RFC 5545): a leader's or a unit's. Where and when, nothing of the cases."""

import datetime as dt
import hashlib
import math
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from data.clock import now
from data.text import DEMO_MARK, N_, Words
from data.visits.attendance import Along
from data.visits.plans import TownshipDay
from geo.visits import VisitPlan

ZONE = ZoneInfo("Asia/Shanghai")
"""The record keeps the county's local time."""


def calendar(planned: Iterable[tuple[TownshipDay, VisitPlan]], language: str, *, synthetic: bool) -> bytes:
    """A calendar of one or several townships' days.

    An event keeps its UID when the plan changes, so that a calendar replaces it instead of adding a second.
    What has no known time is not in it.
    """
    words = Words(language)
    return _file(words, (event for day, plan in planned for event in _events(words, day, plan)), synthetic)


def unit_calendar(on: dt.date, unit: str, along: Iterable[Along], language: str, *, synthetic: bool) -> bytes:
    """A calendar of a unit whose leaders come along on a day."""
    words = Words(language)
    return _file(words, (_along(words, on, unit, each) for each in along), synthetic)


def _file(words: Words, events: Iterable[Event], synthetic: bool) -> bytes:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//petition map//reception day//")
    for event in events:
        if synthetic:
            event.add("description", words(DEMO_MARK))
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _along(words: Words, on: dt.date, unit: str, along: Along) -> Event:
    place = along.place
    summary = words(
        N_("{unit}, leader {n}: come along to {place}"), unit=unit, n=along.deputy, place=place.name
    )
    whose = hashlib.sha256(unit.encode()).hexdigest()[:12]
    part = f"{place.township}-{place.village or 'reception'}-{whose}"
    return _event(on, part, summary, place.name, along.begins, along.ends)


def _events(words: Words, day: TownshipDay, plan: VisitPlan) -> Iterable[Event]:
    settings = day.problem.settings
    summary = words(N_("{leader}: reception in {township}"), leader=day.leader, township=day.name)
    if not math.isnan(settings.reception_opens):
        hours = settings.reception_opens, settings.reception_closes
        yield _event(day.on, f"{day.township}-reception", summary, day.hub[0], *hours)
    for stop in plan.stops:
        if math.isnan(stop.arrives):
            continue
        village = day.villages.iloc[stop.village]
        summary = words(N_("{leader}: visit to {village}"), leader=day.leader, village=village["name"])
        place = f"{day.name} {village['name']}"
        yield _event(day.on, f"{day.township}-{village['code']}", summary, place, stop.arrives, stop.departs)


def _event(on: dt.date, part: str, summary: str, place: str, begins: float, ends: float) -> Event:
    event = Event()
    event.add("uid", f"{on.isoformat()}-{part}@petition-map")
    event.add("dtstamp", now().astimezone(dt.UTC))
    event.add("dtstart", _at(on, begins))
    event.add("dtend", _at(on, ends))
    event.add("summary", summary)
    event.add("location", place)
    return event


def _at(on: dt.date, minutes: float) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), ZONE) + dt.timedelta(minutes=round(minutes))
