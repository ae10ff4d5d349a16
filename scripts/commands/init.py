"""Make a database and say which county's record it is."""

from typing import Annotated

import typer

from data.importing.divisions.county import set_up
from data.text import in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    OwnerDatabase,
    actor,
    answer,
    answering,
    opened,
)

PUJIANG = "330726"


def init(
    county: Annotated[str, typer.Option(help=in_both("code of the county"))] = PUJIANG,
    name: Annotated[str | None, typer.Option(help=in_both("name of the county"))] = None,
    database: Database = DEFAULT_DATABASE,
    owner: OwnerDatabase = None,
    as_json: AsJson = False,
) -> None:
    """Make a database for a county."""
    with answering(as_json), opened(database, create=True, owner=owner) as store:
        name = name or ("浦江县" if county == PUJIANG else "")
        made = set_up(store, county, name, actor=actor())
        line = in_both("Database made") if made else in_both("Already this county's database")
        answer({"county": county, "name": name, "made": made}, [f"{line}: {name} ({county})"], as_json)
