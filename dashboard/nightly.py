"""Backup and briefing of each night, and answers that readers will ask for, made by this process itself; of
several servers at one record one makes the backup, each its briefing and its answers."""

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.background import BackgroundScheduler

from dashboard import cache
from dashboard.cache import heavy
from dashboard.loading import load
from dashboard.open311 import taking_in
from dashboard.settings import settings
from data.backup.nightly import Night, run_when_due
from data.backup.retention import Keep
from data.clock import now
from data.petitions.columnar import keeping
from geo.errors import Refused

MINUTES = 10
"""How often it is asked whether a backup or a briefing is due."""
FIRST = dt.timedelta(minutes=1)
"""After the start; the first readers go before."""

ANSWERS = "answers"
"""Name of the job that answers ahead."""

_running: list[BackgroundScheduler] = []
_once_more = threading.Event()
_log = logging.getLogger(__name__)


def night() -> Night:
    """When, where, and how many are kept, by the settings of this machine."""
    own = settings()
    return Night(
        own.backup_hour, own.backup_folder, Keep(own.backup_days, own.backup_weeks, own.backup_months)
    )


@contextmanager
def kept() -> Iterator[BackgroundScheduler]:
    """Look after backups and briefings for as long as the server runs."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it says each time that it has asked
    scheduler = BackgroundScheduler(job_defaults={"coalesce": True, "max_instances": 1})
    scheduler.add_job(look, "interval", minutes=MINUTES, next_run_time=now().astimezone() + FIRST)
    briefed = now().astimezone() + 2 * FIRST
    scheduler.add_job(brief, "interval", minutes=MINUTES, next_run_time=briefed)
    answered = now().astimezone() + FIRST / 2
    scheduler.add_job(answer, "interval", minutes=MINUTES, next_run_time=answered, id=ANSWERS)
    scheduler.add_job(taking_in.look, "interval", seconds=taking_in.SECONDS)
    scheduler.start()
    _running.append(scheduler)
    try:
        yield scheduler
    finally:
        _running.remove(scheduler)
        heavy.stop()
        scheduler.shutdown(wait=False)


def look() -> None:
    """Make the backup if it is due, the sums of what was written, and the snapshot's file as it is now."""
    try:
        run_when_due(cache.store(), night())
        cache.store().renew_sums()
        keeping.catch_up(cache.store())
    except Refused:  # there is no record, or it cannot be opened: the pages say so
        _log.warning("no backup: the record cannot be opened")


def answer() -> None:
    """Have what is usually asked answered by the record as it is now (`dashboard.cache.ahead`)."""
    try:
        _once_more.set()
        while _once_more.is_set():
            _once_more.clear()
            cache.answer_ahead()
    except Refused:  # as for a backup
        _log.warning("no answers ahead: the record cannot be opened")


def answer_soon() -> None:
    """Do so at once, as after an import, which waits for nothing; nothing is done where no server runs."""
    _once_more.set()
    for scheduler in _running:
        scheduler.modify_job(ANSWERS, next_run_time=now().astimezone())


def brief() -> None:
    """Make the briefing of the night if it is due."""
    try:
        load("data.reports.nightly").run_when_due(cache.store(), settings().briefing_hour)
    except Refused:  # as for a backup
        _log.warning("no briefing: the record cannot be opened")
