"""The daily run: what is high or rising in several villages at once."""

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from data.clock import today
from data.terms import Counted
from data.text import in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    category_in_both,
    labelled,
    opened,
)

if TYPE_CHECKING:
    from data.hotspots.effects import PolicyEffect


def findings(
    on: Annotated[
        dt.datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help=in_both("as of; default: the record's day")),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option(
            help=in_both(
                "chance that a run finds anything where there is nothing; default: the county's rule"
            )
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Findings: what is high in several villages at once, and what the measures did."""
    from data import frames  # slow to load, as below: not for --help
    from data.hotspots import daily, words
    from data.hotspots import effects as policy_effects
    from data.hotspots import findings as kept
    from data.hotspots.arrivals import complete, leave_out
    from data.petitions.facts import Filter, facts
    from data.text import LANGUAGES, Words
    from scripts.commands.questions import last_days

    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        day = on.date() if on else dataset.as_of or today(dataset)
        writer = office(store, day)
        new = daily.run(writer, budget=budget)
        listed = kept.findings(writer)
        late = leave_out(complete(writer), Filter(last=day))[1]
        columns = ["id", "category", "villages", "since", "cases", "expected", "q", "state"]
        columns += ["measure", "measure_from"]
        measured = listed[listed["measure_from"].notna()]
        effects = {}
        if len(measured):
            record = facts(writer, counted=Counted.PETITIONS)
            effects = {
                row.id: policy_effects.effect(record, row.villages, row.category, row.measure_from, day)
                for row in frames.rows(measured)
            }
        result = {
            "date": day.isoformat(),
            "synthetic": dataset.synthetic,
            "count": Counted.PETITIONS,
            "new": new,
            "last_days": last_days(late),
            "findings": [
                one | {"effect": asdict(effects[one["id"]]) if one["id"] in effects else None}
                for one in frames.records(listed[columns])
            ],
        }
        lines = [DEMO] * dataset.synthetic + [labelled("new findings", new)]
        for one in frames.rows(listed):
            state = in_both(kept.FindingState(one.state).label)
            figures = {"n": len(one.villages), "cases": one.cases, "expected": f"{one.expected:.1f}"}
            found = in_both("{n} villages, {cases} petitions, expected {expected}", **figures)
            category = category_in_both(one.category)
            lines.append(f"  {one.id}. {category}  {one.since} –  {found}  {state}")
            if one.id in effects:
                lines.append(f"     {one.measure}  {one.measure_from} –  {_in_words(effects[one.id])}")
        lines += filter(None, (words.late(Words(language), late) for language in LANGUAGES))
        answer(result, lines, as_json)


def _in_words(effect: "PolicyEffect") -> str:
    """What a measure did, in a line."""
    told = in_both(effect.verdict.label, day=effect.tells_from)
    if effect.own is None:
        return told
    own = effect.own
    counts = f"{in_both('{days} days before and after', days=effect.days)}: {own.before} → {own.after}"
    return f"{told}  {counts}，{own.ratio:.2f} {in_both('times')}（{own.low:.2f}–{own.high:.2f}）"
