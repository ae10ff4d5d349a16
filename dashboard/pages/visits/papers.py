"""Papers of a day as files: for the leader, the calendar, the public and, of the office alone, its list."""

from collections.abc import Sequence
from functools import partial

from dashboard import cache
from dashboard.drawing import downloads
from dashboard.drawing.downloads import Download
from dashboard.language import _, language
from data.reports import papers
from data.reports.papers import Paper
from data.scope import Scope, is_office
from data.tables import Dataset
from data.visits.on_record import PlanOnRecord


def show(scope: Scope, dataset: Dataset, records: Sequence[PlanOnRecord]) -> None:
    """A button a paper, of the plans as they are on record; of several townships also all papers in one."""
    if not records:
        return
    words = {
        Paper.ITINERARY: _("Print the itinerary (PDF)"),
        Paper.CALENDAR: _("Add to the calendar"),
        Paper.NOTICE: _("Public notice (PDF)"),
        Paper.DESK: _("Sign and register of the desk (PDF)"),
    }
    if is_office(scope):
        words[Paper.LIST] = _("List of the office (Excel)")
    makers = {label: partial(_make, scope, kind, records) for kind, label in words.items()}
    if is_office(scope):
        makers[_("All papers of the day (ZIP)")] = partial(_bundle, scope, records)
    downloads.buttons(f"papers-{records[0].day.on}", makers)


def _make(scope: Scope, kind: Paper, records: Sequence[PlanOnRecord]) -> Download:
    content = papers.paper(kind, cache.reader(scope), records, language())
    return Download(content, papers.name(kind, records, language()), kind.media_type)


def _bundle(scope: Scope, records: Sequence[PlanOnRecord]) -> Download:
    content = papers.bundle(cache.reader(scope), records, language())
    return Download(content, papers.bundle_name(records, language()), papers.ZIP)
