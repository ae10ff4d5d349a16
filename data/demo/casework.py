"""What goes with the synthetic petitions: who came, the steps of each case, the leaders' instructions."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select

from data.demo.geography import reference, townships
from data.demo.terrain import Bools
from data.tables import CaseStep, Instruction, Leader, PetitionPerson
from data.terms import Status, Tier, categories

INSTRUCTIONS = 478
"""Instructions in the year to the day of the record, as published of Pujiang for 2019."""

OLDER_INSTRUCTIONS = 300
COUNTY_OFFICE = "县信访局（演示）"
_YEAR, _OLDER = (0, 360), (370, 1000)  # days before the day of the record


def write(connection: Connection, frame: pd.DataFrame, as_of: dt.date, rng: np.random.Generator) -> None:
    """Write persons, case steps and instructions to petitions that have their ids."""
    offline = frame["offline"].to_numpy()
    connection.execute(insert(PetitionPerson), _persons(frame[offline]))
    watched = offline | (frame["status"] == Status.OPEN.value).to_numpy()
    connection.execute(insert(CaseStep), _steps(frame[watched], as_of, rng))
    leaders = list(connection.scalars(select(Leader.id).order_by(Leader.id)))
    connection.execute(insert(Instruction), _instructions(frame, leaders, as_of, rng))


def _persons(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = categories("2022")
    return [
        {
            "petition_id": id_,
            "name": f"演示信访人{nth:04d}",
            "id_number": f"DEMO-{nth:06d}",
            "phone": "000-0000",
            "home": "地址不详（演示）" if pd.isna(address) else address,
            "statement": f"演示事由：反映{names[category]}方面的问题，请求处理。",
        }
        for nth, (id_, address, category) in enumerate(
            zip(frame["id"], frame["address"], frame["category"], strict=True), start=1
        )
    ]


def _owners(codes: pd.Series) -> list[str]:
    """Who handles a case: the township, or the county's office where no township is known."""
    owners = {t.code: f"{t.name}（演示）" for t in townships()}
    return [owners.get(code, COUNTY_OFFICE) for code in codes]


def _steps(frame: pd.DataFrame, as_of: dt.date, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Accepted, forwarded, sometimes promised, closed: in this order, none after the record."""
    end = pd.Timestamp(as_of) + pd.Timedelta(hours=23, minutes=59)
    until = frame["closed"].fillna(end).to_numpy().astype("datetime64[s]")
    filed = frame["filed"].to_numpy().astype("datetime64[s]")
    accepted = _between(filed, until, 1, rng)
    forwarded = _between(accepted, until, 2, rng)
    promised = _between(forwarded, until, 3, rng)
    promises = frame["offline"].to_numpy() & (rng.random(len(frame)) < 0.08)
    rows: list[dict[str, Any]] = []
    for nth, (id_, owner, closed) in enumerate(
        zip(frame["id"], _owners(frame["township_code"]), frame["closed"], strict=True)
    ):
        ended = None if pd.isna(closed) else closed.to_pydatetime()
        rows.append(_step(id_, accepted[nth], "accepted", COUNTY_OFFICE))
        rows.append(_step(id_, forwarded[nth], "forwarded", owner))
        if promises[nth]:
            step = _step(id_, promised[nth], "promised", owner)
            step["due"] = step["at"].date() + dt.timedelta(days=10 + nth % 21)
            step["done"] = ended and ended.date()
            rows.append(step)
        if ended:
            rows.append(_step(id_, ended, "closed", owner))
    return rows


def _step(petition: int, at: Any, kind: str, owner: str) -> dict[str, Any]:
    if isinstance(at, np.datetime64):
        at = at.astype(object)
    return {"petition_id": petition, "at": at, "kind": kind, "owner": owner, "due": None, "done": None}


def _between(since: Any, until: Any, days: int, rng: np.random.Generator) -> Any:
    """A moment after the first, within some days, before the second; whole minutes."""
    room = np.minimum((until - since) // np.timedelta64(1, "m"), days * 1440)
    return since + (room * rng.random(len(room))).astype("timedelta64[m]")


def _instructions(
    frame: pd.DataFrame, leaders: list[int], as_of: dt.date, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Instructions on hard and repeated cases that are no longer open, each followed to its end."""
    ago = (pd.Timestamp(as_of) - frame["filed"].dt.normalize()).dt.days.to_numpy()
    weighty = frame["offline"].to_numpy() & frame["closed"].notna().to_numpy()
    weighty &= (frame["tier"] != Tier.SIMPLE.value).to_numpy()
    rows = np.concatenate(
        [
            _some(weighty, ago, *_OLDER, OLDER_INSTRUCTIONS, rng),
            _some(weighty, ago, *_YEAR, INSTRUCTIONS, rng),
        ]
    )
    ids = frame["id"].to_numpy()
    county = reference()["county"]["code"]
    made = []
    for nth, (row, owner) in enumerate(
        zip(rows, _owners(frame["township_code"].iloc[rows]), strict=True), start=1
    ):
        issued = as_of - dt.timedelta(days=int(ago[row]))
        done = min(as_of, issued + dt.timedelta(days=int(rng.integers(1, 28))))
        made.append(
            {
                "number": f"演示批示{issued.year}-{nth:04d}",
                "leader_id": leaders[int(rng.integers(len(leaders)))],
                "petition_id": int(ids[row]),
                "county_code": county,
                "issued": issued,
                "owner": owner,
                "due": issued + dt.timedelta(days=30),
                "done": done,
                "proof": f"办结报告（演示）{done.year}-{nth:04d}",
            }
        )
    return made


def _some(which: Bools, ago: Any, least: int, most: int, number: int, rng: np.random.Generator) -> Any:
    """Rows of petitions filed between so many days ago, drawn without order, given oldest first."""
    return np.sort(rng.choice(np.flatnonzero(which & (ago >= least) & (ago <= most)), number, replace=False))
