"""Imports of petitions: listed, undone as a whole; numbers that were corrected."""

from typing import Annotated

import typer

from data.errors import ImportRefused
from data.text import N_, in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    answer,
    answering,
    both,
    in_each,
    labelled,
    opened,
)

_PAIR = "FORMER=NUMBER"


def imports(
    undo: Annotated[int | None, typer.Option(metavar="ID", help=in_both("undo an import as a whole"))] = None,
    same: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_PAIR,
            help=in_both("a number was corrected: the case on record takes the new one; may be repeated"),
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Imports of petitions: list, undo; numbers that were corrected."""
    from data.importing.petitions import renumbering, undoing  # slow to load: not for --help

    with answering(as_json), opened(database) as store:
        writer = office(store)
        if same:
            renumbering.confirm_all(writer, [_pair(text) for text in same])
        undone = None if undo is None else {"import": undo, **undoing.undo(writer, undo)}
        runs = undoing.imports(writer)
        pairs = renumbering.proposals(writer)
        last = next((run for run in runs if run.undone_at is None), None)
        standing = undoing.standing(writer, last.id) if last else []
        result = {
            "undone": undone,
            "corrected": len(same or []),
            "imports": [
                {
                    "import": run.id,
                    "file": run.file_name,
                    "as_of": run.as_of,
                    "at": run.at,
                    "actor": run.actor,
                    "rows": run.rows,
                    "stored": run.stored,
                    "changed": run.changed,
                    "unchanged": run.unchanged,
                    "rejected": run.rejected,
                    "duplicates": run.duplicates,
                    "undone_at": run.undone_at,
                }
                for run in runs
            ],
            "standing": [in_each(notice) for notice in standing],
            "renumbered": [{"from": was, "to": will} for was, will in pairs],
        }
        lines = [
            f"{run.id}  {run.as_of or '?'}  {run.file_name}  "
            + labelled(N_("stored"), run.stored)
            + "  "
            + labelled(N_("changed"), run.changed)
            + ("  " + in_both("undone") if run.undone_at else "")
            for run in runs
        ]
        lines += [both(notice) for notice in standing]
        lines += [f"{was} = {will}?" for was, will in pairs]
        if undone:
            lines.insert(0, labelled(N_("petitions removed"), undone["removed"]))
            lines.insert(1, labelled(N_("petitions as they were before"), undone["restored"]))
        answer(result, lines or [in_both("No petitions were imported yet.")], as_json)


def _pair(text: str) -> tuple[str, str]:
    former, sign, number = text.partition("=")
    if not (former and sign and number):
        raise ImportRefused("Write the two numbers as FORMER=NUMBER")
    return former, number
