"""Published figures of a large record by township and by month, in arrays and by a pandas `apply` row by row.

    python -m scripts.bench.figures [--rows 1000000] [--record FILE] [--sample 20000] [--json]

A record of so many petitions is made (`scripts.bench.million`), or one that is at hand is taken. All figures
of three years are counted by `data.petitions.indicators` from the snapshot, and as one writes them row by
row, of the first rows of a seeded sample and scaled; of the sample both must give the same figures. Those
that rest on the clocks of `data.clocks` are counted by ours alone (`scripts.bench.clocks` is their peer).
Times are processor seconds, ours the least of three.
"""

import argparse
import datetime as dt
import json
import time
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.petitions import indicators
from data.petitions.indicators import Group, Indicator
from data.reader import Reader
from data.rules import DEFAULTS
from data.scope import Role, Scope
from data.store import Store
from data.terms import Counted
from scripts.bench import million
from scripts.bench.timing import least

SEED = 5
PLAIN = ("cases", "visits", "persons", "first", "repeat", "closed", "review")
SHARES = (Indicator.TEN_DAYS, Indicator.RATED, Indicator.SATISFIED)
BY = (Group.TOWNSHIP, Group.MONTH)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--sample", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with million.at_hand(asked.record, asked.rows) as store:
        found = measure(store, asked.sample)
    print(json.dumps(found) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


def measure(store: Store, sample: int) -> dict[str, Any]:
    """Processor seconds of both, and whether they agree."""
    dataset = store.dataset()
    today = dataset.as_of or million.DAY
    office = Scope.of(Role.OFFICE, [dataset.county_code], dataset.county_code)
    reader = Reader(office, store, today)
    days = today - dt.timedelta(days=3 * 365), today
    first_days = DEFAULTS.cases.first_days

    def told(facts: pd.DataFrame, by: Group) -> pd.DataFrame:
        return indicators.told(facts, today, *days, by, first_days)

    made, facts = least(partial(indicators.facts_of, reader, Counted.BOTH), 3)
    result: dict[str, Any] = {"petitions": len(facts), "facts": round(made, 2)}
    some = facts.iloc[np.sort(np.random.default_rng(SEED).permutation(len(facts))[:sample])]
    some = some.reset_index(drop=True)
    for by in BY:
        result[by.value], _ = least(partial(told, facts, by), 3)
        start = time.process_time()
        groups = by_row(some, by, days, today, first_days)
        result[f"{by.value}, apply"] = (time.process_time() - start) * len(facts) / max(len(some), 1)
        result[f"{by.value}, same"] = same(told(some, by), groups)
    result["seconds"] = round(sum(result[by.value] for by in BY), 3)
    result["apply_seconds"] = round(sum(result[f"{by.value}, apply"] for by in BY), 1)
    result["ratio"] = round(result["apply_seconds"] / max(result["seconds"], 1e-9), 1)
    return {name: round(each, 3) if isinstance(each, float) else each for name, each in result.items()}


def by_row(
    facts: pd.DataFrame, by: Group, days: tuple[dt.date, dt.date], today: dt.date, first_days: int
) -> dict[str, dict[str, Any]]:
    """The figures of each group, as one writes them for a row."""
    groups: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    taken: dict[str, list[float]] = defaultdict(list)
    end = pd.Timestamp(today) + pd.Timedelta(days=1)
    within = pd.Timedelta(days=first_days)

    def count(row: Any) -> None:
        filed, closed = row["filed"], row["closed"]
        if not days[0] <= filed.date() <= days[1]:
            return
        group = f"{filed:%Y-%m}" if by is Group.MONTH else row["township"]
        name = group if isinstance(group, str) else ""
        own, is_closed = groups[name], not pd.isna(closed)
        own["cases"] += 1
        own["visits"] += row["channel"] == "visit"
        own["persons"] += int(row["people"])
        own[row["occurrence"]] += 1
        own["closed"] += is_closed
        own["review"] += isinstance(row["stage"], str)
        if is_closed:
            taken[name].append((closed - filed).total_seconds() / 86_400)
            rated = isinstance(row["satisfaction"], str)
            own["rated_part"] += rated
            own["rated_whole"] += 1
            own["satisfied_whole"] += rated
            own["satisfied_part"] += rated and row["satisfaction"] == "satisfied"
        if row["occurrence"] == "first" and row["channel"] in ("visit", "letter"):
            in_time = is_closed and closed.normalize() - filed.normalize() <= within
            passed = filed.normalize() + within + pd.Timedelta(days=1) <= end
            own["ten_days_part"] += in_time
            own["ten_days_whole"] += is_closed or (row["status"] == "open" and passed)
            own["ten_days_unknown"] += not is_closed and row["status"] != "open"

    facts.apply(count, axis=1)  # type: ignore[call-overload]
    for name, each in taken.items():
        groups[name]["mean_days"] = float(np.mean(each))
    return groups


def same(ours: pd.DataFrame, theirs: dict[str, dict[str, Any]]) -> bool:
    """Whether both give the same groups and figures."""
    if set(ours.index) != set(theirs):
        return False
    names = [*PLAIN, *(f"{one.value}_{part}" for one in SHARES for part in ("part", "whole"))]
    for group, own in theirs.items():
        row = ours.loc[group]
        mean = own.get("mean_days", np.nan)
        if any(row[name] != own[name] for name in names) or not np.isclose(
            row["mean_days"], mean, equal_nan=True
        ):
            return False
    return True


if __name__ == "__main__":
    main()
