"""Take in the official list of divisions."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.text import LANGUAGES
from scripts.commands.terminal import DEFAULT_DATABASE, AsJson, Database, actor, answer, answering, opened

if TYPE_CHECKING:
    from data.importing.divisions.importer import DivisionReport

_LABELS = {
    "rows": "行数 / rows",
    "added": "新增 / added",
    "renamed": "更名或更正 / renamed or corrected",
    "new_editions": "其中自启用日起更名的 / of these under a new name from the day",
    "unchanged": "未变 / unchanged",
    "rejected": "退回 / rejected",
    "other_county": "外县 / of other counties",
    "townships": "由村所注乡镇新建或更名 / townships made or renamed from villages' rows",
    "ended": "名单中已无、自启用日起撤销 / not in the list, ended on the day",
    "not_ended": "有代码无法识别，暂不撤销 / not ended, for some codes cannot be read",
}


def import_divisions(
    file: Annotated[Path, typer.Argument(help=".csv .csv.gz .xlsx")],
    county: Annotated[str, typer.Option(help="县级区划代码 / code of the county")],
    name: Annotated[
        str | None,
        typer.Option(help="县名；给出则先建库 / name of the county: makes the database first, as init does"),
    ] = None,
    valid_from: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="名单启用日；默认就地更正，不撤销 / from this day; default: in place, nothing ends",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查，不入库 / check only, keep nothing")
    ] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """导入区划名单 / Import the list of townships and villages."""
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
    result["new_names"] = [one._asdict() for one in report.new_editions]
    result["ended_divisions"] = [{"code": code, "name": name} for code, name in report.ended]
    result["faults"] = [
        {"row": fault.row, **{language[:2]: fault.say(language) for language in LANGUAGES}}
        for fault in report.faults
    ]
    return result


def _lines(report: "DivisionReport") -> list[str]:
    lines = ["仅检查，未入库 / Checked only, nothing kept"] if report.dry_run else []
    lines += [f"{_LABELS[key]}: {count:,}" for key, count in report.counts().items()]
    lines += [f"  {one.code} {one.before} → {one.after}" for one in report.new_editions]
    lines += [f"  {code} {name} ×" for code, name in report.ended]
    for fault in report.faults:
        lines += [f"  第 {fault.row} 行 / row {fault.row}: {fault.say(language)}" for language in LANGUAGES]
    if report.ended or report.new_editions:
        lines.append("请核对沿革 / Look at what became of them: python -m scripts successors")
    return lines
