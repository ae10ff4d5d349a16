"""Registers of what is followed to its end: instructions, contracted cases, proposals, joint meetings.

A row is known by its number, a contracted case by case and leader, a meeting by division and day. The same
row again changes nothing; another content replaces what is on record, which stays in its history
(`data.followup.trace`). What is reported in the program is not taken back by a cell that is empty.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from data.followup import trace
from data.followup.texts import LONGEST
from data.importing.registers.fields import TOWNSHIP, Field, day, one_of, person, text
from data.importing.registers.rows import Desk, Register, Values
from data.importing.registers.service import leader_named
from data.tables import Instruction, Leader, LedCase, Meeting, Proposal
from data.terms import Level, ProposalKind
from geo.errors import Refused

KINDS = {
    ProposalKind.WORK: "改进工作建议",
    ProposalKind.POLICY: "完善政策建议",
    ProposalKind.ACCOUNT: "追究责任建议",
}
"""What the three proposals are called in files."""
_KINDS = {word: kind.value for kind, word in KINDS.items()} | {kind.value: kind.value for kind in KINDS}
_KINDS |= {"改进工作": "work", "完善政策": "policy", "追究责任": "account", "给予处分建议": "account"}

_REPORTED = ("agenda", "done", "proof", "replied", "reply")

_CODE, _NAME, _LINE, _LONG = (text(LONGEST[name]) for name in ("number", "owner", "proof", "text"))
_NUMBER = Field(("编号", "批示编号", "文号", "批示件编号", "序号", "number"), _CODE)
_CASE = Field(
    ("信访件编号", "信访编号", "关联信访件", "案件编号", "case", "case number"),
    _CODE,
    required=False,
)
_SUBJECT = Field(("事项", "批示事项", "主题", "标题", "建议事项", "subject"), _NAME, required=False)
_TEXT = Field(("批示内容", "内容", "建议内容", "原文", "text"), _LONG, required=False)
_OWNER = Field(("承办单位", "责任单位", "落实单位", "责任人", "承办人", "owner", "unit"), _NAME)
_ISSUED = Field(("批示日期", "批示时间", "签发日期", "发出日期", "建议日期", "issued", "date"), day)
_DUE = Field(("办理期限", "办结期限", "反馈期限", "限办日期", "回复期限", "期限", "due", "due day"), day)
_DONE = Field(("办结日期", "办结时间", "完成日期", "done", "done on"), day, required=False)
_LEADER = Field(
    (
        *("批示领导", "领导姓名", "包案领导", "主持人", "主持领导", "召集人", "领导", "姓名"),
        *("leader", "leader name"),
    ),
    person(Leader.name.type.length),
)
_POST = Field(("职务", "领导职务", "post", "position"), text(Leader.post.type.length), required=False)


def _numbered(
    desk: Desk, table: type[Instruction] | type[Proposal], number: str, values: dict[str, Any]
) -> bool:
    """Add the row of a number, or bring it up to date; whether that changed anything."""
    known = desk.session.scalar(select(table).where(table.number == number))
    if known is None:
        county = desk.reader.store.dataset().county_code
        desk.session.add(table(number=number, county_code=county, **values))
        desk.session.flush()
        return True
    return _brought(desk, known, values)


def _instruction(desk: Desk, row: Values) -> bool:
    desk.refuse_contradiction(("instruction", row["instruction"]), {**row}, row["instruction"])
    values = instruction_values(desk, row)
    return _numbered(desk, Instruction, row["instruction"], values)


def instruction_values(desk: Desk, row: Values) -> dict[str, Any]:
    """Columns of an instruction, as far as its row states them; refused where its days are out of order."""
    check_days(desk, row, "issued", "due", "done")
    leader = leader_named(desk, row["leader"], row.get("post", ""))
    values = {"leader_id": leader.id, **_stated(row, "issued", "owner", "due", "done", "subject", "text")}
    if "proof" in row:
        values["proof"] = row["proof"] or None
    if "case" in row:
        values["petition_id"] = desk.case(row["case"]) if row["case"] else None
    return values


def _led_case(desk: Desk, row: Values) -> bool:
    values = led_case_values(desk, row)
    own = (LedCase.petition_id == values["petition_id"], LedCase.leader_id == values["leader_id"])
    desk.refuse_contradiction(
        ("led case", values["petition_id"], values["leader_id"]), values, row["led_case"]
    )
    known = desk.session.scalar(select(LedCase).where(*own))
    refuse_second_leader(desk, values, known)
    if known is None:
        desk.session.add(LedCase(**values))
        desk.session.flush()
        return True
    return _brought(desk, known, values)


def led_case_values(desk: Desk, row: Values) -> dict[str, Any]:
    """Columns of a contracted case, as far as its row states them."""
    check_days(desk, row, "since", "led_until", "ended")
    values = {
        "petition_id": desk.case(row["led_case"]),
        "leader_id": leader_named(desk, row["leader"], row.get("post", "")).id,
        **_stated(row, "since", "handler", "ended"),
    }
    values |= {
        column: row[name] or None
        for name, column in (("helpers", "team"), ("plan", "plan"), ("led_until", "due"))
        if name in row
    }
    return values


def refuse_second_leader(desk: Desk, values: Values, own: LedCase | None) -> None:
    """Refuse a case that another leader has."""
    if values.get("ended") is not None:
        return
    other = desk.session.scalar(
        select(LedCase).where(
            LedCase.petition_id == values["petition_id"],
            LedCase.id != (own.id if own is not None else 0),
            LedCase.ended.is_(None),
        )
    )
    if other is not None:
        raise Refused(
            "{leader} has this case already, since {day}: say first until when",
            leader=desk.session.get_one(Leader, other.leader_id).name,
            day=other.since,
        )


def _proposal(desk: Desk, row: Values) -> bool:
    desk.refuse_contradiction(("proposal", row["proposal_number"]), {**row}, row["proposal_number"])
    values = proposal_values(desk, row)
    return _numbered(desk, Proposal, row["proposal_number"], values)


def proposal_values(desk: Desk, row: Values) -> dict[str, Any]:
    """Columns of a proposal, as far as its row states them; refused where its days are out of order."""
    check_days(desk, row, "issued", "due", "replied")
    values = {"unit": row["owner"], **_stated(row, "issued", "due", "replied", "subject", "text")}
    values["kind"] = row["proposal_kind"]
    if "reply" in row:
        values["reply"] = row["reply"] or None
    if not values.get("subject"):
        raise Refused("{column} is empty", column=desk.columns.get("subject", "subject"))
    return values


def _meeting(desk: Desk, row: Values) -> bool:
    desk.refuse_contradiction(("meeting", row["place"], row["on"]), {**row})
    values = meeting_values(desk, row)
    known = desk.session.scalar(
        select(Meeting).where(Meeting.division_code == row["place"], Meeting.on == row["on"])
    )
    if known is None:
        desk.session.add(Meeting(**values))
        desk.session.flush()
        return True
    return _brought(desk, known, values)


def meeting_values(desk: Desk, row: Values) -> dict[str, Any]:
    """Columns of a meeting, as far as its row states them; an item of the agenda a line."""
    leader = leader_named(desk, row["leader"], row.get("post", ""))
    values = {"division_code": row["place"], "on": row["on"], "leader_id": leader.id}
    if "agenda" in row:
        items = (one.strip() for one in row["agenda"].replace("；", ";").split(";"))
        values["agenda"] = "\n".join(filter(None, items)) or None
    return values


def check_days(desk: Desk, row: Values, first: str, last: str, end: str) -> None:
    """Refuse days that lie before the one on which it began, or an end that is to come."""
    for name in (last, end):
        if row.get(name) is not None and row[name] < row[first]:
            raise Refused(
                "{last} lies before {first}",
                last=desk.columns.get(name, name),
                first=desk.columns.get(first, first),
            )
    ended: dt.date | None = row.get(end)
    if ended is not None and ended > desk.today:
        raise Refused(
            "{column} lies in the future (after {last})", column=desk.columns.get(end, end), last=desk.today
        )


def _stated(row: Values, *names: str) -> dict[str, Any]:
    return {name: row[name] or None for name in names if name in row}


def _brought(desk: Desk, known: Any, values: dict[str, Any]) -> bool:
    stated = {name: value for name, value in values.items() if value is not None or name not in _REPORTED}
    changed = trace.change(desk.session, desk.actor, known, stated)
    desk.report.replaced += bool(changed)
    return bool(changed)


INSTRUCTION_REGISTER = Register(
    {
        "instruction": _NUMBER,
        "leader": _LEADER,
        "post": _POST,
        "subject": _SUBJECT,
        "text": _TEXT,
        "owner": _OWNER,
        "case": _CASE,
        "issued": _ISSUED,
        "due": _DUE,
        "done": _DONE,
        "proof": Field(("办结依据", "办理结果", "结果", "佐证", "proof"), _LINE, required=False),
    },
    _instruction,
    units=frozenset(("owner",)),
)

LED_CASE_REGISTER = Register(
    {
        "led_case": replace(_CASE, required=True),
        "leader": _LEADER,
        "post": _POST,
        "handler": Field(("承办单位", "具体承办", "承办人", "责任单位", "责任人", "handler"), _NAME),
        "helpers": Field(("工作专班", "专班成员", "专班", "协办单位", "team"), _LINE, required=False),
        "plan": Field(("化解方案", "方案", "工作方案", "plan"), _LONG, required=False),
        "since": Field(("包案日期", "包案时间", "开始日期", "since", "from"), day),
        "led_until": Field(
            ("化解期限", "计划化解日期", "办理期限", "期限", "due", "due day"), day, required=False
        ),
        "ended": Field(("解除日期", "结束日期", "销号日期", "ended", "until"), day, required=False),
    },
    _led_case,
    units=frozenset(("handler",)),
)

PROPOSAL_REGISTER = Register(
    {
        "proposal_number": replace(_NUMBER, headings=("建议编号", *_NUMBER.headings)),
        "proposal_kind": Field(("建议类型", "类型", "类别", "kind"), one_of(_KINDS, KINDS.values())),
        "subject": replace(_SUBJECT, required=True),
        "text": _TEXT,
        "owner": replace(_OWNER, headings=("被建议单位", "接收单位", *_OWNER.headings)),
        "issued": _ISSUED,
        "due": _DUE,
        "replied": Field(("回复日期", "反馈日期", "书面反馈日期", "replied"), day, required=False),
        "reply": Field(("书面回复", "回复内容", "反馈内容", "reply"), _LONG, required=False),
    },
    _proposal,
    units=frozenset(("owner",)),
)

MEETING_REGISTER = Register(
    {
        "on": Field(("会议日期", "召开日期", "日期", "会议时间", "date", "on"), day),
        "township": replace(
            TOWNSHIP,
            headings=("会议层级", "所属区划", "召开单位", "division", *TOWNSHIP.headings),
            required=True,
        ),
        "leader": _LEADER,
        "post": _POST,
        "agenda": Field(("议题", "会议议题", "议程", "agenda"), _LONG, required=False),
    },
    _meeting,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
)
