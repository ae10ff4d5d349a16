"""Take in a layer of boundaries."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from data.terms import Level
from data.text import N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    both,
    labelled,
    opened,
)

_LABELS = {
    "areas": N_("areas"),
    "added": N_("added"),
    "replaced": N_("replaced"),
    "unchanged": N_("unchanged"),
    "dissolved": N_("townships dissolved from villages"),
    "names_kept": N_("official names kept where the layer has others"),
    "repaired": N_("invalid outlines repaired"),
    "overlaps": N_("overlaps"),
    "overlap_m2": N_("overlapping area (m2)"),
    "gaps": N_("gaps"),
    "gap_m2": N_("area of gaps (m2)"),
    "alone": N_("villages that adjoin no other, no hot spots told"),
}


def import_boundaries(
    file: Annotated[Path, typer.Argument(help=".geojson .gpkg .shp")],
    code: Annotated[str, typer.Option(help=in_both("column with the code"))],
    name: Annotated[str, typer.Option(help=in_both("column with the name"))],
    level: Annotated[Level, typer.Option(help=in_both("level"))] = Level.VILLAGE,
    parent: Annotated[
        str | None, typer.Option(help=in_both("column with the township's code or name"))
    ] = None,
    crs: Annotated[str | None, typer.Option(help=in_both("reference frame, required"))] = None,
    dissolve: Annotated[bool, typer.Option("--dissolve", help=in_both("unite areas of one code"))] = False,
    valid_from: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=in_both("from this day; default: in place")),
    ] = None,
    source: Annotated[str | None, typer.Option(help=in_both("where the layer comes from"))] = None,
    layer: Annotated[str | None, typer.Option(help=in_both("layer, where the file has several"))] = None,
    encoding: Annotated[
        str | None, typer.Option(help=in_both("encoding of the text, such as GB18030"))
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import boundaries of villages, townships or the county."""
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
            layer=layer,
            encoding=encoding,
            actor=actor(),
        )
        counts = report.counts()
        answer(
            counts,
            [
                *(labelled(label, counts[key]) for key, label in _LABELS.items() if counts[key] is not None),
                *([both(report.relocation)] if report.relocation else []),
            ],
            as_json,
        )
