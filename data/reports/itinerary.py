"""The page that a leader takes along: timetable, reasons, sketch map, cases to hear. One page a township.

Of a case stand its number, category, tier, unit, what is promised of it, the day it is due, and the days it
has been open: no person and no statement.
Reports and accusations are not among them.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import frames
from data.divisions import reads
from data.petitions import gate
from data.petitions.deadlines import next_deadlines
from data.reader import Reader
from data.reports import typesetting
from data.reports.sketch import sketch
from data.service.contracts import refusal
from data.store import Store
from data.terms import Level, Tier
from data.text import C_, DEMO_MARK, N_, Words
from data.visits import bookings
from data.visits.cases import hearable
from data.visits.on_record import PlanOnRecord
from data.visits.plans import TownshipDay, road_path
from data.visits.promises import promises_by_village, promises_of_cases
from data.visits.words import as_saved, what_was_promised, why_left_out, why_visited
from geo.visits import VisitPlan, WhyLeftOut

TEMPLATE = "itinerary.typ"
MOST_CASES = 32
"""Lines of cases on a page, shared among its stops; how many more there are is said."""
MOST_LEFT_OUT = 8
"""Villages left out that are named with their minutes."""


def document(sheets: list[dict[str, Any]], language: str, *, synthetic: bool) -> dict[str, Any]:
    """What is handed to the template: the pages, and what stands on each of them."""
    words = Words(language)
    return {
        "language": language[:2],
        "title": words(N_("Itinerary of the reception day")),
        "mark": words(DEMO_MARK) if synthetic else None,
        "footer": words(N_("For the work of this day only. Keep it safe and do not pass it on.")),
        "sheets": sheets,
    }


def pdf(content: dict[str, Any]) -> bytes:
    """The pages of a `document` as PDF."""
    return typesetting.pdf(TEMPLATE, content)


def sheet(reader: Reader, record: PlanOnRecord, language: str) -> dict[str, Any]:
    """One page in plain values, every word in its language.

    Parameters
    ----------
    reader
        Only the cases that it may see one by one are listed.
    """
    words, day, plan = Words(language), record.day, record.plan
    return {
        "title": words(
            N_("{day} · reception and village visits in {township}"),
            day=words.weekday(day.on),
            township=day.name,
        ),
        "leader": _leader(words, day),
        "facts": _facts(words, record),
        "changes": as_saved(words, record),
        "timetable": _timetable(words, day, plan, promises_by_village(reader, day.township, day.on)),
        "map": _map(words, reader.store, day, plan),
        "cases": _cases(words, reader, day, plan),
        "left_out": _left_out(words, day, plan),
    }


# --- parts of the page ------------------------------------------------------------------------------------


def _leader(words: Words, day: TownshipDay) -> str:
    if day.duty.instead_of:
        return words(
            N_("Leader: {leader} ({post}), in the place of {other}"),
            leader=day.leader,
            post=day.post,
            other=day.duty.instead_of,
        )
    return words(N_("Leader: {leader} ({post})"), leader=day.leader, post=day.post)


def _facts(words: Words, record: PlanOnRecord) -> list[str]:
    day, plan, facts = record.day, record.plan, []
    if not math.isnan(plan.travel_minutes):
        driving = (
            N_("{n} minutes of driving, estimated from straight lines: no roads are on record")
            if day.estimate
            else N_("{n} minutes of driving by road")
        )
        facts.append(words(driving, n=round(plan.travel_minutes)))
    if plan.proven:
        facts.append(words(N_("proven: no other choice of villages reaches more")))
    elif record.best is not None and record.change is None:
        facts.append(words(N_("not proven to be the best choice of villages")))
    if day.open_cases is not None:
        what = words.term(day.counted)
        facts.append(words(N_("open cases in the township ({what}): {n}"), what=what, n=day.open_cases))
    if day.booked:
        facts.append(words(N_("besides these booked for the reception: {n}"), n=day.booked))
    if not record.public:
        facts.append(words(N_("draft, not published")))
    if day.duty.trouble is not None:
        facts.append(words.say(refusal(day.duty.trouble, day.name, day.on)))
    return facts


def _timetable(words: Words, day: TownshipDay, plan: VisitPlan, promised: pd.DataFrame) -> dict[str, Any]:
    settings, rows = day.problem.settings, []
    rows.append(["", words.clock(plan.leaves), words(N_("Leave the county seat")), ""])
    reception = words.span(settings.reception_opens, settings.reception_closes)
    rows.append(["", reception, words(N_("Receive people at {hub}"), hub=day.hub[0]), ""])
    for number, stop in enumerate(plan.stops, 1):
        village = day.villages.iloc[stop.village]
        times = words.span(stop.arrives, stop.departs)
        why = why_visited(words, village)
        if village["code"] in promised.index:
            why.append(what_was_promised(words, promised.loc[village["code"]]))
        rows.append([str(number), times, str(village["name"]), words.listed(why)])
    rows.append(["", words.clock(plan.returns), words(N_("Back at the county seat")), ""])
    heads = ["", words(N_("Time")), words(C_("a stop", "Place")), words(N_("Why there"))]
    return {"heads": heads, "rows": rows}


def _map(words: Words, store: Store, day: TownshipDay, plan: VisitPlan) -> dict[str, Any]:
    outlines = reads.boundaries(store, Level.VILLAGE, day.on)
    outlines = outlines[outlines["parent_code"] == day.township]
    chosen = day.villages.iloc[[stop.village for stop in plan.stops]]
    stops = list(zip(chosen["longitude"], chosen["latitude"], strict=True))
    road = road_path(store, day, plan)
    legend = (
        N_("■ {hub}; numbers: stops in their order; line: road driven; north is up")
        if road
        else N_("■ {hub}; numbers: stops in their order; broken line: no road on record; north is up")
    )
    return {
        "svg": sketch(outlines, chosen["code"], day.hub[1:], stops, road),
        "legend": words(legend, hub=day.hub[0]),
    }


def _cases(words: Words, reader: Reader, day: TownshipDay, plan: VisitPlan) -> dict[str, Any]:
    """Cases to hear, those of the reception first, then stop by stop, the oldest first."""
    share = max(2, MOST_CASES // max(len(plan.stops), 1))
    cases = hearable(reader, day.township, day.on)
    booked = bookings.booked(reader, day.township, day.on, day.problem.settings)
    listed = _Listed(words, day.on, _notes(words, reader, day))
    groups = [
        listed.group(
            words(N_("Reception")),
            booked.drop(columns="id").rename(columns={"petition": "id"}),
            max(share, len(booked)),
        )
    ]
    for number, stop in enumerate(plan.stops, 1):
        village = day.villages.iloc[stop.village]
        there = cases[cases["village"] == village["code"]]
        groups.append(listed.group(f"{number} {village['name']}", there, share))
    heads = (N_("Village"), N_("Number"), N_("Category"), N_("Unit"), N_("Due"), N_("Days open"))
    return {
        "title": words(N_("Cases to hear")),
        "heads": [words(head) for head in heads],
        "groups": [group for group in groups if group["rows"]],
    }


def _notes(words: Words, reader: Reader, day: TownshipDay) -> dict[int, tuple[str, str]]:
    """Of each open case of the township the unit, with what is promised already, and the day it is due."""
    promised = promises_of_cases(reader, day.township, day.on)
    notes = {}
    own = gate.cases(reader, day.on, township=day.township)
    for case in frames.rows(next_deadlines(reader, own, newest={})):  # no category is named here
        unit = case.unit or "—"
        if case.id in promised:
            owner, due = promised[case.id]
            promise = words(N_("promised by {owner} for {day}"), owner=owner or unit, day=words.iso(due))
            unit = (
                promise if owner == case.unit else words(N_("{unit}; {promise}"), unit=unit, promise=promise)
            )
        notes[case.id] = (unit, words.iso(case.due) if case.due else "—")
    return notes


@dataclass(frozen=True)
class _Listed:
    """How cases stand in the list of a day."""

    words: Words
    on: dt.date
    notes: Mapping[int, tuple[str, str]]

    def group(self, title: str, cases: pd.DataFrame, share: int) -> dict[str, Any]:
        """At most so many of them under a title, and how many more there are."""
        shown = cases if len(cases) <= share else cases.iloc[: share - 1]
        rest = len(cases) - len(shown)
        return {
            "title": title,
            "rows": [self._row(row) for row in frames.rows(shown)],
            "more": self.words(N_("and {n} more cases"), n=rest) if rest else None,
        }

    def _row(self, row: Any) -> list[str]:
        words, days = self.words, (self.on - pd.Timestamp(row.filed).date()).days
        what = f"{words.category(row.category)} · {words.term(Tier(row.tier))}"
        return [str(row.number), what, *self.notes.get(row.id, ("—", "—")), str(days)]


def _left_out(words: Words, day: TownshipDay, plan: VisitPlan) -> dict[str, Any] | None:
    """Villages with reasons to go for which there is no time, or that are not to be visited."""
    wanted = [left for left in plan.left_out if left.reason is not WhyLeftOut.NO_REASON]
    if not wanted:
        return None
    wanted.sort(key=lambda left: -day.problem.score[left.village])
    named = [
        words(
            N_("{village} ({why})"),
            village=day.villages["name"].iloc[left.village],
            why=why_left_out(words, left),
        )
        for left in wanted[:MOST_LEFT_OUT]
    ]
    rest = len(wanted) - len(named)
    more = [words(N_("and {n} more villages"), n=rest)] if rest else []
    return {"title": words(N_("Not this time")), "text": words.listed([*named, *more])}
