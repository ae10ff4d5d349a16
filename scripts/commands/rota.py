"""Who receives people where, by the rota (值守)."""

import datetime as dt
from typing import Annotated, Any

import typer

from data import frames
from data.clock import today
from data.service.rota import rota as read_rota
from data.text import LANGUAGES, Words, in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    opened,
)

DAYS = 35


def rota(
    since: Annotated[
        dt.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help=in_both("first day; default: today")),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=400, help=in_both("days"))] = DAYS,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Who receives people where in the days ahead, by the rota."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        first = since.date() if since else today(dataset)
        listed = read_rota(office(store, first), first, first + dt.timedelta(days=days - 1))
        words = Words(LANGUAGES[0])
        duties = [_duty(words, row) for row in frames.rows(listed)]
        lines = [
            "  ".join(map(str, (one["date"], one["hours"], one["place"], one["leader"], one["post"])))
            for one in duties
        ]
        result = {"from": first.isoformat(), "days": days, "synthetic": dataset.synthetic, "duties": duties}
        answer(result, [DEMO] * dataset.synthetic + (lines or [in_both("nothing is on the rota")]), as_json)


def _duty(words: Words, row: Any) -> dict[str, Any]:
    return {
        "date": row.on.isoformat(),
        "hours": words.span(row.opens, row.closes),
        "division": row.division,
        "place": row.place,
        "leader": row.leader,
        "post": row.post,
    }
