"""The county's figures, with their denominators."""

from typing import Any

from data import clock
from data.petitions.figures import figures as count
from scripts.commands.receptions import office
from scripts.commands.terminal import DEFAULT_DATABASE, DEMO, AsJson, Database, answer, answering, opened


def figures(database: Database = DEFAULT_DATABASE, as_json: AsJson = False) -> None:
    """全县指标 / The county's figures."""
    with answering(as_json), opened(database) as store:
        dataset = store.dataset()
        as_of = dataset.as_of or clock.today()
        record = {"as_of": as_of.isoformat(), "synthetic": dataset.synthetic}
        record |= count(office(store, as_of), as_of).as_record()
        answer(record, [DEMO] * dataset.synthetic + _lines(record), as_json)


def _lines(record: dict[str, Any]) -> list[str]:
    first, told, online = record["first_petitions"], record["instructions"], record["online"]
    within = f"{first['days']} 日内办结 / closed in {first['days']} days"
    return [
        f"数据截至 / data as of: {record['as_of']}",
        f"三年初信初访 / first petitions in three years: {first['count']:,}",
        f"  {within}: {first['closed_in_ten_days']:,} ({first['ten_day_percent']} %)",
        f"  平均办结天数 / mean days: {first['mean_days']}",
        f"  满意 / satisfied: {first['satisfied']:,} / {first['rated']:,} ({first['satisfied_percent']} %)",
        f"一年批示 / instructions in a year: {told['issued']:,},"
        f" 办结 / done {told['done']:,}, 逾期 / overdue {told['overdue']:,}",
        f"民情暖哨日均 / online requests a day: {online['per_day']}"
        f" ({online['count']:,}; 办结 / closed {online['closed_percent']} %,"
        f" 满意 / satisfied {online['satisfied_percent']} %)",
        f"信访件合计 / petitions: {record['petitions']:,}, 在办 / open {record['open']:,}",
        f"信访事项合计 / matters: {record['matters']:,}",
    ]
