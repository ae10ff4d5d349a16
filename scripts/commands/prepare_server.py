"""Make the roles and the database of a record on a PostgreSQL server, or print the SQL that does."""

from typing import Annotated

import typer

from data.provision import provide, statements
from data.text import in_both
from scripts.commands.terminal import AsJson, Database, OwnerDatabase, answer, answering, labelled


def prepare_server(
    database: Database,
    owner: OwnerDatabase,
    administrator: Annotated[
        str | None,
        typer.Option(
            "--administrator", metavar="URL", help=in_both("database URL of an administrator of the server")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make the two roles and the database of a record on a server."""
    with answering(as_json):
        if administrator is None:
            sql = statements(database, owner or "")
            answer({"sql": sql}, sql, as_json)
            return
        made = provide(administrator, database, owner or "")
        answer({"made": made}, [labelled("Made on the server", made)], as_json)
