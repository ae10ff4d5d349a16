"""What a leader takes along on a 15th: a page each, a calendar, and the office's list."""

from pathlib import Path
from typing import Annotated, Any

import typer

from data import clock
from data.reports import itinerary as pages
from data.reports.calendar import calendar
from data.reports.files import check_path, keep
from data.reports.workbook import workbook
from data.store import Store
from data.text import in_both
from data.visits.on_record import PlanOnRecord, on_record
from data.visits.plans import check_one_place
from scripts.commands.receptions import (
    Day,
    InLanguage,
    Language,
    OneTownship,
    Receptions,
    every,
    office,
    plan_values,
)
from scripts.commands.terminal import DEFAULT_DATABASE, DEMO, AsJson, Database, answer, answering, opened


def itinerary(
    date: Day,
    out: Annotated[Path, typer.Option(help=in_both("the pages, a .pdf"))],
    township: OneTownship = None,
    ics: Annotated[Path | None, typer.Option(help=in_both("a calendar file"))] = None,
    xlsx: Annotated[Path | None, typer.Option(help=in_both("the office's list"))] = None,
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Print the itineraries of the 15th, one page a leader."""
    with answering(as_json), opened(database) as store:
        wanted = {".pdf": out, ".ics": ics, ".xlsx": xlsx}
        for suffix, path in wanted.items():
            if path is not None:
                check_path(path, suffix)
        dataset, on = store.dataset(), date.date()
        synthetic, today = dataset.synthetic, clock.today(dataset)
        found = every(store, township, on, lambda code: on_record(office(store, today), code, on))
        check_one_place(record.day for record in found.made if record.public)
        planned = [(record.day, record.plan) for record in found.made]
        keep(out, _pdf(store, found.made, language, synthetic))
        if ics is not None:
            keep(ics, calendar(planned, language, synthetic=synthetic))
        if xlsx is not None:
            keep(xlsx, workbook(planned, language, synthetic=synthetic))
        result = {
            "date": on.isoformat(),
            "synthetic": synthetic,
            "pages": len(found.made),
            "files": [str(path) for path in wanted.values() if path is not None],
            "plans": [plan_values(record) for record in found.made],
            **found.told(),
        }
        answer(result, _lines(result, found), as_json)


def _pdf(store: Store, records: list[PlanOnRecord], language: str, synthetic: bool) -> bytes:
    sheets = [pages.sheet(office(store), record, language) for record in records]
    return pages.pdf(pages.document(sheets, language, synthetic=synthetic))


def _lines(result: dict[str, Any], found: Receptions) -> list[str]:
    lines = [DEMO] * result["synthetic"]
    lines.append(in_both("pages printed: {n}", n=result["pages"]))
    lines += [f"  {file}" for file in result["files"]]
    if any(record.day.estimate for record in found.made):
        lines.append(in_both("no roads: driving times are estimated"))
    return lines + found.lines()
