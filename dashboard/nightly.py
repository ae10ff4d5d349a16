"""The backup of each night, made by this process itself; of several servers at one record one makes it."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.background import BackgroundScheduler

from dashboard import cache
from dashboard.settings import settings
from data.backup.nightly import Night, run_when_due
from data.backup.retention import Keep
from data.clock import now
from geo.errors import Refused

MINUTES = 10
"""How often it is asked whether a backup is due."""
FIRST = dt.timedelta(minutes=1)
"""After the start; the first readers go before."""

_log = logging.getLogger(__name__)


def night() -> Night:
    """When, where, and how many are kept, by the settings of this machine."""
    own = settings()
    return Night(
        own.backup_hour, own.backup_folder, Keep(own.backup_days, own.backup_weeks, own.backup_months)
    )


@contextmanager
def kept() -> Iterator[BackgroundScheduler]:
    """Look after the backups for as long as the server runs."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it says each time that it has asked
    scheduler = BackgroundScheduler(job_defaults={"coalesce": True, "max_instances": 1})
    scheduler.add_job(look, "interval", minutes=MINUTES, next_run_time=now().astimezone() + FIRST)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


def look() -> None:
    """Make the backup if it is due, and the sums of what was written."""
    try:
        run_when_due(cache.store(), night())
        cache.store().renew_sums()
    except Refused:  # there is no record, or it cannot be opened: the pages say so
        _log.warning("no backup: the record cannot be opened")
