"""The public notice of a 15th."""

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer
from dateutil.relativedelta import relativedelta

from data import clock
from data.reports import notice as public
from data.reports.files import check_path, keep
from data.service.rota import rota
from data.store import Store
from data.terms import State
from data.text import in_both
from data.text.printable import printable
from data.visits.days import is_late, leader_day, notice_days
from data.visits.plans import check_one_place, load_day
from data.visits.saved import read
from scripts.commands.receptions import Day, InLanguage, Language, OneTownship, every, office
from scripts.commands.terminal import DEFAULT_DATABASE, AsJson, Database, answer, answering, opened


def notice(
    date: Day,
    township: OneTownship = None,
    out: Annotated[
        Path | None,
        typer.Option(help=in_both("a .pdf or .txt; default: text on stdout")),
    ] = None,
    language: InLanguage = Language.CHINESE,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Write the public notice of the reception."""
    with answering(as_json), opened(database) as store:
        if out is not None:
            check_path(out, ".pdf", ".txt")
        on = date.date()
        found = every(store, township, on, lambda code: _reception(store, code, on))
        check_one_place(day for day, saved in found.made if saved and saved.state is not State.DRAFT)
        duties = rota(office(store), on, on + relativedelta(day=31))
        content = public.document(found.made, language, synthetic=store.dataset().synthetic, rota=duties)
        text = public.text(content)
        if out is not None:
            keep(out, public.pdf(content) if out.suffix.lower() == ".pdf" else text.encode())
        late = is_late(store, on, clock.today())
        for line in [*_late(notice_days(store, on)) * late, *content["warnings"], *found.lines()]:
            print(printable(line), file=sys.stderr)
        result = {"date": on.isoformat(), "late": late, "file": None if out is None else str(out)}
        result["leaders_told_by"] = leader_day(store, on).isoformat()
        result |= {"notice": content, **found.told()}
        answer(result, [str(out)] if out else [text.rstrip()], as_json)


def _reception(store: Store, township: str, on: dt.date) -> public.Reception:
    """As it is on record, else as it would be by contracts and absences."""
    reader = office(store)
    saved = read(reader, township, on)
    return (saved.day, saved) if saved else (load_day(reader, township, on), None)


def _late(days: int) -> list[str]:
    return [in_both("a notice is published at least {n} days ahead: it is late", n=days)]
