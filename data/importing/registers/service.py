"""Registers of leaders: who they are, contracted townships (包干乡镇), absences, recusals, the rota.

A leader is known by name and post. Only the list of leaders, a contract, or a substitute with a post makes
a new one.
"""

import datetime as dt
from dataclasses import replace

from sqlalchemy import select

from data.importing.registers.fields import (
    TOWNSHIP,
    VALID_FROM,
    VALID_TO,
    VILLAGE,
    Field,
    clock,
    day,
    one_of,
    person,
    text,
)
from data.importing.registers.rows import Desk, Register, Values
from data.importing.registers.spells import CONTRACTS
from data.service.contracts import check_length
from data.tables import Absence, Leader, Recusal, RotaDuty
from data.terms import Grade, Level
from data.text import N_
from geo.errors import Refused
from geo.gazetteer.names import plain

_NAME = Field(
    (
        "领导姓名",
        "领导",
        "县领导",
        "包干领导",
        "包案领导",
        "联系领导",
        "姓名",
        "leader",
        "leader name",
        "name",
    ),
    person(Leader.name.type.length),
)
_POST = Field(("职务", "领导职务", "现任职务", "post", "position"), text(Leader.post.type.length))
_MAYBE_POST = replace(_POST, required=False)
_PORTFOLIO = Field(
    ("分管工作", "分管领域", "工作分工", "分管", "portfolio"),
    text(Leader.portfolio.type.length),
    required=False,
)
GRADES = {Grade.COUNTY: "县级领导", Grade.UNIT: "部门领导", Grade.TOWNSHIP: "乡镇领导"}
"""What the grades of leaders are called in files."""
YES, NO = "是", "否"
_GRADES = {grade.value: grade.value for grade in Grade}
_GRADES |= {word: grade.value for grade, word in GRADES.items()}
_GRADES |= dict.fromkeys(("县领导", "县处级", "市级领导", "区级领导"), Grade.COUNTY.value)
_GRADES |= dict.fromkeys(("县直单位领导", "县直部门领导", "单位领导", "责任单位领导"), Grade.UNIT.value)
_GRADES |= dict.fromkeys(("乡镇街道领导", "镇街领导", "乡镇（街道）领导", "街道领导"), Grade.TOWNSHIP.value)
_GRADE = Field(("级别", "领导级别", "层级", "grade"), one_of(_GRADES, GRADES.values()), required=False)
_YES_OR_NO = {YES: True, "y": True, "yes": True, "√": True, NO: False, "n": False, "no": False, "×": False}
_TAKES_TOWNSHIP = Field(
    ("是否包乡镇", "是否包干乡镇", "包乡镇", "takes a township"),
    one_of(_YES_OR_NO, (YES, NO)),
    required=False,
)
_IN_OFFICE = Field(("任职日期", "到任日期", "任职时间", "in office from"), day, required=False)
_LAST_IN_OFFICE = Field(("离任日期", "免职日期", "离任时间", "in office until"), day, required=False)
_SUBSTITUTE = ("代接访领导", "代班领导", "代接领导", "替班领导", "顶班领导", "代替领导", "代替人")


def _contract(desk: Desk, row: Values) -> bool:
    name, post = row["leader"], row["post"]
    namesakes = called(desk, name)
    leader = next((one for one in namesakes if same(one.post, post)), None)
    CONTRACTS.refuse(desk, row, leader.id if leader else None)
    if leader is None:
        leader = _new_leader(desk, name, post, namesakes)
    described = _describe(desk, leader, row.get("portfolio", ""))
    if not row.get("valid_to") or row["valid_to"] >= desk.today:
        leader.takes_township = True
    return CONTRACTS.take(desk, row, leader.id) or described


def _describe(desk: Desk, leader: Leader, portfolio: str) -> bool:
    """The first row of a file that states a leader's portfolio decides; whether it changed."""
    if not portfolio:
        return False
    _, first = desk.seen.setdefault(leader.id, (desk.row, portfolio))
    if first != portfolio:
        message = N_(
            "{count} rows state another portfolio of a leader than a row above, which counts (rows {rows})"
        )
        desk.notices.add(message, [desk.row])
    before, leader.portfolio = leader.portfolio, str(first)
    return bool(before != first)


def _absence(desk: Desk, row: Values) -> bool:
    first, last = days_of(desk, row)
    leader = leader_named(desk, row["leader"], row.get("post", ""))
    stated = (last, row.get("substitute"), row.get("substitute_post"))
    desk.refuse_contradiction((leader.id, first), stated, leader.name)
    same = None
    for known in desk.session.scalars(
        select(Absence).where(
            Absence.leader_id == leader.id,
            Absence.revoked_at.is_(None),
            Absence.first <= last,
            Absence.last >= first,
        )
    ):
        if known.first == first:
            same = known
        else:
            raise Refused(
                "{leader} is on record as absent from {first} to {last}, which overlaps: state the whole"
                " absence with the first day on record, or correct the days",
                leader=leader.name,
                first=known.first,
                last=known.last,
            )
    substitute = _substitute(desk, row, leader, same)
    if same is not None:
        if (same.last, same.substitute_id) == (last, substitute):
            return False
        same.revoked_at, same.revoked_by = desk.at, desk.actor
        desk.report.replaced += 1
    own = {"leader_id": leader.id, "first": first, "last": last, "substitute_id": substitute}
    desk.session.add(Absence(**own, recorded_at=desk.at, recorded_by=desk.actor))
    return True


