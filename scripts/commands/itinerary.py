"""What a leader takes along on a 15th: a page each, a calendar, and the office's list."""

from pathlib import Path
from typing import Annotated

import typer

from data.reports import itinerary as pages
from data.reports.calendar import calendar
from data.reports.files import check_path, keep
from data.reports.kept import kept_plan
from data.reports.workbook import workbook
from data.store import Store
from data.visits.plans import TownshipDay, as_record
from geo.visits import VisitPlan
from geo.visits import plan as make_plan
from scripts.commands.receptions import Day, InLanguage, Language, OneTownship, Receptions, every, office
from scripts.commands.terminal import DEFAULT_DATABASE, DEMO, AsJson, Database, answer, answering, opened


def itinerary(
    date: Day,
    out: Annotated[Path, typer.Option(help="行程单，.pdf / the pages, a .pdf")],
    township: OneTownship = None,
    ics: Annotated[Path | None, typer.Option(help="日历，.ics / a calendar file")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="信访局汇总表，.xlsx / the office's list")] = None,
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """打印15日下访行程单，每位领导一页 / Print the itineraries of the 15th, one page a leader."""
    with answering(as_json), opened(database) as store:
        wanted = {".pdf": out, ".ics": ics, ".xlsx": xlsx}
        for suffix, path in wanted.items():
            if path is not None:
                check_path(path, suffix)
        found = every(store, township, date.date(), lambda day: (day, _plan(store, day)))
        synthetic = store.dataset().synthetic
        keep(out, _pdf(store, found.made, language, synthetic))
        if ics is not None:
            keep(ics, calendar(found.made, language, synthetic=synthetic))
        if xlsx is not None:
            keep(xlsx, workbook(found.made, language, synthetic=synthetic))
        result = {
            "date": date.date().isoformat(),
            "synthetic": synthetic,
            "pages": len(found.made),
            "files": [str(path) for path in wanted.values() if path is not None],
            "plans": [as_record(day, plan) for day, plan in found.made],
            **found.told(),
        }
        answer(result, _lines(result, found), as_json)


def _plan(store: Store, day: TownshipDay) -> VisitPlan:
    """The plan that is kept, else the best there is."""
    return kept_plan(office(store), store, day) or make_plan(day.problem)


def _pdf(store: Store, made: list[tuple[TownshipDay, VisitPlan]], language: str, synthetic: bool) -> bytes:
    sheets = [pages.sheet(office(store), store, day, plan, language) for day, plan in made]
    return pages.pdf(pages.document(sheets, language, synthetic=synthetic))


def _lines(result: dict, found: Receptions) -> list[str]:
    lines = [DEMO] * result["synthetic"]
    lines.append(f"已打印 {result['pages']} 页 / pages: {result['pages']}")
    lines += [f"  {file}" for file in result["files"]]
    if any(day.estimate for day, _ in found.made):
        lines.append("未导入道路，行车时间按直线估算 / no roads: driving times are estimated")
    return lines + found.lines()
