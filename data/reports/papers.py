"""All papers of a day of visits, as files: for the leaders, for the public, and for the office."""

import io
import zipfile
from collections import Counter
from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from data.reader import Reader
from data.reports import desk_paper, itinerary, notice
from data.reports.calendar import calendar
from data.reports.lists import XLSX
from data.reports.workbook import workbook
from data.service.rota import rota
from data.text import N_, Words
from data.text.printable import file_name
from data.visits.on_record import PlanOnRecord
from data.visits.plans import check_one_place
from geo.terms import Term


class Paper(Term):
    """What can be taken along, posted or filed."""

    ITINERARY = "itinerary", N_("Itinerary (PDF)")
    CALENDAR = "calendar", N_("Calendar file")
    NOTICE = "notice", N_("Public notice (PDF)")
    DESK = "desk", N_("Sign and register of the desk (PDF)")
    LIST = "list", N_("List of the office (Excel)")

    @property
    def suffix(self) -> str:
        return {Paper.CALENDAR: ".ics", Paper.LIST: ".xlsx"}.get(self, ".pdf")

    @property
    def media_type(self) -> str:
        return {".ics": "text/calendar", ".xlsx": XLSX}.get(self.suffix, "application/pdf")


ZIP = "application/zip"

Records = Sequence[PlanOnRecord]


def paper(kind: Paper, reader: Reader, records: Records, language: str) -> bytes:
    """One paper of the plans on record.

    Parameters
    ----------
    reader
        Only the cases that it may see one by one are listed in an itinerary; in no other paper is a case.

    Raises
    ------
    PlanRefused
        No Chinese font is installed; a notice is asked for, and no visit is published; or one
        leader would be in two townships at once by what is published.
    """
    synthetic = reader.store.dataset().synthetic
    planned = [(record.day, record.plan) for record in records]
    match kind:
        case Paper.ITINERARY:
            check_one_place(record.day for record in records if record.public)
            sheets = [itinerary.sheet(reader, record, language) for record in records]
            return itinerary.pdf(itinerary.document(sheets, language, synthetic=synthetic))
        case Paper.CALENDAR:
            return calendar(planned, language, synthetic=synthetic)
        case Paper.NOTICE:
            receptions, on = notice.published(records), records[0].day.on
            duties = rota(reader, on, on + relativedelta(day=31))
            return notice.pdf(notice.document(receptions, language, synthetic=synthetic, rota=duties))
        case Paper.DESK:
            return desk_paper.pdf(desk_paper.document(records, language, synthetic=synthetic))
        case Paper.LIST:
            return workbook(planned, language, synthetic=synthetic)


def name(kind: Paper, records: Records, language: str) -> str:
    """Name of the file: the day, the township if it is one alone, and what it is."""
    return file_name(f"{_of(records)} {_title(kind, language)}{kind.suffix}")


def bundle(reader: Reader, records: Records, language: str) -> bytes:
    """All papers in one .zip; of each township an itinerary of its own; a notice, if a visit is published."""
    file = io.BytesIO()
    names = [name(Paper.ITINERARY, [record], language) for record in records]
    shared = Counter(names)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for record, own in zip(records, names, strict=True):
            content = paper(Paper.ITINERARY, reader, [record], language)
            packed.writestr(own if shared[own] == 1 else f"{record.day.township} {own}", content)
        public = any(record.public for record in records)
        for kind in (*[Paper.NOTICE] * public, Paper.DESK, Paper.CALENDAR, Paper.LIST):
            packed.writestr(name(kind, records, language), paper(kind, reader, records, language))
    return file.getvalue()


def bundle_name(records: Records, language: str) -> str:
    """Name of that file."""
    return file_name(f"{_of(records)} {Words(language)(N_('Papers of the visits'))}.zip")


def _of(records: Records) -> str:
    day = records[0].day
    return f"{day.on.isoformat()} {day.name}" if len(records) == 1 else day.on.isoformat()


def _title(kind: Paper, language: str) -> str:
    """What it is, without its format."""
    return Words(language).term(kind).partition("（")[0].partition(" (")[0]