def days_of(desk: Desk, row: Values) -> tuple[dt.date, dt.date]:
    """First and last day of an absence, which has both and is not for ever."""
    first, last = row["first"], row["last"]
    if last is not None and last < first:
        raise Refused("{last} lies before {first}", last=desk.columns["last"], first=desk.columns["first"])
    check_length(first, last, desk.rules.service.absence_days)
    return first, last


def _substitute(desk: Desk, row: Values, leader: Leader, known: Absence | None) -> int | None:
    """Who goes in the leader's place; made if it is a new name with a post."""
    if "substitute" not in row:
        return known.substitute_id if known else None
    name, post = row["substitute"], row.get("substitute_post", "")
    if not name:
        return None
    namesakes = called(desk, name)
    is_new = post and not any(same(one.post, post) for one in namesakes)
    substitute = _new_leader(desk, name, post, namesakes) if is_new else leader_named(desk, name, post)
    if is_new:  # who once goes for another is not thereby one who takes a township
        substitute.takes_township = False
    if substitute.id == leader.id:
        raise Refused("Nobody goes in the place of themselves: name another leader")
    return substitute.id


def _recusal(desk: Desk, row: Values) -> bool:
    leader = leader_named(desk, row["leader"], row.get("post", ""))
    own = {"leader_id": leader.id, "division_code": row["place"]}
    known = select(Recusal.id).filter_by(**own).where(Recusal.revoked_at.is_(None))
    if desk.session.scalar(known) is not None:
        return False
    desk.session.add(Recusal(**own, recorded_at=desk.at, recorded_by=desk.actor))
    return True


# --- leaders -------------------------------------------------------------------------------------------


def same(one: str, other: str) -> bool:
    """Whether names or posts are the same but for blanks and the width of signs."""
    return "".join(plain(one).split()) == "".join(plain(other).split())


def called(desk: Desk, name: str) -> list[Leader]:
    return [one for one in desk.session.scalars(select(Leader).order_by(Leader.id)) if same(one.name, name)]


def leader_named(desk: Desk, name: str, post: str) -> Leader:
    """The one leader of this name, and of this post if it is stated."""
    namesakes = called(desk, name)
    found = [one for one in namesakes if not post or same(one.post, post)]
    if len(found) == 1:
        return found[0]
    posts = ", ".join(one.post for one in namesakes)
    if found:
        raise Refused(
            "{count} leaders are called {name}: {posts}. State the post",
            count=len(found),
            name=name,
            posts=posts,
        )
    if namesakes:
        raise Refused(
            "{name} is on record as {posts}, not as {post}: correct the post",
            name=name,
            posts=posts,
            post=post,
        )
    raise Refused(
        "There is no leader {name} on record: correct the name, or enter the contracts first",
        name=name,
    )


def _new_leader(desk: Desk, name: str, post: str, namesakes: list[Leader]) -> Leader:
    if namesakes:
        message = N_(
            "{count} leaders are new under a name that is on record with another post; both are kept, and"
            " absences and recusals must state the post (rows {rows})"
        )
        desk.notices.add(message, [desk.row])
    leader = Leader(name=name, post=post, portfolio="")
    desk.session.add(leader)
    desk.session.flush()
    return leader


_OFFICE = ("grade", "takes_township", "valid_from", "valid_to")


def _known_leader(desk: Desk, row: Values) -> bool:
    """A row of the list of leaders: a new one, or another portfolio of one on record."""
    namesakes = called(desk, row["leader"])
    leader = next((one for one in namesakes if same(one.post, row["post"])), None)
    is_new = leader is None
    office = {name: row[name] for name in _OFFICE if name in row}
    if leader is None:
        check_office_days(desk, office)
        leader = _new_leader(desk, row["leader"], row["post"], namesakes)
    changed = _describe(desk, leader, row.get("portfolio", ""))
    changed = describe_office(desk, leader, office) or changed
    desk.report.replaced += changed and not is_new
    return changed or is_new


def describe_office(desk: Desk, leader: Leader, office: Values) -> bool:
    """Give a leader grade, township and days in office, as far as they are stated; whether that changed any.

    An empty grade or answer says nothing, but a leader who is none of the county is to have no township.
    An empty day says that it is not known, or that the leader is in office.
    """
    check_office_days(desk, office)
    before = (leader.grade, leader.takes_township, leader.valid_from, leader.valid_to)
    if (grade := office.get("grade")) is not None:
        leader.grade = grade
    if (takes := office.get("takes_township")) is not None:
        leader.takes_township = takes
    elif leader.grade != Grade.COUNTY.value:
        leader.takes_township = False
    if "valid_from" in office:
        leader.valid_from = office["valid_from"]
    if "valid_to" in office:
        last = office["valid_to"]
        leader.valid_to = last + dt.timedelta(days=1) if last else None
    return before != (leader.grade, leader.takes_township, leader.valid_from, leader.valid_to)


