"""The year of the visits: villages no leader has seen, and a plan that reaches every village."""

import datetime as dt
from typing import Annotated, Any

import typer

from data import frames
from data.clock import today
from data.text import LANGUAGES, Words, in_both
from data.visits import years
from data.visits.words import why_never
from geo.visits import LeftOut
from scripts.commands.receptions import OneTownship, each, office, township_names
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    labelled,
    opened,
)


def year(
    since: Annotated[
        dt.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help=in_both("first day; default: today")),
    ] = None,
    township: OneTownship = None,
    months: Annotated[int, typer.Option(min=1, max=24, help=in_both("months"))] = 12,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Villages unseen, and the plan of the year."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        first = since.date() if since else today(dataset)
        reader = office(store, first)
        seen = years.last_visits(reader, first)
        found = each(
            [township] if township else list(township_names(store, first)),
            lambda code: _told(years.plan_township_year(reader, code, months)),
        )
        unseen = seen[seen["unseen"] & (seen["township"].eq(township) if township else True)]
        result = {
            "date": first.isoformat(),
            "synthetic": dataset.synthetic,
            "unseen": frames.records(unseen[["code", "name", "township", "last"]]),
            "plans": found.made,
            "refused": found.told()["refused"],
        }
        answer(result, [DEMO] * dataset.synthetic + _lines(result), as_json)


def _told(made: years.TownshipYear) -> dict[str, Any]:
    names = list(made.day.villages["name"])
    return {
        "township": made.day.township,
        "name": made.day.name,
        "months": [
            {
                "date": on.isoformat(),
                "leader": duty.leader,
                "villages": [names[stop.village] for stop in day.stops],
                "proven": day.proven,
                "saved": month in made.saved,
            }
            for month, (on, duty, day) in enumerate(zip(made.days, made.duties, made.plan.days, strict=True))
        ],
        "reached": int((made.plan.first >= 0).sum()),
        "villages": len(names),
        "by_village": _by_village(made),
        "missed": [names[village] for village in made.plan.missed],
        "unreachable": [names[village] for village in sorted(made.plan.unreachable)],
    }


def _by_village(made: years.TownshipYear) -> list[dict[str, Any]]:
    """When a leader comes to each village, or why none does; and what is heard from it."""
    heard = {} if made.heard is None else dict(zip(made.heard.index, frames.records(made.heard), strict=True))
    silence = frames.records(made.day.villages[["silence_part"]])
    return [
        {
            "village": row["code"],
            "name": row["name"],
            "next": row["next"],
            "times": row["times"],
            "reason": row["left"].reason if row["left"] else None,
            "why": _why(row["left"]) if row["left"] else None,
            "silence": part["silence_part"],
            "heard": heard.get(row["code"]),
        }
        for row, part in zip(frames.records(made.when_visited()), silence, strict=True)
    ]


def _why(left: LeftOut) -> dict[str, str]:
    return {language[:2]: why_never(Words(language), left) for language in LANGUAGES}


def _lines(result: dict[str, Any]) -> list[str]:
    lines = [labelled("villages unseen in 12 months", len(result["unseen"]))]
    lines += [f"  {one['name']}  {one['last'] or '—'}" for one in result["unseen"]]
    for plan in result["plans"]:
        lines.append(f"{plan['name']}  {plan['reached']}/{plan['villages']}")
        lines += [
            f"  {month['date']} {month['leader']}: {'、'.join(month['villages'])}" for month in plan["months"]
        ]
        for village in plan["by_village"]:
            why = " / ".join(village["why"].values()) if village["why"] else ""
            lines.append(f"  {'!' if why else '·'} {village['name']}: {why or village['next']}")
    return lines + list(result["refused"].values())
