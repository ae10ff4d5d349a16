"""Take in waters or neighbouring counties for the map."""

from pathlib import Path
from typing import Annotated

import typer

from data.terms import SurroundingKind
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
)

_LABELS = {
    "features": N_("features read"),
    "kept": N_("kept"),
    "outside": N_("too far from the county"),
    "unusable": N_("without a usable geometry"),
    "replaced": N_("replaced"),
}


def import_surroundings(
    file: Annotated[Path, typer.Argument(help=".geojson .gpkg .shp")],
    kind: Annotated[SurroundingKind, typer.Option(help=in_both("what the layer holds"))],
    crs: Annotated[str | None, typer.Option(help=in_both("reference frame, required"))] = None,
    name: Annotated[str | None, typer.Option(help=in_both("column with the name"))] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help=in_both("rivers as lines, not lakes as areas"))
    ] = False,
    add: Annotated[
        bool, typer.Option("--add", help=in_both("beside those on record, not in their place"))
    ] = False,
    source: Annotated[str | None, typer.Option(help=in_both("whose data they are; the map says it"))] = None,
    layer: Annotated[str | None, typer.Option(help=in_both("layer, where the file has several"))] = None,
    encoding: Annotated[
        str | None, typer.Option(help=in_both("encoding of the text, such as GB18030"))
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import waters or neighbouring counties for the map, in place of those of their kind on record."""
    from data.importing.layers.surroundings import (
        import_surroundings as take_in,
    )  # slow to load: not for --help

    with answering(as_json), opened(database) as store:
        counts = take_in(
            store,
            file,
            kind=kind,
            frame=crs,
            name=name,
            layer=layer,
            lines=lines,
            add=add,
            source=source,
            encoding=encoding,
            actor=actor(),
        ).counts()
        answer(counts, [labelled(label, counts[key]) for key, label in _LABELS.items()], as_json)
