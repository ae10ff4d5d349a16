"""A backup in the place of the record."""

from pathlib import Path
from typing import Annotated

import typer

from data.text import N_, in_both
from scripts.commands.backup import as_values, lines
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    labelled,
)


def restore(
    file: Annotated[
        Path, typer.Argument(metavar="BACKUP", help=in_both("the backup; its manifest beside it"))
    ],
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the record."""
    from data.backup.folder import Kept
    from data.backup.records import restore_record

    with answering(as_json):
        restored = restore_record(file, database, actor())
        backup = Kept(file, restored.manifest)
        before = restored.kept and str(restored.kept)
        told = [labelled(N_("restored"), database), *lines(backup)]
        told += [labelled(N_("the record that was there"), before)] * bool(before)
        answer({"restored": database, "before": before, **as_values(backup)}, told, as_json)
