"""Is the record, or a backup, whole?"""

from pathlib import Path
from typing import Annotated

import typer

from data.text import N_, in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    REFUSED,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    both,
    in_each,
    labelled,
    told,
)


def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="BACKUP", help=in_both("a backup; default: the record"))
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            envvar="PETITION_MAP_BACKUP_FOLDER",
            help=in_both("folder of the backups; default: backups beside the record"),
        ),
    ] = None,
    accept: Annotated[
        bool,
        typer.Option("--accept", help=in_both("somebody changed the record on purpose: take it as it is")),
    ] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Check the record, or a backup."""
    from data.backup.check import check_backup
    from data.backup.records import accept_record, check_record_of, folder_of
    from data.store import record_file

    with answering(as_json):
        if accept and file is None:
            accept_record(database, actor())
        done = check_backup(file) if file is not None else check_record_of(database, folder)
        contents = done.contents
        tables = contents.tables if contents else {}
        result = {
            "good": done.good,
            "faults": [in_each(fault) for fault in done.faults],
            "against": done.against,
            "revision": contents and contents.revision,
            "county": contents and contents.county,
            "version": contents and contents.version,
            "log": contents and contents.log,
            "tables": {name: {"rows": each.rows, "sha256": each.sha256} for name, each in tables.items()},
        }
        against = [labelled(N_("compared with the backup"), done.against)] if done.against else []
        if done.against is None and file is None and record_file(database) is not None:
            sentence = N_("No backup with which the record can be compared is in {folder}")
            against = [in_both(sentence, folder=folder_of(database, folder))]
        said = (
            [in_both("The record was taken as it is, and the log says so")] if accept and file is None else []
        )
        said += [both(fault) for fault in done.faults] or [in_both("No fault was noticed")]
        said += against + [f"{name}: {told(each.rows)}" for name, each in tables.items()]
        answer(result, said, as_json)
        if not done.good:
            raise typer.Exit(REFUSED)
