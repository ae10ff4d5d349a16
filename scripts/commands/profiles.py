"""Profiles on record: listed, taken from a file, written to one, removed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.errors import ImportRefused
from data.text import N_, in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import DEFAULT_DATABASE, AsJson, Database, answer, answering, labelled, opened

if TYPE_CHECKING:
    from data.importing.petitions.profiles import KeptProfile


def profiles(
    source: Annotated[
        Path | None,
        typer.Option(
            "--import", metavar="FILE", help=in_both("keep the profile of this .toml file; needs --name")
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help=in_both("name under which it is kept"))
    ] = None,
    export: Annotated[
        tuple[str, Path] | None,
        typer.Option(metavar="NAME FILE", help=in_both("write a profile to a .toml file")),
    ] = None,
    removed: Annotated[
        str | None, typer.Option("--remove", metavar="NAME", help=in_both("remove a profile"))
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """How files of petitions are read: list, import, export, remove."""
    from data.importing.petitions import profiles as kept  # slow to load: not for --help
    from data.importing.petitions.profile_files import load_profile, save_profile

    with answering(as_json), opened(database) as store:
        if (source is None) != (name is None):
            raise ImportRefused("--import and --name go together: the file, and the name it is kept under")
        writer = office(store)
        if source is not None and name is not None:
            kept.save(writer, name, load_profile(source))
        if export is not None:
            save_profile(kept.profile_named(store, export[0]).profile, export[1])
        if removed is not None:
            kept.remove(writer, removed)
        found = kept.profiles(store)
        lines = [_line(each) for each in found]
        answer(
            {"profiles": [_result(each) for each in found]},
            [labelled(N_("Profiles"), len(found)), *lines],
            as_json,
        )


def _result(kept: "KeptProfile") -> dict[str, Any]:
    profile = kept.profile
    return {
        "name": kept.name,
        "frame": profile.frame,
        "scheme": profile.scheme,
        "columns": {field: list(columns) for field, columns in profile.columns.items()},
        "values": {field: dict(values) for field, values in profile.values.items()},
        "defaults": dict(profile.defaults),
        "dates": dict(profile.dates),
        "at": kept.at.isoformat(" "),
        "actor": kept.actor,
    }


def _line(kept: "KeptProfile") -> str:
    columns = ", ".join(f"{field} = {kept.profile.heading(field)}" for field in kept.profile.columns)
    return f"{kept.name}  {kept.at:%Y-%m-%d}  {kept.profile.frame or '-'}  {columns}"
