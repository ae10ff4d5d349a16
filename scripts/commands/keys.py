"""Keys of the personal data: shown, tried, changed, carried to another machine. A secret is never shown."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from data.text import N_, in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    answer,
    answering,
    labelled,
    opened,
)


def keys(
    rotate: Annotated[
        bool, typer.Option("--rotate", help=in_both("seal everything anew with a new key; the former stays"))
    ] = False,
    check: Annotated[bool, typer.Option("--check", help=in_both("open every sealed value once"))] = False,
    export_to: Annotated[
        Path | None,
        typer.Option(
            "--export", metavar="FILE", help=in_both("write the record's key to a file, to be kept in a safe")
        ),
    ] = None,
    import_from: Annotated[
        Path | None,
        typer.Option("--import", metavar="FILE", help=in_both("take a key from a file into the key folder")),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Keys of the personal data: show, check, rotate, export, import."""
    from data import keys as kept
    from data import resealing
    from data.errors import KeyMissing

    with answering(as_json):
        taken = None if import_from is None else kept.keep(kept.read(import_from)).stem
        with opened(database) as store:
            reader = office(store)
            former = resealing.rotate(reader)[0] if rotate else None
            state = resealing.state(reader)
            tried = resealing.check(reader) if check else None
            if export_to is not None:
                key = kept.of(state.id)
                if key is None or not state.here:
                    raise KeyMissing.of(state.id)
                kept.write(key, export_to)
        result: dict[str, Any] = {
            "key": state.id,
            "here": state.here,
            "scrubbed": state.scrubbed,
            "folder": str(kept.folder()),
            "keys": [{"key": each.id, "made": each.made} for each in kept.listed()],
            "open_to_others": kept.open_to_others(),
            "former": former,
            "imported": taken,
            "exported": None if export_to is None else str(export_to),
            "checked": None if tried is None else {name: asdict(each) for name, each in tried.items()},
        }
        answer(result, _lines(result), as_json)
        if tried is not None and any(each.failed for each in tried.values()):
            raise typer.Exit(1)


def _lines(result: dict[str, Any]) -> list[str]:
    here = N_("it is here") if result["here"] else N_("it is not on this machine")
    lines = [
        f"{labelled(N_('key of the record'), result['key'])} ({in_both(here)})",
        labelled(N_("key folder"), result["folder"]),
        *(f"  {each['key']}  {each['made']:%Y-%m-%d %H:%M}" for each in result["keys"]),
    ]
    if result["former"]:
        lines.append(labelled(N_("former key, which earlier backups need"), result["former"]))
    if not result["scrubbed"]:
        lines.append(in_both(_NOT_WIPED))
    if result["open_to_others"]:
        lines.append(labelled(N_("others than the owner may read"), result["open_to_others"]))
    if result["exported"]:
        lines.append(labelled(N_("key written to"), result["exported"]))
    for name, tried in (result["checked"] or {}).items():
        words = in_both("opened {opened}, failed {failed}", **tried)
        lines.append(f"  {name}: {words}")
    return lines


_NOT_WIPED = N_(
    "The file still holds traces of what stood there before: see that nobody has it open and that the disk"
    " has room for a second copy of it, then open it again"
)
