"""Copy a county's record into an empty one: from a file to a server, or back."""

from typing import Annotated

import typer

from data.copying import copy_record as copied
from data.text import in_both
from scripts.commands.terminal import AsJson, OwnerDatabase, actor, answer, answering, labelled, opened


def copy_record(
    source: Annotated[str, typer.Argument(metavar="FROM", help=in_both("database URL or file to copy"))],
    target: Annotated[str, typer.Argument(metavar="TO", help=in_both("database URL or file, still empty"))],
    owner: OwnerDatabase = None,
    as_json: AsJson = False,
) -> None:
    """Copy a county's record into an empty one, and compare them."""
    with (
        answering(as_json),
        opened(source) as record,
        opened(target, create=True, owner=owner) as empty,
    ):
        copy = copied(record, empty, actor=actor())
        tables = {name: {"rows": one.rows, "sha256": one.digest} for name, one in copy.tables.items()}
        lines = [f"{in_both('Record copied, every table compared')}: {copy.county}"]
        lines += [labelled(name, one.rows) + f"  {one.digest}" for name, one in copy.tables.items()]
        answer({"county": copy.county, "rows": copy.rows, "tables": tables}, lines, as_json)
