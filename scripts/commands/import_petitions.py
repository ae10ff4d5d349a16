"""Take in a file of petitions."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import ImportRefused
from data.text import LANGUAGES, in_both
from data.timekeeping import confirm_clock
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    counting,
    in_each,
    opened,
)

if TYPE_CHECKING:
    from data.importing.report import ImportReport


def import_petitions(
    file: Annotated[Path, typer.Argument(help=".csv .csv.gz .xlsx")],
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help=in_both("profile by its name on record, or saved as .toml; default: by the headings"),
        ),
    ] = None,
    crs: Annotated[str | None, typer.Option(help=in_both("reference frame of the coordinates"))] = None,
    report: Annotated[
        Path | None,
        typer.Option(help=in_both("write rejected rows and reasons to this .xlsx")),
    ] = None,
    language: Annotated[str, typer.Option(help=in_both("language of the report: zh_CN or en"))] = LANGUAGES[
        0
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help=in_both("day whose state the file tells; default: by its title or name")
        ),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option("--whole", help=in_both("the file claims to be the whole: list what it lacks")),
    ] = False,
    clock_is_right: Annotated[
        bool,
        typer.Option(
            "--clock-is-right", help=in_both("the clock of this machine is right, whatever the log says")
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=in_both("check only, keep nothing"))] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import petitions."""
    from data.importing.petitions.importer import import_petitions as take_in  # slow to load: not for --help
    from data.importing.report import write_report

    with answering(as_json), opened(database) as store:
        _check_target(report, language)
        if clock_is_right:
            confirm_clock(office(store))
        with counting(in_both("rows read")) as progress:
            done = take_in(
                store,
                file,
                profile=profile,
                frame=crs,
                actor=actor(),
                as_of=_day(as_of),
                whole=whole,
                progress=progress,
                dry_run=dry_run,
            )
        if report is not None:
            write_report(done, report, language)
        answer(_result(done), _lines(done), as_json)


def _check_target(report: Path | None, language: str) -> None:
    """Before anything is stored: the report will have a place to go to."""
    if report is not None and (report.suffix.lower() != ".xlsx" or not report.parent.is_dir()):
        raise ImportRefused(
            "The report cannot be written to {file}: name a .xlsx file in a folder that exists",
            file=report.name,
        )
    if language not in LANGUAGES:
        raise ImportRefused("The report can be written in: {languages}", languages=", ".join(LANGUAGES))


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ImportRefused("{text} is no day; write it as 2026-11-30", text=text[:20]) from None


def _result(report: "ImportReport") -> dict[str, Any]:
    result = report.counts()
    result["as_of"] = report.as_of
    result["import"] = None if report.dry_run else report.run
    result["changes"] = [
        {"field": change.column, "from": change.was, "to": change.will, "rows": change.rows}
        for change in report.fields
    ]
    result["missing"] = report.missing
    result["renumbered"] = [{"from": was, "to": will} for was, will in report.renumbered]
    result["notices"] = [in_each(notice) for notice in report.notices]
    result["faults"] = [
        {
            **in_each(fault),
            "rows": count,
            "first_row": fault.row,
        }
        for fault, count in report.fault_counts()
    ]
    result["words"] = {field: dict(words) for field, words in report.words.items()}
    result["unread"] = report.unread
    return {**result, "dry_run": True} if report.dry_run else result


def _lines(report: "ImportReport") -> list[str]:
    from data.importing.report import summary

    lines = [in_both("Checked only, nothing kept")] if report.dry_run else []
    for told in zip(*(summary(report, language) for language in LANGUAGES), strict=True):
        label = " / ".join(dict.fromkeys(text for text, _ in told))
        lines.append(label if told[0][1] is None else f"{label}: {told[0][1]}")
    return lines
