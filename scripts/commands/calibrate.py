"""How often the questions of hot spots tell of something where nothing happens, and what they find."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.text import N_, in_both
from geo.errors import Refused
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

if TYPE_CHECKING:
    from data.hotspots.calibration import Row

SMALL = 6
"""Records of each kind in a small run."""


def calibrate(
    question: Annotated[
        list[str] | None,
        typer.Option(help=in_both("now, new, hot, beside or findings, may be repeated; default: all")),
    ] = None,
    records: Annotated[
        int, typer.Option(min=1, max=10_000, help=in_both("records of each kind that are simulated"))
    ] = 60,
    weekly: Annotated[
        list[float] | None,
        typer.Option(min=0.5, max=50_000, help=in_both("petitions of the county in a week; default: as now")),
    ] = None,
    power: Annotated[
        bool,
        typer.Option(
            "--power", help=in_both("what of planted clusters is found, at each budget, and no more")
        ),
    ] = False,
    small: Annotated[bool, typer.Option("--small", help=in_both("a few records only, in seconds"))] = False,
    seed: Annotated[int, typer.Option(min=0, help=in_both("of the random records"))] = 7,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    from data.clock import today  # slow to load: not for --help
    from data.divisions.land import land
    from data.hotspots import calibration
    from data.rules import rules

    with answering(as_json), opened(database) as store:
        dataset, reader = store.dataset(), office(store)
        for name in question or []:
            if name not in calibration.QUESTIONS:
                raise Refused(
                    "There is no question {name}; there are: {names}",
                    name=name,
                    names=", ".join(calibration.QUESTIONS),
                )
        known = land(store, reader.today)
        if known.villages.empty:
            raise Refused("There are no villages with boundaries on record: import them first.")
        day = dataset.as_of or today(dataset)
        county = rules(store, reader.today).hotspots
        volume = weekly or [calibration.weekly_now(reader, day, county) or calibration.WEEKLY[1]]
        asked = calibration.Run(
            known, day, county, tuple(question or calibration.QUESTIONS), SMALL if small else records, seed
        )
        rows = [] if power and not small else list(asked.false_alarms(volume, few=small))
        found = list(asked.power(volume, few=small)) if power else []
        result = {
            "as_of": day,
            "synthetic": dataset.synthetic,
            "seed": seed,
            "records": asked.records,
            "level": county.level,
            "budget": county.budget,
            "villages": len(known.codes),
            "false_alarms": [_values(row) for row in rows],
            "power": [_values(row) for row in found],
        }
        answer(result, [DEMO] * dataset.synthetic + _lines(rows, found), as_json)


def _values(row: "Row") -> dict[str, Any]:
    return {
        "question": row.question,
        "record": row.record,
        "weekly": row.weekly,
        "level": row.level,
        "told": row.counted.told,
        "records": row.counted.records,
        "share": round(row.counted.share, 4),
        "standard_error": round(row.counted.error, 4),
    }


def _lines(rows: list["Row"], found: list["Row"]) -> list[str]:
    lines = [in_both(N_("share of records in which something is told though nothing happens"))]
    lines += [_line(row) for row in rows]
    if found:
        lines += [in_both(N_("share of planted clusters that are found, at each budget of false alarms"))]
        lines += [_line(row) for row in found]
    return lines


def _line(row: "Row") -> str:
    return (
        f"  {row.question:9} {row.weekly:7.1f}  {row.level:5.1%}"
        f"  {row.counted.share:6.1%} ± {row.counted.error:.1%}  {in_both(row.record)}"
    )
