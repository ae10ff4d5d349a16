"""Take in a register of the county: leaders and their townships, places, teams, residents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import ImportRefused
from data.text import LANGUAGES
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    opened,
)

if TYPE_CHECKING:
    from data.importing.registers.rows import RegisterReport

_LABELS = {
    "rows": "行数 / rows",
    "stored": "入库 / stored",
    "replaced": "其中更新原有记录 / of these in place of what was on record",
    "rejected": "退回 / rejected",
    "duplicates": "重复，原已入库 / repeated, stored before",
    "ended": "由后来者接替而终止 / ended, for others follow",
}
_SHOWN = 20
"""Faults that are printed; all of them are in ``--json`` and ``--rejected``."""


def import_register(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="包干 contracts、请假 absences、回避 recusals、接访中心 hubs、走访点 visit-points、"
            "服务团 teams、到村 contacts、人口 residents",
        ),
    ],
    file: Annotated[Path, typer.Argument(help=".xlsx .xls .csv")],
    crs: Annotated[
        str | None, typer.Option(help="经纬度坐标系，如 EPSG:4490 / reference frame of the coordinates")
    ] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(help="退回行与原因写入此 .xlsx / write rejected rows and reasons to this .xlsx"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查，不入库 / check only, keep nothing")
    ] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """导入台账 / Import a register."""
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
    both = {language[:2]: language for language in LANGUAGES}
    result: dict[str, Any] = {"kind": report.kind, **report.counts(), "dry_run": report.dry_run}
    result["synthetic"] = report.synthetic
    result["ended_here"] = [one._asdict() for one in report.ended]
    result["notices"] = [
        {key: notice.say(language) for key, language in both.items()} for notice in report.notices
    ]
    result["faults"] = [
        {
            "row": report.origin.where(fault.row),
            **{key: fault.say(language) for key, language in both.items()},
        }
        for fault in report.faults
    ]
    return result


def _lines(report: "RegisterReport") -> list[str]:
    lines = [DEMO] if report.synthetic else []
    lines += ["仅检查，未入库 / Checked only, nothing kept"] if report.dry_run else []
    lines += [f"{_LABELS[key]}: {count:,}" for key, count in report.counts().items()]
    lines += [f"  {one.place} {one.holder} → {one.on}" for one in report.ended]
    lines += [notice.say(language) for notice in report.notices for language in LANGUAGES]
    for fault in report.faults[:_SHOWN]:
        where = report.origin.where(fault.row)
        lines += [f"  第 {where} 行 / row {where}: {fault.say(language)}" for language in LANGUAGES]
    if len(report.faults) > _SHOWN:
        lines.append(f"  … 全部见 / all of them: --rejected ({len(report.faults)})")
    return lines
