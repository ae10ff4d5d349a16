"""A backup of the record, made while it is in use."""

from pathlib import Path
from typing import Annotated, Any

import typer

from data.backup.folder import Kept
from data.text import N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    labelled,
)


def backup(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            envvar="PETITION_MAP_BACKUP_FOLDER",
            help=in_both("folder of the backups; default: backups beside the record"),
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Back up the record."""
    from data.backup.records import back_up_record

    with answering(as_json):
        kept = back_up_record(database, folder, actor())
        answer(as_values(kept), lines(kept), as_json)


def as_values(kept: Kept) -> dict[str, Any]:
    """A backup for a machine."""
    manifest, contents = kept.manifest, kept.manifest.contents
    return {
        "backup": str(kept.path),
        "at": manifest.at.isoformat(),
        "kind": manifest.kind.value,
        "size": manifest.size,
        "sha256": manifest.sha256,
        "program": manifest.program,
        "revision": contents.revision,
        "county": contents.county,
        "as_of": contents.as_of,
        "version": contents.version,
        "tables": {
            name: {"rows": each.rows, "sha256": each.sha256} for name, each in contents.tables.items()
        },
    }


def lines(kept: Kept) -> list[str]:
    """A backup, to read."""
    manifest, contents = kept.manifest, kept.manifest.contents
    return [
        labelled(N_("backup"), str(kept.path)),
        labelled(N_("made at"), manifest.at),
        labelled(N_("bytes"), manifest.size),
        labelled(N_("data as of"), contents.as_of or "-"),
        labelled(N_("rows in all tables"), sum(each.rows for each in contents.tables.values())),
    ]
