"""The daily run: what is high or rising in several villages at once."""

import datetime as dt
from typing import Annotated

import typer

from data.periods import today
from scripts.commands.receptions import office
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


def findings(
    on: Annotated[
        dt.datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="截至日，默认数据截止日 / as of; default: the record's day"
        ),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(
            help="误报预算：数据毫无规律时一次运行报出发现的概率，默认 0.05"
            " / chance that a run finds anything where there is nothing; default 0.05"
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """每日发现：几个村同时偏多的问题 / Findings: what is high in several villages at once."""
    from data import findings as kept  # slow to load: not for --help

    with answering(as_json), opened(database) as store:
        scope, dataset = office(store), store.dataset()
        day = on.date() if on else dataset.as_of or today(dataset)
        new = kept.run(scope, store, day, budget=budget or kept.BUDGET, actor=actor())
        listed = kept.findings(scope, store)
        columns = ["id", "category", "villages", "since", "cases", "expected", "q", "state"]
        result = {
            "date": day.isoformat(),
            "synthetic": dataset.synthetic,
            "new": new,
            "findings": listed[columns].to_dict("records"),
        }
        lines = [DEMO] * dataset.synthetic + [f"新发现 / new: {new}"]
        lines += [
            f"  {one.id}. {one.category}  {len(one.villages)} 村 / villages  {one.since} –  {one.cases} 件"
            f"（预期 / expected {one.expected:.1f}）  {one.state}"
            for one in listed.itertuples()
        ]
        answer(result, lines, as_json)
