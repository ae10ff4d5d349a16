"""All clocks of a million cases, in arrays and by a pandas `apply` row by row.

    python -m scripts.bench.clocks [--cases 1000000] [--rows 20000] [--json]

The row-by-row count is made of the first rows and scaled; on these both must give the same days.
"""

import argparse
import datetime as dt
import json
import time
from typing import Any

import numpy as np
import pandas as pd

from data.clocks import Clock, clocks
from data.rules import DEFAULTS, CaseRules

ON = dt.date(2026, 11, 30)


def cases(count: int, seed: int = 1) -> pd.DataFrame:
    """Cases of ten years, forwarded, accepted, answered and closed one after the other, or not yet."""
    rng = np.random.default_rng(seed)
    at = np.datetime64("2017-01-01") + rng.integers(0, 3600 * 24, count).astype("timedelta64[h]")
    made: dict[str, Any] = {"filed": at}
    for name, most in (("forwarded", 20), ("accepted", 20), ("answered", 70), ("closed", 20)):
        at = at + rng.integers(0, most * 24, count).astype("timedelta64[h]")
        made[name] = np.where((rng.random(count) < 0.1) | (at > np.datetime64(ON)), np.datetime64("NaT"), at)
    made["status"] = np.where(np.isnat(made["closed"]), "open", "closed")
    made["purpose"] = rng.choice(
        ["claim", "appeal", "suggestion", "accusation"], count, p=[0.7, 0.1, 0.1, 0.1]
    )
    made["tier"] = rng.choice(["simple", "general", "hard"], count)
    made["occurrence"] = rng.choice(["first", "repeat"], count)
    return pd.DataFrame(made)


def working_days() -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Mondays to Fridays of the years."""
    days = np.arange("2016-01-01", "2028-01-01", dtype="datetime64[D]")
    return np.asarray(days[np.is_busday(days)])


def due_of(row: pd.Series, rules: CaseRules) -> list[dt.date | None]:
    """Due days of one case, in the order of `Clock`, as one writes them for a row."""
    on = pd.Timestamp(ON)

    def day(name: str) -> dt.date | None:
        value = row.get(name)
        return value.date() if isinstance(value, pd.Timestamp) and value.normalize() <= on else None

    def after(start: dt.date | None, days: int) -> dt.date | None:
        return None if start is None else start + dt.timedelta(days=days)

    filed, forwarded, accepted, answered = map(day, ("filed", "forwarded", "accepted", "answered"))
    accused, claim = row["purpose"] == "accusation", row["purpose"] in ("claim", "appeal")
    objection = None
    if forwarded is not None:
        objection = np.busday_offset(
            np.busday_offset(forwarded, 0, roll="backward"), rules.objection_days
        ).astype(object)
    tier = {"simple": rules.simple_days, "general": rules.general_days}.get(row["tier"])
    return [
        after(filed, rules.forward_days),
        None if accused else after(forwarded or filed, rules.notice_days),
        objection,
        after(accepted, rules.handling_days) if claim else None,
        after(answered, rules.review_days) if claim else None,
        None,
        None,
        None,
        None if accused or tier is None else after(filed, tier),
        after(filed, rules.first_days) if row["occurrence"] == "first" and not accused else None,
    ]


def measure(count: int, rows: int) -> dict[str, Any]:
    """CPU seconds of both, and whether they agree."""
    frame, days, rules = cases(count), working_days(), DEFAULTS.cases
    began = time.process_time()
    made = clocks(frame, ON, rules, days)
    whole = time.process_time() - began
    began = time.process_time()
    applied = frame.iloc[:rows].apply(due_of, axis=1, args=(rules,))
    scaled = (time.process_time() - began) * count / rows
    same = all(
        [None if np.isnat(day) else day.astype(object) for day in made[clock].due[:rows]]
        == [row[at] for row in applied]
        for at, clock in enumerate(Clock)
    )
    return {
        "cases": count,
        "seconds": round(whole, 2),
        "apply_seconds": round(scaled, 1),
        "ratio": round(scaled / whole, 1),
        "same_days": same,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.cases, min(asked.rows, asked.cases))
    print(json.dumps(found) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
