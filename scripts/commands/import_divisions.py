"""Take in the official list of divisions."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.text import C_, N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    both,
    in_each,
    labelled,
    opened,
)

if TYPE_CHECKING:
    from data.importing.divisions.importer import DivisionReport

_LABELS = {
    "rows": C_("report of an import", "rows"),
    "added": N_("added"),
    "renamed": N_("renamed or corrected"),
    "new_editions": N_("of these under a new name from the day"),
    "unchanged": N_("unchanged"),
    "rejected": N_("rejected"),
    "other_county": N_("of other counties"),
    "townships": N_("townships made or renamed from villages' rows"),
    "ended": N_("not in the list, ended on the day"),
    "not_ended": N_("not ended, for some codes cannot be read"),
    "given": N_("codes that another village has from the day"),
}


def import_divisions(
    file: Annotated[Path, typer.Argument(help=".csv .csv.gz .xlsx")],
    county: Annotated[str, typer.Option(help=in_both("code of the county"))],
    name: Annotated[
        str | None,
        typer.Option(help=in_both("name of the county: makes the database first, as init does")),
    ] = None,
    valid_from: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=in_both("from this day; default: in place, nothing ends"),
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=in_both("check only, keep nothing"))] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import the list of townships and villages."""
    from data.importing.divisions.county import set_up  # slow to load: not for --help
    from data.importing.divisions.importer import import_divisions as take_in

    makes = name is not None and not dry_run
    with answering(as_json), opened(database, create=makes) as store:
        if name is not None and makes:
            set_up(store, county, name, actor=actor())
        done = take_in(
            store,
            file,
            county=county,
            valid_from=valid_from.date() if valid_from else None,
            actor=actor(),
            dry_run=dry_run,
        )
        answer(_result(done), _lines(done), as_json)


def _result(report: "DivisionReport") -> dict[str, Any]:
    result: dict[str, Any] = {**report.counts(), "dry_run": report.dry_run}
    result["relocated"] = report.relocation.counts() if report.relocation else None
    result["new_names"] = [one._asdict() for one in report.new_editions]
    result["given_codes"] = [one._asdict() for one in report.given]
    result["ended_divisions"] = [{"code": code, "name": name} for code, name in report.ended]
    result["faults"] = [{"row": fault.row, **in_each(fault)} for fault in report.faults]
    return result


def _lines(report: "DivisionReport") -> list[str]:
    lines = [in_both("Checked only, nothing kept")] if report.dry_run else []
    lines += [labelled(_LABELS[key], count) for key, count in report.counts().items()]
    lines += [both(report.relocation)] if report.relocation else []
    lines += [f"  {one.code} {one.before} → {one.after}" for one in report.new_editions]
    lines += [f"  {one.code} {one.after} ≠ {one.before} ({one.own})" for one in report.given]
    lines += [f"  {code} {name} ×" for code, name in report.ended]
    for fault in report.faults:
        lines += [f"  {in_both('row {n}', n=fault.row)}: {each}" for each in both(fault).splitlines()]
    if report.ended or report.new_editions or report.given:
        lines.append(in_both("Look at what became of them: python -m scripts successors"))
    return lines
