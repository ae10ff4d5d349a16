"""Plan the visits of a 15th."""

import datetime as dt
from typing import Annotated, Any

import typer

from data import visits
from data.errors import PlanRefused
from data.scope import Role, Scope
from data.store import Store
from data.text import say_both
from geo.errors import Refused, VisitError
from geo.visits import plan as make_plan
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    actor,
    answer,
    answering,
    opened,
)


def plan(
    date: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="下访日，某月15日 / day of the visits, a 15th")
    ],
    township: Annotated[
        str | None, typer.Option(help="乡镇代码，默认全部 / code of one township; default: all")
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="保存为草案 / keep the plans as drafts")] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """安排15日下访 / Plan the visits of the 15th."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        code = dataset.county_code
        office = Scope.of(Role.OFFICE, [code], code)
        on = date.date()
        leaders = visits.contracted(office, store, on)
        if not leaders:
            raise PlanRefused("There are no townships with boundaries on record: import them first.")
        wanted = [township] if township else [code for code, leader in leaders.items() if leader]
        plans, refused = _all(office, store, wanted, on, save)
        if refused and not plans:
            raise next(iter(refused.values()))
        without = [] if township else [code for code, leader in leaders.items() if not leader]
        result = {"date": on.isoformat(), "synthetic": dataset.synthetic, "saved": save}
        result |= {"plans": plans, "without_leader": without}
        result["refused"] = {code: say_both(error) for code, error in refused.items()}
        lines = [DEMO] * dataset.synthetic + [line for record in plans for line in _lines(record)]
        lines += _named(without) + list(result["refused"].values())
        answer(result, lines, as_json)


def _all(
    scope: Scope, store: Store, townships: list[str], on: dt.date, save: bool
) -> tuple[list[dict[str, Any]], dict[str, Refused]]:
    """Plans of townships, and why some have none: one that is refused does not stop the others."""
    plans, refused = [], {}
    for code in townships:
        try:
            plans.append(_one(scope, store, code, on, save))
        except (PlanRefused, VisitError) as error:
            refused[code] = error
    return plans, refused


def _one(scope: Scope, store: Store, township: str, on: dt.date, save: bool) -> dict[str, Any]:
    day = visits.load_day(scope, store, township, on)
    made = make_plan(day.problem)
    if save:
        seen = visits.saved_revision(scope, store, township, on)
        visits.save(scope, store, day, made, actor(), seen)
    return visits.as_record(day, made)


def _lines(record: dict[str, Any]) -> list[str]:
    stops = [
        f"  {number}. {stop['arrives']}–{stop['departs']} {stop['name']} ({stop['cases']})"
        for number, stop in enumerate(record["stops"], 1)
    ]
    head = f"{record['date']} {record['name']} · {record['leader']} · {record['leaves']}–{record['returns']}"
    return [head, *stops]


def _named(without: list[str]) -> list[str]:
    return [f"没有包干县领导 / without a leader: {', '.join(without)}"] if without else []
