"""Place the petitions on record again, by today's outlines and names."""

from typing import Annotated

import typer

from data.text import in_both
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    both,
    opened,
)


def locate_again(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=in_both("check only, keep nothing"))] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Place all petitions again by today's outlines and names."""
    from data.petitions.relocation import relocate  # slow to load: not for --help
    from data.reader import Reader
    from data.scope import Role, Scope

    with answering(as_json), opened(database) as store:
        county = store.dataset().county_code
        office = Reader.of(Scope.of(Role.OFFICE, [county], county), store)
        relocation = relocate(office.by(actor()), dry_run)
        lines = [in_both("Checked only, nothing kept")] if dry_run else []
        answer({**relocation.counts(), "dry_run": dry_run}, [*lines, both(relocation)], as_json)
