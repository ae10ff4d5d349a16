"""Take in a register of the county: leaders and their townships, places, teams, residents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import ImportRefused
from data.text import C_, LANGUAGES, N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
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
    from data.importing.registers.rows import RegisterReport

_LABELS = {
    "rows": C_("report of an import", "rows"),
    "stored": C_("report of an import", "stored"),
    "replaced": N_("of these in place of what was on record"),
    "rejected": N_("rejected"),
    "duplicates": N_("repeated, stored before"),
    "ended": N_("ended, for others follow"),
}
_SHOWN = 20
"""Faults that are printed; all of them are in ``--json`` and ``--rejected``."""


def import_register(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help=in_both(
                "contracts, absences, recusals, hubs, windows, visit-points, teams, contacts, residents,"
                " leaders, members, calendar, units, rota, totals, court-cases, policies, households,"
                " instructions, led-cases, proposals, meetings, agent-points,"
                " agents"
            ),
        ),
    ],
    file: Annotated[Path, typer.Argument(help=".xlsx .xls .csv")],
    crs: Annotated[str | None, typer.Option(help=in_both("reference frame of the coordinates"))] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(help=in_both("write rejected rows and reasons to this .xlsx")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=in_both("check only, keep nothing"))] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import a register."""
    from data.importing.registers.importer import import_register as take_in  # slow to load: not for --help
    from data.importing.report import write_report

    with answering(as_json), opened(database) as store:
        if rejected is not None and (rejected.suffix.lower() != ".xlsx" or not rejected.parent.is_dir()):
            raise ImportRefused(
                "The report cannot be written to {file}: name a .xlsx file in a folder that exists",
                file=rejected.name,
            )
        done = take_in(store, kind, file, frame=crs, actor=actor(), dry_run=dry_run)
        if rejected is not None:
            write_report(done, rejected, LANGUAGES[0])
        answer(_result(done), _lines(done), as_json)


def _result(report: "RegisterReport") -> dict[str, Any]:
    result: dict[str, Any] = {"kind": report.kind, **report.counts(), "dry_run": report.dry_run}
    result["synthetic"] = report.synthetic
    result["ended_here"] = [one._asdict() for one in report.ended]
    result["notices"] = [in_each(notice) for notice in report.notices]
    result["faults"] = [
        {
            "row": report.origin.where(fault.row),
            **in_each(fault),
        }
        for fault in report.faults
    ]
    return result


def _lines(report: "RegisterReport") -> list[str]:
    lines = [DEMO] if report.synthetic else []
    lines += [in_both("Checked only, nothing kept")] if report.dry_run else []
    lines += [labelled(_LABELS[key], count) for key, count in report.counts().items()]
    lines += [f"  {one.place} {one.holder} → {one.on}" for one in report.ended]
    lines += [line for notice in report.notices for line in both(notice).splitlines()]
    for fault in report.faults[:_SHOWN]:
        where = report.origin.where(fault.row)
        lines += [f"  {in_both('row {n}', n=where)}: {each}" for each in both(fault).splitlines()]
    if len(report.faults) > _SHOWN:
        lines.append(f"  … {in_both('all of them')}: --rejected ({len(report.faults)})")
    return lines
