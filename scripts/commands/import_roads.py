"""Take in the roads for travel times and the map."""

from pathlib import Path
from typing import Annotated, Any

import typer

from data.text import N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    labelled,
    opened,
    told,
)

_LABELS = {
    "ways": N_("ways read"),
    "kept": N_("kept"),
    "dropped": N_("dropped"),
    "lines": N_("lines stored"),
    "one_way": N_("of these one-way"),
    "replaced": N_("lines replaced"),
    "crossings_joined": N_("crossings joined"),
    "km": N_("km"),
    "connected_km": N_("km of the connected network"),
    "km_by_class": N_("km by class"),
    "classes_without_speed": N_("classes without a speed"),
    "parts": N_("parts not connected"),
    "parts_km": N_("their km"),
    "villages": N_("villages measured"),
    "median_m": N_("median metres from a village to its road"),
    "farthest_m": N_("farthest"),
    "far": N_("villages more than 2 km from a road"),
    "on_parts": N_("villages nearest to a part that is not connected"),
}

_REASONS = {
    "not_for_cars": N_("not for cars"),
    "closed": N_("closed to cars"),
    "reversible": N_("direction changes"),
    "no_line": N_("no line"),
    "outside": N_("outside the county"),
}


def import_roads(
    file: Annotated[Path, typer.Argument(help=".osm.pbf .osm .geojson .gpkg .shp")],
    crs: Annotated[
        str | None,
        typer.Option(help=in_both("reference frame; OpenStreetMap needs none")),
    ] = None,
    road_class: Annotated[str | None, typer.Option("--class", help=in_both("column with the class"))] = None,
    speed: Annotated[str | None, typer.Option(help=in_both("column with km/h"))] = None,
    oneway: Annotated[str | None, typer.Option(help=in_both("column that says one-way"))] = None,
    clip: Annotated[bool, typer.Option(help=in_both("only roads within 5 km of the county"))] = True,
    join_crossings: Annotated[
        bool,
        typer.Option("--join-crossings", help=in_both("roads meet wherever their lines cross")),
    ] = False,
    layer: Annotated[str | None, typer.Option(help=in_both("layer, where the file has several"))] = None,
    encoding: Annotated[
        str | None, typer.Option(help=in_both("encoding of the text, such as GB18030"))
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import roads, in place of those on record."""
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
            layer=layer,
            encoding=encoding,
            actor=actor(),
        )
        counts = report.counts()
        lines = [
            labelled(label, _told(counts[key])) for key, label in _LABELS.items() if counts[key] is not None
        ]
        answer(counts, [*lines, *_parts(counts["longest_parts"])], as_json)


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{in_both(_named(str(name)))} {count}" for name, count in value.items()) or "0"
    return told(value)


def _named(name: str) -> str:
    """A reason or a class of roads in words; what the file itself calls a class stays as it is."""
    from data.rules.book import SETTINGS  # slow to load: not for --help

    of_class = SETTINGS.get(f"speeds.{name}")
    return of_class.words if of_class else _REASONS.get(name, name)


def _parts(parts: list[dict[str, Any]]) -> list[str]:
    return [
        f"  {part['km']} km, {part['longitude']}, {part['latitude']}"
        + (" " + in_both("joined one way only") if part["one_way_only"] else "")
        for part in parts
    ]
