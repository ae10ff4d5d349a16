"""What is followed to its end in the demo county: led cases, proposals, meetings, agents, steps."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection, insert, select

from data import frames
from data.demo.geography import SEED, Geography, reference
from data.demo.service import leader_name
from data.demo.themes import SHARES, department
from data.tables import (
    Agent,
    AgentPoint,
    CaseStep,
    Instruction,
    Leader,
    LedCase,
    LedCaseVisit,
    Meeting,
    Proposal,
)
from data.terms import ProposalKind, Purpose, Status, StepKind, Tier

LED = 55
"""Contracted cases, as another county has published of itself (17 of them settled)."""

WITHOUT_AGENT = 9
"""Villages whose agent has left and was not replaced."""

PARTIES = (
    StepKind.COMMUNITY,
    StepKind.LAWYER,
    StepKind.JUDGE,
    StepKind.ASSOCIATION,
    StepKind.SOCIAL_WORKER,
)
AGENDA = "上次会议议定事项落实情况（演示）\n疑难信访件会商（演示）\n下阶段重点工作（演示）"
DECISIONS = ("牵头会商疑难件（演示）", "排查同类问题（演示）", "完善办理流程（演示）")
SUBJECTS = {
    ProposalKind.WORK: "改进{unit}窗口办理（演示）",
    ProposalKind.POLICY: "完善{unit}相关政策（演示）",
    ProposalKind.ACCOUNT: "督促{unit}追究推诿责任（演示）",
}
_COUNTY_LED, _TOWNSHIP_LED = 4, 5


def write(connection: Connection, county: Geography, frame: pd.DataFrame, as_of: dt.date) -> None:
    """Write all of it; `frame` are the petitions with their ids (`data.demo.petitions`)."""
    rng = np.random.default_rng([SEED, as_of.toordinal(), 6])
    leaders = list(connection.scalars(select(Leader.id).order_by(Leader.id)))
    _write_led_cases(connection, frame, leaders, as_of)
    _write_proposals(connection, as_of)
    _write_meetings(connection, county, leaders, as_of)
    _write_agents(connection, county, as_of, rng)
    connection.execute(insert(CaseStep), _steps(frame, as_of))


def _write_led_cases(connection: Connection, frame: pd.DataFrame, leaders: list[int], as_of: dt.date) -> None:
    """The latest hard cases that a leader has, about a third of them settled."""
    names = {leader_name(nth): own for nth, own in enumerate(leaders)}
    told = frame[frame["case_leader"].notna() & (frame["purpose"] != Purpose.ACCUSATION.value)]
    told = told[told["filed"] < pd.Timestamp(as_of)]
    waits = told["status"] == Status.OPEN.value
    chosen = pd.concat([told[waits].tail(LED), told[~waits].tail(LED // 3)]).tail(LED)
    rows, met = [], []
    for nth, case in enumerate(frames.rows(chosen), start=1):
        since = min(case.filed.date() + dt.timedelta(days=3), as_of)
        rows.append(
            {
                "id": nth,
                "petition_id": case.id,
                "leader_id": names[case.case_leader],
                "handler": case.unit,
                "team": "信访、司法、属地工作专班（演示）",
                "plan": "先上门核实，再会商定案，限期化解（演示）",
                "since": since,
                "due": since + dt.timedelta(days=60),
                "ended": None,
            }
        )
        first = since + dt.timedelta(days=7 + nth % 5)
        if nth % 4 and first <= as_of:
            met.append({"led_case_id": nth, "on": first, **_entered(first)})
    if rows:
        connection.execute(insert(LedCase), rows)
    if met:
        connection.execute(insert(LedCaseVisit), met)


def _write_proposals(connection: Connection, as_of: dt.date) -> None:
    """One a month, of the three kinds in turn; the latest are not answered, one of them past its day."""
    units = list(dict.fromkeys(map(department, SHARES)))
    rows = []
    for nth, back in enumerate(range(12, 0, -1)):
        issued = as_of - relativedelta(months=back)
        kind = list(ProposalKind)[nth % len(ProposalKind)]
        replied = issued + dt.timedelta(days=20) if back > 2 else None
        rows.append(
            {
                "number": f"演示建议{issued.year}-{nth + 1:03d}",
                "county_code": reference()["county"]["code"],
                "kind": kind.value,
                "subject": SUBJECTS[kind].format(unit=units[nth % len(units)].removesuffix("（演示）")),
                "text": "请研究并书面回复（演示）。",
                "unit": units[nth % len(units)],
                "issued": issued,
                "due": issued + dt.timedelta(days=45),
                "replied": replied,
                "reply": "已研究采纳，整改措施见附件（演示）。" if replied else None,
            }
        )
    connection.execute(insert(Proposal), rows)


def _write_meetings(connection: Connection, county: Geography, leaders: list[int], as_of: dt.date) -> None:
    """Of the county every quarter, of each township in the last two months, and one of the county to come."""
    own: list[tuple[str, dt.date, int]] = []
    top = reference()["county"]["code"]
    ahead = as_of + dt.timedelta(days=9)
    for back in (12, 9, 6, 3):
        own.append((top, as_of - relativedelta(months=back, day=9), leaders[_COUNTY_LED]))
    for nth, township in enumerate(county.townships):
        for back in (2, 1):
            leader = leaders[(nth + _TOWNSHIP_LED) % len(leaders)]
            own.append((township.code, as_of - relativedelta(months=back, day=1 + nth), leader))
    own.append((top, ahead, leaders[_COUNTY_LED]))
    rows: list[dict[str, Any]] = [
        {"id": nth, "division_code": code, "on": on, "leader_id": leader, "agenda": AGENDA}
        for nth, (code, on, leader) in enumerate(own, start=1)
    ]
    connection.execute(insert(Meeting), rows)
    names = {township.code: f"{township.name}（演示）" for township in county.townships}
    decisions: list[dict[str, Any]] = []
    for meeting in rows:
        for nth, subject in enumerate(DECISIONS if meeting["division_code"] == top else DECISIONS[:1]):
            due = meeting["on"] + dt.timedelta(days=45)
            done = due - dt.timedelta(days=10) if (meeting["id"] + nth) % 6 else None
            if meeting["on"] > as_of:
                continue
            done = done if done is not None and done <= as_of else None
            decisions.append(
                {
                    "number": f"演示联席{meeting['on']:%Y%m%d}-{meeting['id']}-{nth + 1}",
                    "leader_id": meeting["leader_id"],
                    "petition_id": None,
                    "county_code": top,
                    "issued": meeting["on"],
                    "owner": names.get(meeting["division_code"], department(list(SHARES)[nth])),
                    "due": due,
                    "done": done,
                    "proof": done and "落实情况报告（演示）",
                    "subject": subject,
                    "meeting_id": meeting["id"],
                }
            )
    connection.execute(insert(Instruction), decisions)


def _write_agents(
    connection: Connection, county: Geography, as_of: dt.date, rng: np.random.Generator
) -> None:
    """A point and an agent in each village, a second one in communities; of some the agent has left."""
    left = set(rng.choice(len(county.villages), WITHOUT_AGENT, replace=False).tolist())
    points: list[dict[str, Any]] = []
    agents: list[dict[str, Any]] = []
    for nth, village in enumerate(county.villages):
        until = as_of - dt.timedelta(days=20) if nth in left else None
        own = {"point_id": nth + 1, "phone": "000-0000", "valid_to": until}
        points.append({"id": nth + 1, "village_code": village.code, "name": "代办点（演示）"})
        agents.append({**own, "name": f"演示代办员{nth + 1:03d}"})
        if village.community and nth not in left:
            agents.append({**own, "name": f"演示代办员{nth + 1:03d}乙"})
    connection.execute(insert(AgentPoint), points)
    connection.execute(insert(Agent), agents)


def _steps(frame: pd.DataFrame, as_of: dt.date) -> list[dict[str, Any]]:
    """Who took part in hard cases, and the time of some that was extended."""
    hard = frame[(frame["tier"] == Tier.HARD.value) & ~frame["request"] & frame["accepted"].notna()]
    hard = hard[(hard["purpose"] != Purpose.ACCUSATION.value) & (hard["filed"] < pd.Timestamp(as_of))]
    rows: list[dict[str, Any]] = []
    for nth, case in enumerate(frames.rows(hard.tail(400))):
        until = as_of if pd.isna(case.closed) else case.closed.date()
        taken: list[tuple[StepKind, int | None, int]] = [
            (PARTIES[(nth + own) % len(PARTIES)], None, 5 + 4 * own) for own in range(nth % 3)
        ]
        if nth % 7 == 0 and case.purpose == Purpose.CLAIM.value:
            taken.append((StepKind.EXTENSION, 30, 50))
        for kind, days, after in taken:
            on = case.accepted.date() + dt.timedelta(days=after)
            if on <= until:
                rows.append(
                    {
                        "petition_id": case.id,
                        "at": dt.datetime.combine(on, dt.time(12)),
                        "kind": kind.value,
                        "owner": case.unit,
                        "done": on,
                        "days": days,
                        "note": "演示记录",
                        **_entered(on),
                    }
                )
    return rows


def _entered(on: dt.date) -> dict[str, Any]:
    return {"entered_at": dt.datetime.combine(on, dt.time(17)), "entered_by": "demo-office"}
