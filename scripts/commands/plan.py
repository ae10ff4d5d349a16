"""Plan the visits of a 15th."""

import datetime as dt
from typing import Annotated, Any

import typer

from data import clock
from data.store import Store
from data.terms import State
from data.text import in_both
from data.visits import plans, saved
from data.visits.on_record import PlanOnRecord, on_record
from geo.visits import plan as make_plan
from scripts.commands.receptions import Day, OneTownship, every, office, plan_values
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    opened,
)


def plan(
    date: Day,
    township: OneTownship = None,
    save: Annotated[
        bool, typer.Option("--save", help=in_both("plan anew and keep the plans as drafts"))
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help=in_both("plan anew, whatever is on record"))] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Plan the visits of the 15th; what is saved is shown as it is."""
    with answering(as_json), opened(database) as store:
        on, dataset = date.date(), store.dataset()
        today = clock.today(dataset)

        def record(code: str) -> dict[str, Any]:
            if save:
                _save(store, code, on)
            if anew and not save:
                day = plans.load_day(office(store), code, on)
                return plan_values(PlanOnRecord(day, make_plan(day.problem)))
            return plan_values(on_record(office(store, today), code, on))

        found = every(store, township, on, record)
        result = {"date": on.isoformat(), "synthetic": dataset.synthetic, "saved": save}
        result |= {"plans": found.made, **found.told()}
        lines = [DEMO] * dataset.synthetic + [line for record in found.made for line in _lines(record)]
        answer(result, lines + found.lines(), as_json)


def _save(store: Store, township: str, on: dt.date) -> None:
    writer = office(store)
    day = plans.load_day(writer, township, on)
    seen = saved.saved_revision(writer, township, on)
    saved.save(writer, day, make_plan(day.problem), seen)


def _lines(record: dict[str, Any]) -> list[str]:
    stops = [
        f"  {number}. {stop['arrives']}–{stop['departs']} {stop['name']} ({_or_dash(stop['cases'])})"
        for number, stop in enumerate(record["stops"], 1)
    ]
    away = f"{record['leaves']}–{record['returns']}" if record["leaves"] else "—"
    head = f"{record['date']} {record['name']} · {record['leader']} · {away}"
    pairs = zip(record["changes"]["zh"], record["changes"]["en"], strict=True)
    lines = [head, *stops, *(f"  {chinese} / {english}" for chinese, english in pairs)]
    if record["changed"] and record["state"] == State.DRAFT:
        lines.append("  " + in_both("to plan anew and keep it: --save"))
    return lines


def _or_dash(value: int | None) -> int | str:
    return "—" if value is None else value