def check_office_days(desk: Desk, office: Values) -> None:
    """Refuse a time in office that ends before it begins."""
    first, last = office.get("valid_from"), office.get("valid_to")
    if first is not None and last is not None and last < first:
        raise Refused(
            "{last} lies before {first}", last=desk.columns["valid_to"], first=desk.columns["valid_from"]
        )


def _rota(desk: Desk, row: Values) -> bool:
    leader = leader_named(desk, row["leader"], row.get("post", ""))
    check_hours(row)
    about, content = (leader.id, row["on"], row["opens"]), (row["place"], row["closes"])
    desk.refuse_contradiction(about, content, leader.name)
    duty = RotaDuty(
        leader_id=leader.id,
        on=row["on"],
        division_code=row["place"],
        opens=row["opens"],
        closes=row["closes"],
    )
    known = clashing(desk, duty)
    if known is not None and (known.opens, known.division_code, known.closes) == (duty.opens, *content):
        return False
    refuse_two_places(desk, known)
    desk.session.add(duty)
    desk.session.flush()
    return True


def clashing(desk: Desk, duty: RotaDuty) -> RotaDuty | None:
    """Another duty of the same leader at some of the same hours."""
    return desk.session.scalars(
        select(RotaDuty)
        .where(
            RotaDuty.id != (duty.id or 0),
            RotaDuty.leader_id == duty.leader_id,
            RotaDuty.on == duty.on,
            RotaDuty.opens < duty.closes,
            RotaDuty.closes > duty.opens,
        )
        .order_by(RotaDuty.id)
    ).first()


def refuse_two_places(desk: Desk, clash: RotaDuty | None) -> None:
    """Refuse a duty at hours at which its leader has another."""
    if clash is not None:
        raise Refused(
            "{leader} is on the rota of {place} on {day}, at some of these hours: nobody is in two places at"
            " once",
            leader=desk.session.get_one(Leader, clash.leader_id).name,
            place=desk.name(clash.division_code),
            day=clash.on,
        )


def check_hours(row: Values) -> None:
    """Refuse hours that end before they begin."""
    if row["opens"] >= row["closes"]:
        raise Refused("The place closes before it opens: correct the hours")


LEADER_REGISTER = Register(
    {
        "leader": _NAME,
        "post": _POST,
        "portfolio": _PORTFOLIO,
        "grade": _GRADE,
        "takes_township": _TAKES_TOWNSHIP,
        "valid_from": _IN_OFFICE,
        "valid_to": _LAST_IN_OFFICE,
    },
    _known_leader,
)

CONTRACT_REGISTER = Register(
    {
        "leader": _NAME,
        "post": _POST,
        "portfolio": _PORTFOLIO,
        "township": replace(
            TOWNSHIP, headings=("包干乡镇", "包干乡镇街道", *TOWNSHIP.headings), required=True
        ),
        "valid_from": VALID_FROM,
        "valid_to": VALID_TO,
    },
    _contract,
    frozenset((Level.TOWNSHIP,)),
)

ABSENCE_REGISTER = Register(
    {
        "leader": _NAME,
        "post": _MAYBE_POST,
        "first": Field(
            ("开始日期", "首日", "缺席首日", "请假开始", "first day", "first", *VALID_FROM.headings[1:]), day
        ),
        "last": Field(
            ("结束日期", "末日", "缺席末日", "请假结束", "last", *VALID_TO.headings[1:]),
            day,
            may_be_empty=True,
        ),
        "substitute": Field(
            (*_SUBSTITUTE, "substitute"),
            person(Leader.name.type.length),
            required=False,
        ),
        "substitute_post": Field(
            (*(f"{heading}职务" for heading in _SUBSTITUTE), "substitute post"),
            text(Leader.post.type.length),
            required=False,
        ),
    },
    _absence,
)

RECUSAL_REGISTER = Register(
    {
        "leader": _NAME,
        "post": _MAYBE_POST,
        "township": replace(TOWNSHIP, headings=("回避乡镇", "回避乡镇街道", *TOWNSHIP.headings)),
        "village": replace(VILLAGE, headings=("回避村", "回避村社", *VILLAGE.headings), required=False),
    },
    _recusal,
    frozenset((Level.TOWNSHIP, Level.VILLAGE)),
)

ROTA_REGISTER = Register(
    {
        "on": Field(("日期", "值守日期", "值班日期", "接访日期", "date", "on", "day"), day),
        "leader": replace(_NAME, headings=("值守领导", "值班领导", "接访领导", "带班领导", *_NAME.headings)),
        "post": _MAYBE_POST,
        "township": replace(
            TOWNSHIP,
            headings=("值守地点", "值守区划", "接访地点", "地点", "所属区划", "division", *TOWNSHIP.headings),
            required=True,
        ),
        "opens": Field(("开始时间", "值守开始", "opens", "from"), clock),
        "closes": Field(("结束时间", "值守结束", "closes", "to"), clock),
    },
    _rota,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
)
