"""The briefing of a month: slides, a report, and the numbers behind each figure."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from data.briefing import words
from data.briefing.snapshot import Snapshot, snapshot
from data.clock import today
from data.reports.files import keep
from data.reports.month_map import pictures
from data.reports.month_report import report, workbook
from data.reports.slides import slides
from data.text import N_, Words, in_both
from scripts.commands.receptions import InLanguage, Language
from scripts.commands.terminal import DEFAULT_DATABASE, DEMO, AsJson, Database, answer, answering, opened


def briefing(
    month: Annotated[
        str, typer.Option(help=in_both("such as 2026-11; default: the month of the last day"))
    ] = "",
    out: Annotated[Path, typer.Option(help=in_both("a folder for the files"))] = Path(),
    template: Annotated[
        Path | None, typer.Option(help=in_both("a .pptx of the county, whose pages the slides take"))
    ] = None,
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Make slides, report and workbook of a month for a meeting: aggregates only."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        on = today(dataset)
        _say(N_("Counting ..."))
        told = snapshot(store, month or f"{dataset.as_of or on:%Y-%m}", on)
        say = Words(language)
        _say(N_("Drawing the maps ..."))
        drawn = pictures(store, told, say)
        _say(N_("Writing ..."))
        name = f"{told.month.first:%Y-%m}"
        made = {
            f"{name}.pptx": slides(told, language, drawn, template),
            f"{name}.pdf": report(told, language, drawn),
            f"{name}.xlsx": workbook(told, language),
        }
        out.mkdir(parents=True, exist_ok=True)
        for file, content in made.items():
            keep(out / file, content)
        files = [str(out / file) for file in made]
        answer(_told(told, say, files), [DEMO] * dataset.synthetic + files, as_json)


def _told(told: Snapshot, say: Words, files: list[str]) -> dict[str, Any]:
    return {
        "month": f"{told.month.first:%Y-%m}",
        "as_of": told.as_of.isoformat(),
        "made": told.made.isoformat(),
        "synthetic": told.synthetic,
        "headline": words.headline(say, told),
        "cases": told.totals.cases,
        "persons": told.totals.persons,
        "told": [told.told.first.isoformat(), told.told.last.isoformat()],
        "told_cases": told.told_totals.cases,
        "told_open": told.told_totals.open,
        "categories": dict(told.categories),
        "townships": dict(told.townships),
        "figures": [[each.label, each.value, each.definition] for each in words.figures(say, told)],
        "agenda": [
            [each.subject.value, each.count, each.day and each.day.isoformat(), say(each.question)]
            for each in told.agenda
        ],
        "files": files,
    }


def _say(step: str) -> None:
    print(in_both(step), file=sys.stderr)
