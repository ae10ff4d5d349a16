"""Registers of policies that petitions led to (信访倒推), and of the households that they helped."""

from dataclasses import replace

from sqlalchemy import select

from data.importing.petitions import synonyms
from data.importing.petitions.checks import Faults
from data.importing.registers.fields import TOWNSHIP, Field, day, text, whole
from data.importing.registers.rows import Desk, Register, Values
from data.tables import Finding, HelpedHouseholds, Policy
from data.terms import Level, category_names, schemes
from data.text import N_
from geo.errors import Refused
from geo.gazetteer.names import plain

MOST_HOUSEHOLDS = 1_000_000
MOST_FINDINGS = 999_999_999
BETWEEN = " · "
"""Behind the number of a finding, in its label."""
DAYS = ("proposed", "replied", "taken")
_PLACE = replace(
    TOWNSHIP, headings=("适用范围", "所属区划", "区划", "division", *TOWNSHIP.headings), required=True
)
_TITLE = Field(
    ("政策事项", "事项名称", "事项", "政策名称", "政策", "policy", "title"), text(Policy.title.type.length)
)


def _category(cells: list[str], column: str, faults: Faults) -> list[str]:
    """Codes of the newest scheme that knows the word; what none knows stays as it is."""
    words = text(Policy.category.type.length)(cells, column, faults)
    return [_code(word) for word in words]


def _code(word: str) -> str:
    codes = (synonyms.category(word, scheme, {}) for scheme in reversed(schemes()))
    return next((code for code in codes if code in category_names()), word)


def finding(cells: list[str], column: str, faults: Faults) -> list[int | None]:
    """Number of a finding, with which its label begins."""
    return whole(MOST_FINDINGS)([cell.partition(BETWEEN)[0] for cell in cells], column, faults)


def check_finding(desk: Desk, row: Values) -> None:
    """A finding that is named is on record."""
    number = row.get("finding_id")
    if number is not None and desk.session.get(Finding, number) is None:
        raise Refused("There is no finding {number} on record", number=number)


def check_days(desk: Desk, row: Values) -> None:
    """A reply or a measure comes after the proposal; none of it is still to come but the measure."""
    for name in DAYS[:2]:
        if row.get(name) is not None and row[name] > desk.today:
            raise Refused(
                "{column} lies in the future (after {last})", column=desk.columns[name], last=desk.today
            )
    for name in DAYS[1:]:
        if row.get(name) is not None and row[name] < row["proposed"]:
            raise Refused(
                "{last} lies before {first}",
                last=desk.columns.get(name, name),
                first=desk.columns.get("proposed", "proposed"),
            )


def _policy(desk: Desk, row: Values) -> bool:
    own = {"division_code": row["place"]}
    own |= {name: value for name, value in row.items() if name not in ("place", "title")}
    desk.refuse_contradiction(plain(row["title"]), own, row["title"])
    check_days(desk, row)
    check_finding(desk, row)
    if row["category"] not in category_names():
        message = N_("{category} is none of the categories known; it counts for cases under just this word")
        desk.notices.add(message, [desk.row], category=row["category"])
    known = named(desk, row["title"])
    if known is None:
        own = {"reply": "", "measure": "", **own}
        desk.session.add(Policy(title=row["title"], **own))
        return True
    if all(getattr(known, name) == value for name, value in own.items()):
        return False
    for name, value in own.items():
        setattr(known, name, value)
    desk.report.replaced += 1
    return True


def _households(desk: Desk, row: Values) -> bool:
    policy = known_policy(desk, row["title"])
    if row["on"] > desk.today:
        raise Refused(
            "{column} lies in the future (after {last})", column=desk.columns["on"], last=desk.today
        )
    own = {"policy_id": policy.id, "division_code": row["place"], "on": row["on"]}
    desk.refuse_contradiction(tuple(own.values()), row["households"], policy.title)
    known = desk.session.scalar(select(HelpedHouseholds).filter_by(**own))
    if known is None:
        desk.session.add(HelpedHouseholds(**own, households=row["households"]))
        return True
    if known.households == row["households"]:
        return False
    known.households = row["households"]
    desk.report.replaced += 1
    return True


def known_policy(desk: Desk, title: str) -> Policy:
    """The policy of this name, which must be on record."""
    policy = named(desk, title)
    if policy is None:
        raise Refused(
            "There is no policy {name} on record: correct the name, or enter the policy first", name=title
        )
    return policy


def named(desk: Desk, title: str) -> Policy | None:
    """The policy of this name, signs of another width and blanks aside."""
    policies = desk.session.scalars(select(Policy).order_by(Policy.id))
    return next((one for one in policies if plain(one.title) == plain(title)), None)


POLICY_REGISTER = Register(
    {
        "title": _TITLE,
        "township": _PLACE,
        "category": Field(("问题类别", "信访类别", "类别", "category"), _category),
        "problem": Field(("反映问题", "发现问题", "问题", "problem", "finding"), text(500)),
        "proposal": Field(("建议", "政策建议", "完善建议", "proposal"), text(500)),
        "unit": Field(("责任单位", "承办单位", "建议对象", "单位", "unit"), text(Policy.unit.type.length)),
        "proposed": Field(("提出日期", "建议日期", "proposed on", "proposed"), day),
        "replied": Field(("书面答复日期", "答复日期", "replied on", "replied"), day, required=False),
        "reply": Field(("书面答复", "答复内容", "reply"), text(500), required=False),
        "measure": Field(("出台举措", "举措", "措施", "measure"), text(500), required=False),
        "taken": Field(("施行日期", "实施日期", "生效日期", "in force from", "taken"), day, required=False),
        "finding_id": Field(("对应预警", "预警编号", "预警", "finding number"), finding, required=False),
    },
    _policy,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
    units=frozenset(("unit",)),
)

HOUSEHOLD_REGISTER = Register(
    {
        "title": _TITLE,
        "township": _PLACE,
        "on": Field(("日期", "统计日期", "截至日期", "date", "on", "day"), day),
        "households": Field(
            ("受益户数", "惠及户数", "户数", "解决户数", "households"), whole(MOST_HOUSEHOLDS)
        ),
    },
    _households,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
)
