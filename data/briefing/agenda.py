"""What a meeting is to decide: at most five items that write themselves, none of which tells of few.

An item is told of the whole county. Its number is one of alerts, promises, instructions or matters, never of
petitions under a condition; promises and matters are told if they are `least` or more also without those of
the township that has most of them. Whether the backlog grows and cases take longer is told as such, without a
number; that they take longer only where chance does not explain it (rule ``hotspots.level``).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from data.briefing.standing import without_the_most
from data.followup import instructions
from data.hotspots.findings import FindingState, findings
from data.petitions import counted as rule
from data.petitions.facts import facts, without_accusations
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope
from data.store import Store
from data.terms import Counted, Progress, Status
from data.text import N_
from data.visits.promises import waiting_promises
from geo.terms import Term

MOST = 5
WEEKS = 3
"""Ends of weeks that are compared: growing two weeks running."""


class Subject(Term):
    """What an item is about."""

    ALERTS = "alerts", N_("Alerts to be decided")
    PROMISES = "promises", N_("Promises overdue")
    INSTRUCTIONS = "instructions", N_("Instructions overdue")
    BACKLOG = "backlog", N_("More open cases for two weeks running")
    SLOWER = "slower", N_("Closing takes longer for two weeks running")
    ACROSS = "across", N_("Open matters across townships")


QUESTIONS = {
    Subject.ALERTS: N_("Which alerts are confirmed, and who acts on each by when?"),
    Subject.PROMISES: N_("Which units report on their overdue promises, and what new day is set?"),
    Subject.INSTRUCTIONS: N_("Which units report on their overdue instructions, and who supervises them?"),
    Subject.BACKLOG: N_("Where is help needed so that more cases are closed than come in?"),
    Subject.SLOWER: N_("What holds the cases up, and which unit answers for it?"),
    Subject.ACROSS: N_("Which unit leads each matter, and which townships take part?"),
}
"""What the meeting is asked."""


@dataclass(frozen=True, slots=True)
class Item:
    """A subject, how many, and since or until when; None: not told."""

    subject: Subject
    count: int | None = None
    day: dt.date | None = None

    @property
    def question(self) -> str:
        """What is to be decided, as a sentence of the catalog."""
        return QUESTIONS[self.subject]


def agenda(store: Store, least: int, on: dt.date) -> tuple[Item, ...]:
    """The items of a day, in the order of `Subject`.

    Parameters
    ----------
    least
        The least count that is told (rule ``privacy.suppress_below``).
    on
        Day on which the meeting is told.
    """
    county = store.dataset().county_code
    office = Reader(Scope.of(Role.OFFICE, [county], county), store, on)
    rows = without_accusations(facts(office, counted=Counted.PETITIONS))
    level = rules(store, on).hotspots.level
    items = [*_alerts(office), *_promises(office, least), *_instructions(store, county, on)]
    items += _flow(rows, least, on, level)
    return tuple([*items, *_across(rows, least)][:MOST])


def _alerts(office: Reader) -> Iterable[Item]:
    found = findings(office, FindingState.NEW)
    if len(found):
        yield Item(Subject.ALERTS, len(found), found["first_found"].min())


def _promises(office: Reader, least: int) -> Iterable[Item]:
    late = waiting_promises(office, office.today)
    late = late[late["days"] > 0]
    if told := without_the_most(late["township"], least):
        yield Item(Subject.PROMISES, told)


def _instructions(store: Store, county: str, on: dt.date) -> Iterable[Item]:
    """Those of the list that leaders have: decisions of meetings too, none on an accusation."""
    leader = Reader(Scope.of(Role.LEADER, [], county), store, on)
    if late := int((instructions.listed(leader)["progress"] == Progress.OVERDUE).sum()):
        yield Item(Subject.INSTRUCTIONS, late)


def _flow(rows: pd.DataFrame, least: int, on: dt.date, level: float) -> Iterable[Item]:
    """Open cases at the ends of three weeks, and days to close of those closed in each.

    The medians of three weeks rise by chance alone once in six: days and weeks must go together as well
    (Kendall's tau, one-sided).
    """
    cases = rows[rule.is_counted(rows["channel"], Counted.PETITIONS)]
    filed, closed = cases["filed"].to_numpy(), cases["closed"].to_numpy()
    ends = [np.datetime64(on + dt.timedelta(days=1 - 7 * back)) for back in reversed(range(WEEKS))]
    ended = np.isnat(closed) & (cases["status"] != Status.OPEN.value).to_numpy(dtype=bool)
    begun = [int((~ended & (filed < end) & ~(closed < end)).sum()) for end in ends]
    if begun[0] < begun[1] < begun[2] and begun[0] >= least:
        yield Item(Subject.BACKLOG)
    days = (closed - filed) / np.timedelta64(1, "D")
    weeks = [(closed < end) & (closed >= end - np.timedelta64(7, "D")) for end in ends]
    medians = [float(np.median(days[week])) if week.sum() >= least else np.nan for week in weeks]
    if medians[0] < medians[1] < medians[2]:
        week = np.concatenate([np.full(each.sum(), at) for at, each in enumerate(weeks)])
        together = kendalltau(week, np.concatenate([days[each] for each in weeks]), alternative="greater")
        if together.pvalue <= level:
            yield Item(Subject.SLOWER)


def _across(rows: pd.DataFrame, least: int) -> Iterable[Item]:
    """Matters with an open case that are reported from two townships or more."""
    linked = rows.loc[rows["matter_id"].notna(), ["matter_id", "township_code", "status"]]
    is_open = linked["matter_id"].isin(linked.loc[linked["status"] == Status.OPEN.value, "matter_id"])
    places = linked[is_open].dropna().drop_duplicates(["matter_id", "township_code"])
    places = places[places.duplicated("matter_id", keep=False)]
    found, by_township = places["matter_id"].nunique(), places["township_code"].value_counts()
    if found and found - int(by_township.max()) >= least:
        yield Item(Subject.ACROSS, found)
