"""Villages on paper, one page each, for their teams."""

from pathlib import Path
from typing import Annotated

import typer

from data.errors import ServiceRefused
from data.reports import pack as packs
from data.reports.files import check_path, keep
from data.text import in_both
from scripts.commands.receptions import InLanguage, Language, office
from scripts.commands.terminal import DEFAULT_DATABASE, AsJson, Database, answer, answering, opened


def pack(
    out: Annotated[Path, typer.Option(help=in_both("a .pdf"))],
    village: Annotated[
        list[str] | None, typer.Option(help=in_both("code of a village; may be said several times"))
    ] = None,
    township: Annotated[
        str | None, typer.Option(help=in_both("code of a township: all its villages"))
    ] = None,
    address: Annotated[
        str, typer.Option(help=in_both("where the program is reached, for the code on the page"))
    ] = "",
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Print villages for their teams, a page each."""
    with answering(as_json), opened(database) as store:
        check_path(out, ".pdf")
        reader = office(store)
        villages = list(village or [])
        if township is not None:
            villages += [code for code, own in packs.entrusted(reader).items() if own == township]
        if not villages:
            raise ServiceRefused("Name a village or a township that has villages")
        content = packs.document(reader, villages, language, address=address)
        keep(out, packs.pdf(content))
        answer({"file": str(out), "villages": villages, "pages": len(villages)}, [str(out)], as_json)
