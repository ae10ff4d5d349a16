"""The county's rules: listed, and set from a day on."""

import datetime as dt
from dataclasses import asdict
from typing import Annotated

import typer

from data.clock import today
from data.errors import RuleRefused
from data.hotspots import price
from data.rules import DEFAULTS, SETTINGS, in_force, parse, rule_changes, set_rules, written
from data.rules import rules as county_rules
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


def rules(
    wanted: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help=in_both("set a rule, such as day.field_opens=13:30; default: the program's own; repeatable"),
        ),
    ] = None,
    since: Annotated[
        dt.datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            help=in_both("day from which it holds or is told; default: today"),
        ),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        day = since.date() if since else today(dataset)
        if wanted:
            changes = dict(_asked(each) for each in wanted)
            set_rules(office(store), changes, valid_from=day)
        county, chinese = county_rules(store, day), Words("zh_CN")
        held = in_force(rule_changes(office(store)), day)
        held_since = {name: change.valid_from.isoformat() for name, change in held.items()}
        result = {
            "date": day.isoformat(),
            "synthetic": dataset.synthetic,
            "rules": {
                name: {
                    "value": county.value(name),
                    "written": written(name, county.value(name)),
                    "default": DEFAULTS.value(name),
                    "unit": setting.unit.label,
                    "low": setting.low,
                    "high": setting.high,
                    "words": {"zh": chinese(setting.words), "en": setting.words},
                    "source": {"zh": chinese(setting.source), "en": setting.source},
                    "since": held_since.get(name),
                }
                for name, setting in SETTINGS.items()
            },
        }
        lines = [DEMO] * dataset.synthetic + [
            f"{name} = {written(name, county.value(name))}  {in_both(setting.words)} ({setting.unit.label})"
            + (f"  {in_both('since {day}', day=held_since[name])}" if name in held_since else "")
            for name, setting in SETTINGS.items()
        ]
        if "hotspots.level" in dict(map(_asked, wanted or [])):
            result["price_of_the_budget"] = {
                "command": price.COMMAND,
                "budgets": price.BUDGETS,
                "records": price.RECORDS,
                "planted": [asdict(each) for each in price.PRICES],
            }
            lines += [line for language in LANGUAGES for line in price.lines(Words(language))]
        answer(result, lines, as_json)


def _asked(each: str) -> tuple[str, object]:
    name, sign, value = each.partition("=")
    if not sign:
        raise RuleRefused("{text} does not say which value: write NAME=VALUE", text=each[:100])
    return name.strip(), parse(name.strip(), value)
