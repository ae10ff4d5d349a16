"""The county's figures, with their denominators."""

from typing import Any

from data import clock
from data.petitions.figures import figures as count
from data.terms import Counted
from data.text import in_both
from scripts.commands.receptions import office
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    DEMO,
    AsJson,
    CountedOption,
    Database,
    answer,
    answering,
    labelled,
    opened,
)


def figures(
    counted: CountedOption = Counted.PETITIONS,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    """The county's figures."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        as_of = dataset.as_of or clock.today()
        record = {"as_of": as_of.isoformat(), "synthetic": dataset.synthetic}
        record |= count(office(store, as_of), as_of, counted).as_record()
        answer(record, [DEMO] * dataset.synthetic + _lines(record), as_json)


def _lines(record: dict[str, Any]) -> list[str]:
    first, told, online = record["first_petitions"], record["instructions"], record["online"]
    if not (record["petitions"] or record["requests"]):
        return [in_both("No petition is on record")]
    in_time = f"{first['closed_in_ten_days']:,} / {first['due']:,} ({_percent(first['ten_day_percent'])})"
    satisfied = f"{first['satisfied']:,} / {first['rated']:,} ({_percent(first['satisfied_percent'])})"
    return [
        labelled("data as of", record["as_of"]),
        labelled("first petitions in three years", first["count"]),
        "  " + in_both("closed in {n} days: {figure}", n=first["days"], figure=in_time),
        "  " + labelled("mean days", _known(first["mean_days"])),
        "  " + labelled("satisfied of those rated", satisfied),
        labelled("instructions in a year", told["issued"]),
        "  " + labelled("instructions done", told["done"]),
        "  " + labelled("instructions overdue", told["overdue"]),
        labelled("requests to the hotline a day", f"{_known(online['per_day'])} ({online['count']:,})"),
        "  " + labelled("share closed", _percent(online["closed_percent"])),
        "  " + labelled("share satisfied", _percent(online["satisfied_percent"])),
        labelled("petitions on record", record["petitions"]),
        labelled("online requests on record", record["requests"]),
        labelled("counted below", in_both(Counted(record["counted"]).label)),
        "  " + labelled("cases", record["cases"]),
        "  " + labelled("visits in person", record["groups"]),
        "  " + labelled("persons", record["persons"]),
        "  " + labelled("first petitions", record["first"]),
        "  " + labelled("repeated petitions", record["repeat"]),
        "  " + labelled("joint visits", record["joint"]),
        "  " + labelled("petitions open", record["open"]),
        "  "
        + labelled("placed in a village", f"{record['located']:,} ({_percent(record['located_percent'])})"),
        "  " + labelled("matters on record", record["matters"]),
    ]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share} %"


def _known(figure: float | None) -> object:
    return "—" if figure is None else figure
