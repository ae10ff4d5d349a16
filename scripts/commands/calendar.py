"""Who goes where in the months ahead, and on which day."""

import datetime as dt
from typing import Annotated, Any

import typer

from data.clock import today
from data.rules import rules, set_rules
from data.service import contracts
from data.terms import DayRule
from data.text import in_both
from data.visits import calendar as visit_calendar
from scripts.commands.receptions import office, township_names
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    Database,
    answer,
    answering,
    both,
    opened,
)

_WORKING = {
    True: "",
    False: f"（{in_both('no working day')}）",
    None: f"（{in_both('holidays not published')}）",
}


def calendar(
    since: Annotated[
        dt.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help=in_both("first day; default: today")),
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=36, help=in_both("months"))] = 12,
    rule: Annotated[
        DayRule | None,
        typer.Option(
            "--set-rule",
            help="; ".join(
                [in_both("decide the county's rule for the day, from the first day on")]
                + [f"{rule.value}: {in_both(rule.label)}" for rule in DayRule]
            ),
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """Who goes where in the months ahead."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        first = since.date() if since else today(dataset)
        writer = office(store, first)
        listed = visit_calendar.ahead(writer, months, rule)
        if rule is not None:
            set_rules(writer, {"visits.rule": rule.value}, valid_from=first)
        names = township_names(store, first)
        result = {
            "rule": (rule or rules(store, first).visits.rule).value,
            "synthetic": dataset.synthetic,
            "months": [_told(month, names) for month in listed],
        }
        answer(result, [DEMO] * dataset.synthetic + _lines(listed, names), as_json)


def _told(month: visit_calendar.VisitMonth, names: dict[str, str]) -> dict[str, Any]:
    return {
        "date": month.on.isoformat(),
        "working_day": month.working,
        "townships": [
            {
                "township": code,
                "name": names.get(code, code),
                "leader": duty.leader or None,
                "instead_of": duty.instead_of or None,
                "trouble": duty.trouble.value if duty.trouble else None,
            }
            for code, duty in month.duties.items()
        ],
    }


def _lines(listed: list[visit_calendar.VisitMonth], names: dict[str, str]) -> list[str]:
    lines = []
    for month in listed:
        lines.append(f"{month.on}{_WORKING[month.working]}")
        for code, duty in month.duties.items():
            name = names.get(code, code)
            if duty.leader:
                other = duty.instead_of
                stands_in = f"（{in_both('in the place of {other}', other=other)}）" if other else ""
                lines.append(f"  {name}  {duty.leader}{stands_in}")
            if duty.trouble:
                lines += [f"  ! {each}" for each in _sentence(duty, name, month.on)]
    return lines


def _sentence(duty: contracts.Duty, name: str, on: dt.date) -> list[str]:
    return both(contracts.refusal(duty.trouble, name, on)).splitlines() if duty.trouble else []
