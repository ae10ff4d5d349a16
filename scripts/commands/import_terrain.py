"""Take in heights as the relief of the map."""

from pathlib import Path
from typing import Annotated

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
)

_LABELS = {
    "width": N_("pixels across"),
    "height": N_("pixels down"),
    "bytes": N_("bytes of the picture"),
    "lowest_m": N_("lowest height (m)"),
    "highest_m": N_("highest height (m)"),
    "known_percent": N_("percent of it with heights"),
}


def import_terrain(
    file: Annotated[Path, typer.Argument(help=".tif .asc")],
    crs: Annotated[
        str | None, typer.Option(help=in_both("reference frame; default: as the file states"))
    ] = None,
    source: Annotated[str | None, typer.Option(help=in_both("whose data they are; the map says it"))] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Import heights (a DEM) as the relief of the map, in place of the one on record."""
    from data.importing.layers.terrain import import_terrain as take_in  # slow to load: not for --help

    with answering(as_json), opened(database) as store:
        counts = take_in(store, file, frame=crs, source=source, actor=actor()).counts()
        answer(counts, [labelled(label, counts[key]) for key, label in _LABELS.items()], as_json)
