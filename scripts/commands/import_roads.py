"""Take in the roads for travel times and the map."""

from pathlib import Path
from typing import Annotated, Any

import typer

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
    "ways": "道路要素 / ways read",
    "kept": "保留 / kept",
    "dropped": "舍弃 / dropped",
    "lines": "入库线段 / lines stored",
    "one_way": "其中单行 / of these one-way",
    "replaced": "替换原有线段 / lines replaced",
    "crossings_joined": "补接的交叉点 / crossings joined",
    "km": "总里程（公里） / km",
    "connected_km": "连通路网里程（公里） / km of the connected network",
    "km_by_class": "分等级里程（公里） / km by class",
    "classes_without_speed": "没有规定车速的等级 / classes without a speed",
    "parts": "不连通的部分 / parts not connected",
    "parts_km": "不连通里程（公里） / their km",
    "villages": "村社 / villages",
    "median_m": "村社到路的中位距离（米） / median metres from a village to its road",
    "farthest_m": "最远（米） / farthest",
    "far": "离路超过2公里的村社 / villages more than 2 km from a road",
    "on_parts": "最近道路不连通的村社 / villages nearest to a part that is not connected",
}

_REASONS = {
    "not_for_cars": "非机动车道路 / not for cars",
    "closed": "禁止通行 / closed to cars",
    "reversible": "潮汐车道 / direction changes",
    "no_line": "没有线形 / no line",
    "outside": "县外 / outside the county",
}


def import_roads(
    file: Annotated[Path, typer.Argument(help=".osm.pbf .osm .geojson .gpkg .shp")],
    crs: Annotated[
        str | None,
        typer.Option(help="坐标系，如 EPSG:4490；OSM 文件可省 / reference frame; OpenStreetMap needs none"),
    ] = None,
    road_class: Annotated[
        str | None, typer.Option("--class", help="等级字段（国道、省道……） / column with the class")
    ] = None,
    speed: Annotated[str | None, typer.Option(help="车速字段（公里/小时） / column with km/h")] = None,
    oneway: Annotated[str | None, typer.Option(help="单行字段 / column that says one-way")] = None,
    clip: Annotated[
        bool, typer.Option(help="只留县界外5公里以内的道路 / only roads within 5 km of the county")
    ] = True,
    join_crossings: Annotated[
        bool,
        typer.Option("--join-crossings", help="线路相交处视为路口 / roads meet wherever their lines cross"),
    ] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """导入道路，替换原有道路 / Import roads, in place of those on record."""
    from data.importing.layers.roads import import_roads as take_in  # slow to load: not for --help

    with answering(as_json), opened(database) as store:
        report = take_in(
            store,
            file,
            frame=crs,
            road_class=road_class,
            speed=speed,
            oneway=oneway,
            clip=clip,
            join=join_crossings,
            actor=actor(),
        )
        counts = report.counts()
        lines = [
            f"{label}: {_told(counts[key])}" for key, label in _LABELS.items() if counts[key] is not None
        ]
        answer(counts, [*lines, *_parts(counts["longest_parts"])], as_json)


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_REASONS.get(name, name)} {count}" for name, count in value.items()) or "0"
    return told(value)


def _parts(parts: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {part['km']} km, {part['longitude']}, {part['latitude']}"
        + (" 仅单向相接 / joined one way only" if part["one_way_only"] else "")
        for part in parts
    ]
