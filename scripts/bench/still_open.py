"""How many of the planned cases are still open when the leader comes: with their chances, and without.

    python -m scripts.bench.still_open [--months 6] [--ahead 16] [--json]

The demo county as it stood some days before each of the last visits: what was filed later is taken out, what
was closed later is open again. All townships are planned twice on it, each open case counting in full, and by
its chance to be open still (`data.visits.chances`). The record as it came to be judges both: how many of the
cases open in the planned villages when the plan was made are open on the day, and what the stops are then
worth by the county's own score, new cases included. Last, how often cases were open that were given a
chance.
"""

import argparse
import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from sqlalchemy import update

from data import demo
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from data.tables import Dataset
from data.tables.petitions import Petition
from data.terms import Status
from data.visits import chances, plans
from data.visits.calendar import day_of_month
from data.visits.cases import hearable
from geo.visits import plan

LAST_DAY = dt.date(2026, 11, 29)
IN_FULL, BY_CHANCE = "in full", "by chance"


def reader_of(store: Store, today: dt.date) -> Reader:
    """The petition office on a day."""
    county = store.dataset().county_code
    return Reader(Scope.of(Role.OFFICE, [county], county), store, today)


def turned_back(whole: Path, today: dt.date) -> Store:
    """A copy of a record as it stood at the end of a day."""
    path = whole.with_stem(f"{whole.stem}-{today}")
    shutil.copyfile(whole, path)
    store = Store(str(path))
    after = dt.datetime.combine(today, dt.time()) + dt.timedelta(days=1)
    with store.write("bench", "turn back", str(today)) as session:
        session.execute(update(Petition).where(Petition.filed >= after).values(withdrawn_at=after))
        session.execute(
            update(Petition).where(Petition.closed >= after).values(status=Status.OPEN.value, closed=None)
        )
        session.execute(update(Dataset).values(as_of=today))
    return store


def compare(truth: Reader, then: Reader, on: dt.date) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Both plans of each township, judged; and every case with its chance and whether it was open."""
    rows, cases = [], []
    for township in plans.contracted(then, on):
        came = hearable(truth, township, on)
        real = plans.load_day(truth, township, on).problem
        worth = pd.Series(real.score, real.villages)
        open_then = hearable(then, township, on)
        known = chances.open_chances(then, township, on)
        still = open_then["number"].isin(came["number"])
        cases.append(pd.DataFrame({"chance": known.still_open(open_then, on), "open": still}))
        for name, used in ((IN_FULL, chances.OpenChances(then.today)), (BY_CHANCE, known)):
            with patch.object(plans, "open_chances", lambda *_, used=used: used):
                day = plans.load_day(then, township, on)
            stops = [day.problem.villages[stop.village] for stop in plan(day.problem).stops]
            here = open_then["village"].isin(stops)
            rows.append(
                {
                    "plan": name,
                    "planned": int(here.sum()),
                    "open": int(still[here].sum()),
                    "met": int(came["village"].isin(stops).sum()),
                    "expected": float(day.villages.set_index("code")["expected"].reindex(stops).sum()),
                    "worth": float(worth.reindex(stops).sum()),
                    "error": float(((worth.reindex(day.problem.villages) - day.problem.score) ** 2).sum()),
                    "villages": len(day.villages),
                }
            )
    return rows, pd.concat(cases)


def reliability(cases: pd.DataFrame) -> list[dict[str, float]]:
    """Chances in bins: how many cases, what they were given on average, and what share was open."""
    bins = pd.cut(cases["chance"], list(chances.BINS), include_lowest=True)
    rows = cases.groupby(bins, observed=True).agg(
        n=("open", "size"), chance=("chance", "mean"), open=("open", "mean")
    )
    return [dict(zip(("n", "chance", "open"), row, strict=True)) for row in rows.to_numpy().tolist()]


def run(months: int, ahead: int) -> dict[str, Any]:
    """Over the last visits before the demo's last day."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.gpkg"
        store = Store(str(path), create=True)
        demo.build(store, LAST_DAY)
        last = pd.period_range(end=pd.Period(LAST_DAY, "M"), periods=months, freq="M")
        days = [day_of_month(store, month.year, month.month) for month in last]
        store.close()
        rows, every = [], []
        for on in days:
            today = on - dt.timedelta(days=ahead)
            then = reader_of(turned_back(path, today), today)
            came = reader_of(turned_back(path, on - dt.timedelta(days=1)), on)
            judged, cases = compare(came, then, on)
            rows += judged
            every.append(cases)
            then.store.close()
            came.store.close()
    frame = pd.DataFrame(rows)
    plans_ = frame.groupby("plan").sum().to_dict("index")
    worth = {name: each["worth"].to_numpy() for name, each in frame.groupby("plan")}
    more = worth[BY_CHANCE] - worth[IN_FULL]
    return {
        "months": months,
        "ahead": ahead,
        "plans": plans_,
        "more": [float(more.mean()), float(1.96 * more.std(ddof=1) / np.sqrt(len(more)))],
        "reliability": reliability(pd.concat(every)),
    }


def told(report: dict[str, Any]) -> str:
    """In lines for a reader."""
    lines = [f"{report['months']} days of visits, planned {report['ahead']} days ahead"]
    for name, one in report["plans"].items():
        lines.append(
            f"{name}: of {one['planned']} planned cases {one['open']} were open on the day"
            f" ({100 * one['open'] / one['planned']:.0f} %); expected {one['expected']:.0f}, met"
            f" {one['met']};"
            f" the stops were worth {one['worth']:.0f} points; what a village is worth was missed by"
            f" {np.sqrt(one['error'] / one['villages']):.2f} points (root mean square)"
        )
    lines.append(
        "by chance less in full, points a day: {:.2f}, give or take {:.2f} (95 %)".format(*report["more"])
    )
    for row in report["reliability"]:
        lines.append(f"chance {row['chance']:.2f}: open {row['open']:.2f} of {row['n']:.0f}")
    return "\n".join(lines)


def command(
    name: str,
    about: str,
    measured: Callable[[int, int], dict[str, Any]],
    lines: Callable[[dict[str, Any]], str],
    arguments: list[str] | None,
) -> None:
    """Run what looks back on days of visits, some months of them and planned some days ahead."""
    parser = argparse.ArgumentParser(prog=f"python -m scripts.bench.{name}", description=about)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--ahead", type=int, default=chances.AHEAD)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    report = measured(options.months, options.ahead)
    print(json.dumps(report, indent=1) if options.json else lines(report))


def main(arguments: list[str] | None = None) -> None:
    command("still_open", __doc__.splitlines()[0], run, told, arguments)


if __name__ == "__main__":
    main()
