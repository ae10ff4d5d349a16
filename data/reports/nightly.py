"""The briefing of each night: slides, report and workbook of the record's month, kept beside the record.

What is told of two states tells what changed between them (``docs/disclosure.md``): the newest alone is kept.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

from data.briefing.snapshot import snapshot
from data.clock import night_is_due, now, today
from data.copies import writing
from data.errors import NoCounty
from data.reports.month_map import pictures
from data.reports.month_report import report, workbook
from data.reports.slides import slides
from data.store import Store, record_file
from data.text import LANGUAGES, Words
from geo.errors import Refused

FOLDER = "briefings"
"""Beside the record."""
_TRIED = ".tried"
_STAMP = "%Y%m%d-%H%M%S"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Papers:
    """A briefing that is kept: its month (2026-11), when it was made, its files."""

    month: str
    made: dt.datetime
    files: tuple[Path, ...]


def folder_of(url: str) -> Path:
    """Where the briefings of a record are."""
    return (record_file(url) or Path("var/record")).absolute().parent / FOLDER


def newest(store: Store) -> Papers | None:
    """The briefing made last of this county; None: none is kept, and of the demo's record none ever is."""
    return max(_kept(store), key=lambda each: each.made, default=None)


def run_when_due(store: Store, hour: int | None, at: dt.datetime | None = None) -> Papers | None:
    """Make the briefing of the night if it is due, and remove those before.

    Nothing is made of the demo's record, or of one without a county. What fails is said in the program's log
    without names, and tried again in an hour.

    Parameters
    ----------
    hour
        Of the county's clock, from which on; None: none is made.
    """
    store, at = store.entire(), at or now()
    folder = folder_of(store.url)
    try:
        if store.dataset().synthetic:
            return None
        last, tried = newest(store), folder / _TRIED
        began = _begun(tried)
        if not night_is_due(hour, last.made if last else None, began, at):
            return None
        folder.mkdir(exist_ok=True)
        tried.write_text(at.isoformat())
        return _make(store, folder, at)
    except NoCounty:
        return None
    except (Refused, OSError) as error:
        _log.warning("the nightly briefing failed: %s", error if isinstance(error, Refused) else type(error))
        return None


def _make(store: Store, folder: Path, at: dt.datetime) -> Papers:
    dataset = store.dataset()
    on, say = today(dataset), Words(LANGUAGES[0])
    told = snapshot(store, f"{dataset.as_of or on:%Y-%m}", on)
    drawn = pictures(store, told, say)
    made = {
        ".pptx": slides(told, say.language, drawn),
        ".pdf": report(told, say.language, drawn),
        ".xlsx": workbook(told, say.language),
    }
    before = _kept(store)
    name = f"{dataset.county_code}-{told.month.first:%Y-%m}-{at:{_STAMP}}"
    for suffix, content in made.items():
        with writing(folder / f"{name}{suffix}") as path:
            path.write_bytes(content)
    for each in before:
        for path in each.files:
            path.unlink(missing_ok=True)
    return Papers(f"{told.month.first:%Y-%m}", at, tuple(folder / f"{name}{suffix}" for suffix in made))


def _kept(store: Store) -> list[Papers]:
    """All that are whole, of the county of this record.

    The demo's county may be a real one, and its record may lie beside that one's.
    """
    found = []
    dataset = store.dataset()
    if dataset.synthetic:
        return []
    county = dataset.county_code
    for pdf in folder_of(store.url).glob(f"{county}-*.pdf"):
        files = tuple(pdf.with_suffix(suffix) for suffix in (".pptx", ".pdf", ".xlsx"))
        month, stamp = pdf.stem[len(county) + 1 :][:7], pdf.stem[-15:]
        try:
            made = dt.datetime.strptime(stamp, _STAMP)
        except ValueError:
            continue
        if all(path.exists() for path in files):
            found.append(Papers(month, made, files))
    return found


def _begun(tried: Path) -> dt.datetime | None:
    """When a briefing was last begun; None: never, or the file says something else."""
    try:
        return dt.datetime.fromisoformat(tried.read_text())
    except (OSError, ValueError):
        return None
