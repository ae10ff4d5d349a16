"""Take in a layer of boundaries."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from data.terms import Level
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    opened,
    told,
)

_LABELS = {
    "areas": "区划 / areas",
    "added": "新增 / added",
    "replaced": "更新 / replaced",
    "unchanged": "未变 / unchanged",
    "dissolved": "由村界合成的乡镇界 / townships dissolved from villages",
    "repaired": "已修复的自相交界线 / invalid outlines repaired",
    "overlaps": "相互重叠处 / overlaps",
    "overlap_m2": "重叠面积（平方米） / overlapping area (m2)",
    "gaps": "缝隙 / gaps",
    "gap_m2": "缝隙面积（平方米） / area of gaps (m2)",
    "alone": "10米内没有邻村、不能检验热点的村社 / villages without a neighbour in 10 m, no hot spots told",
}


def import_boundaries(
    file: Annotated[Path, typer.Argument(help=".geojson .gpkg .shp")],
    code: Annotated[str, typer.Option(help="代码字段 / column with the code")],
    name: Annotated[str, typer.Option(help="名称字段 / column with the name")],
    level: Annotated[Level, typer.Option(help="层级 / level")] = Level.VILLAGE,
    parent: Annotated[
        str | None, typer.Option(help="所属乡镇字段（代码或名称） / column with the township's code or name")
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="坐标系，如 EPSG:4490，必填 / reference frame, required")
    ] = None,
    dissolve: Annotated[
        bool, typer.Option("--dissolve", help="合并同代码的面 / unite areas of one code")
    ] = False,
    valid_from: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="启用日；默认替换现行界线 / from this day; default: in place"
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="来源说明 / where the layer comes from")] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """导入村、乡镇或县界 / Import boundaries of villages, townships or the county."""
    from data.importing.layers.boundaries import import_boundaries as take_in  # slow to load: not for --help

    with answering(as_json), opened(database) as store:
        report = take_in(
            store,
            file,
            level=level,
            code=code,
            name=name,
            frame=crs,
            parent=parent,
            dissolve=dissolve,
            valid_from=valid_from.date() if valid_from else None,
            source=source,
            actor=actor(),
        )
        counts = report.counts()
        answer(
            counts,
            [f"{label}: {told(counts[key])}" for key, label in _LABELS.items() if counts[key] is not None],
            as_json,
        )
