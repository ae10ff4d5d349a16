"""Work of the petition office, each with the figure and the address of the list that it leads to."""

import datetime as dt

from dashboard import cache
from dashboard.address import to
from dashboard.drawing import owed
from dashboard.drawing.tasks import State, Task
from dashboard.language import _, date, iso, number, say
from dashboard.settings import settings
from data.backup.history import keeps_backups
from data.backup.standing import warnings
from data.errors import PlanRefused
from data.followup import instructions
from data.followup.led import listed, running
from data.importing.petitions import undoing
from data.repair import queue
from data.scope import Scope
from data.tables import Dataset
from data.terms import Progress
from data.visits import days, saved
from data.visits.calendar import next_visit_day
from data.visits.promises import waiting_promises


def waiting(scope: Scope, dataset: Dataset) -> list[Task]:
    """Work that waits, what presses most first; what is done stays in its line."""
    return [
        promises(scope, dataset),
        followed(scope, dataset),
        _visits(scope, dataset),
        _alerts(scope, dataset),
        _places(scope),
    ]


def known(scope: Scope) -> list[Task]:
    """What was imported last, and what is wrong with the backups; nothing of these where all is well."""
    return [_imported(scope), *_backups(scope)]


def promises(scope: Scope, dataset: Dataset, township: str = "") -> Task:
    """Promises past their day; of one township, if one is named."""
    listed = waiting_promises(cache.reader(scope), cache.today(dataset))
    late = listed[(listed["days"] > 0) & ((listed["township"] == township) | (not township))]
    since = _("the longest was due on {day}", day=iso(late["due"].min())) if len(late) else ""
    address = to("promises", due="overdue", **({"township": township} if township else {}))
    act = _("see that {n} overdue promises are kept", n=number(len(late)))
    state: State = "late" if len(late) else "done"
    return Task(number(len(late)), _("Promises overdue"), since, address, act, state)


def followed(scope: Scope, dataset: Dataset) -> Task:
    """Instructions past their day, that the reader may see."""
    listed = instructions.listed(cache.reader(scope))
    waits, late = owed.waiting(listed)
    first = listed[listed["progress"] == Progress.OVERDUE]["due"].min()
    since = _("the longest was due on {day}", day=iso(first)) if late else _("waiting: {n}", n=number(waits))
    act = _("follow {n} overdue instructions to their end", n=number(late))
    state: State = "late" if late else "done"
    address = to("instructions", due="overdue" if late else "open")
    return Task(number(late), _("Instructions overdue"), since, address, act, state)


def led(scope: Scope, township: str) -> list[Task]:
    """Contracted cases of a township that wait: what a leader who goes there takes along; none, no line."""
    waits = running(listed(cache.reader(scope), township=township, newest={}))
    if waits.empty:
        return []
    unmet = int(waits["last"].isna().sum())
    told = _("of these the people were not met yet: {n}", n=number(unmet))
    state: State = "late" if (waits["progress"] == Progress.OVERDUE).any() else "due"
    act = _("take {n} contracted cases along", n=number(len(waits)))
    address = to("followup", part="led")
    return [Task(number(len(waits)), _("Contracted cases"), told, address, act, state)]


def _visits(scope: Scope, dataset: Dataset) -> Task:
    """Townships of the next day of visits whose plan is not published, and the day by which it is due."""
    words, today = _("Visits not published"), cache.today(dataset)
    try:
        on = next_visit_day(cache.store(), today)
    except PlanRefused as error:
        return Task("—", words, say(error), to("plan"), _("say on which day the visits are"), "late")
    listed = saved.unpublished(cache.reader(scope), on)
    address = to("plan", plan="county", day=on.isoformat(), published="no")
    words = _("Townships of {day} not published", day=date(on))
    if not listed:
        return Task(number(0), words, link=address, state="done")
    due = on - dt.timedelta(days=days.notice_days(cache.store(), on))
    late = days.is_late(cache.store(), on, today)
    told = days.leader_day(cache.store(), on)
    since = _("was due on {day}", day=date(due)) if late else _("to be published by {day}", day=date(due))
    if today <= told < due:
        since = _("leaders are told by {told}, published by {day}", told=date(told), day=date(due))
    act = _("publish the visits to {n} townships", n=number(len(listed)))
    return Task(number(len(listed)), words, since, address, act, "late" if late else "due")


def _alerts(scope: Scope, dataset: Dataset) -> Task:
    listed = cache.undecided(scope, dataset)
    since = _("the oldest was found on {day}", day=iso(listed["first_found"].min())) if len(listed) else ""
    address = to("hotspots", spots="findings", decided="no")
    act = _("decide {n} alerts", n=number(len(listed)))
    state: State = "due" if len(listed) else "done"
    return Task(number(len(listed)), _("Alerts to decide"), since, address, act, state)


def _places(scope: Scope) -> Task:
    counts = queue.located(cache.reader(scope))
    filed = queue.oldest(cache.reader(scope))
    since = _("the oldest was filed on {day}", day=iso(filed)) if filed else ""
    act = _("check {n} places", n=number(counts.waiting))
    state: State = "due" if counts.waiting else "done"
    return Task(number(counts.waiting), _("Places to check"), since, to("repair"), act, state)


def _imported(scope: Scope) -> Task:
    """The last import that stands; its record, where it is undone, is on the page of imports."""
    runs = (run for run in undoing.imports(cache.reader(scope)) if run.undone_at is None)
    last = next(runs, None)
    if last is None:
        return Task("—", _("Last import"), _("no import is on record"), to("import"))
    told = _(
        "{file}, imported {at}, rows: {n}", file=last.file_name, at=_.moment(last.at), n=number(last.rows)
    )
    day = _("data as of {day}", day=iso(last.as_of)) if last.as_of else ""
    words = _("Last import: new {n}, changed {m}", n=number(last.stored), m=number(last.changed))
    return Task(number(last.rows), words, " · ".join(filter(None, (told, day))), to("import"))


def _backups(scope: Scope) -> list[Task]:
    address = to("backups") if keeps_backups(scope) else ""
    faults = warnings(cache.reader(scope), settings().backup_folder)
    return [Task("!", _("Backups and clock"), say(fault), address, state="late") for fault in faults]
