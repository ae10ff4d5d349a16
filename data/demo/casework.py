"""What goes with the synthetic petitions: who came, the steps of each case, the leaders' instructions."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select

from data.demo.geography import reference
from data.demo.terrain import Bools
from data.demo.themes import COUNTY_OFFICE, THEMES, department
from data.importing.petitions.inserting import insert_rows
from data.tables import CaseStep, Instruction, Leader, PetitionPerson
from data.terms import Tier, categories

INSTRUCTIONS = 478
"""Instructions in the year to the day of the record, as published of Pujiang for 2019."""

OLDER_INSTRUCTIONS = 300
LATE = 0.1
"""Share of the instructions that take longer than their 30 days."""

_YEAR, _OLDER = (0, 360), (370, 1000)  # days before the day of the record


def write(connection: Connection, frame: pd.DataFrame, as_of: dt.date, rng: np.random.Generator) -> None:
    """Write persons, case steps and instructions to petitions that have their ids."""
    petition = ~frame["request"].to_numpy()
    people = pd.DataFrame.from_records(_persons(frame[petition]))
    insert_rows(connection, PetitionPerson.metadata.tables["petition_persons"], people)
    connection.execute(insert(CaseStep), _steps(frame[frame["offline"]]))
    leaders = list(connection.scalars(select(Leader.id).order_by(Leader.id)))
    connection.execute(insert(Instruction), _instructions(frame, leaders, as_of, rng))


def _persons(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "petition_id": id_,
            "name": f"演示信访人{nth:04d}",
            "id_number": f"DEMO-{nth:06d}",
            "phone": "000-0000",
            "home": "地址不详（演示）" if pd.isna(address) else address,
            "statement": f"演示事由：反映{_theme(nth, category)}方面的问题，请求处理。",
        }
        for nth, (id_, address, category) in enumerate(
            zip(frame["id"], frame["address"], frame["category"], strict=True), start=1
        )
    ]


SENT_ON, SENT_FIRST = 31, department("construction")
"""Of so many cases one went to this unit first, which passed it on. Assumed."""


def _theme(nth: int, category: str) -> str:
    themes = THEMES.get(category) or (categories("2022")[category],)
    return themes[nth % len(themes)]


def _steps(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Accepted, forwarded, closed: in this order, none after the record."""
    rows: list[dict[str, Any]] = []
    moments = (frame[name].dt.to_pydatetime() for name in ("accepted", "forwarded"))
    for id_, owner, accepted, forwarded, closed in zip(
        frame["id"].tolist(), frame["unit"].tolist(), *moments, frame["closed"], strict=True
    ):
        rows.append(_step(id_, accepted, "accepted", COUNTY_OFFICE))
        if id_ % SENT_ON == 0 and owner != SENT_FIRST:
            rows.append(_step(id_, accepted, "forwarded", SENT_FIRST))
        rows.append(_step(id_, forwarded, "forwarded", owner))
        if not pd.isna(closed):
            rows.append(_step(id_, closed.to_pydatetime(), "closed", owner))
    return rows


def _step(petition: int, at: dt.datetime, kind: str, owner: str) -> dict[str, Any]:
    return {"petition_id": petition, "at": at, "kind": kind, "owner": owner, "due": None, "done": None}


def _instructions(
    frame: pd.DataFrame, leaders: list[int], as_of: dt.date, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Instructions on general and hard cases: those of the last weeks are open, a few of them overdue."""
    ago = (pd.Timestamp(as_of) - frame["filed"].dt.normalize()).dt.days.to_numpy()
    weighty = frame["offline"].to_numpy() & (frame["tier"] != Tier.SIMPLE.value).to_numpy()
    rows = np.concatenate(
        [
            _some(weighty, ago, *_OLDER, OLDER_INSTRUCTIONS, rng),
            _some(weighty, ago, *_YEAR, INSTRUCTIONS, rng),
        ]
    )
    ids = frame["id"].to_numpy()
    county = reference()["county"]["code"]
    made = []
    told = zip(rows, frame["unit"].iloc[rows], frame["category"].iloc[rows], strict=True)
    for nth, (row, owner, category) in enumerate(told, start=1):
        issued = as_of - dt.timedelta(days=int(ago[row]))
        took = int(rng.integers(31, 91)) if rng.random() < LATE else int(rng.integers(1, 29))
        ended = issued + dt.timedelta(days=took)
        done = ended if ended <= as_of else None
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
                "subject": f"{_theme(nth, category)}问题（演示）",
                "text": f"请{owner}牵头核实，依法依规处理并报结果（演示）。",
                "proof": done and f"办结报告（演示）{done.year}-{nth:04d}",
            }
        )
    return made


def _some(which: Bools, ago: Any, least: int, most: int, number: int, rng: np.random.Generator) -> Any:
    """Rows of petitions filed between so many days ago, drawn without order, given oldest first."""
    return np.sort(rng.choice(np.flatnonzero(which & (ago >= least) & (ago <= most)), number, replace=False))
