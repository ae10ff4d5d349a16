"""Plan the visits of a 15th."""

from typing import Annotated, Any

import typer

from data.store import Store
from data.visits import plans
from geo.visits import plan as make_plan
from scripts.commands.receptions import Day, OneTownship, every, office
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
    date: Day,
    township: OneTownship = None,
    save: Annotated[bool, typer.Option("--save", help="保存为草案 / keep the plans as drafts")] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """安排15日下访 / Plan the visits of the 15th."""
    with answering(as_json), opened(database) as store:
        found = every(store, township, date.date(), lambda day: _one(store, day, save))
        synthetic = store.dataset().synthetic
        result = {"date": date.date().isoformat(), "synthetic": synthetic, "saved": save}
        result |= {"plans": found.made, **found.told()}
        lines = [DEMO] * synthetic + [line for record in found.made for line in _lines(record)]
        answer(result, lines + found.lines(), as_json)


def _one(store: Store, day: plans.TownshipDay, save: bool) -> dict[str, Any]:
    made = make_plan(day.problem)
    if save:
        scope = office(store)
        seen = plans.saved_revision(scope, store, day.township, day.on)
        plans.save(scope, store, day, made, actor(), seen)
    return plans.as_record(day, made)


def _lines(record: dict[str, Any]) -> list[str]:
    stops = [
        f"  {number}. {stop['arrives']}–{stop['departs']} {stop['name']} ({stop['cases']})"
        for number, stop in enumerate(record["stops"], 1)
    ]
    head = f"{record['date']} {record['name']} · {record['leader']} · {record['leaves']}–{record['returns']}"
    return [head, *stops]
