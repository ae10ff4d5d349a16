"""Who sees what is followed to its end: the only place that selects it for a reader.

The office sees all of the county, leaders the county's but for what concerns reports and accusations; a unit
what it owes, a township what it owes, what its own meetings decided and what stands on its cases. Units and
townships are known by the name under which they owe something, of which a suffix does not matter. Others have
nothing, not a count.
"""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, false, func, or_, select, true

from data.lineage import Column, counts_in
from data.petitions import gate
from data.reader import Reader
from data.scope import Role, is_office
from data.sealing import Sealed
from data.tables import CountsAs, Division, Instruction, LedCase, Meeting, Proposal

_REPORTS = (Role.UNIT, Role.TOWNSHIP)
_PLAIN = tuple(column for column in Instruction.__table__.columns if not isinstance(column.type, Sealed))


def instructions(reader: Reader) -> Subquery:
    """Instructions that a reader may see, without what their authors wrote and what proves them."""
    own = Instruction.petition_id.in_(select(gate.cases(reader, ids=select(Instruction.petition_id)).c.id))
    return _instructions(reader, or_(own, _of_own_meeting(reader)))


def reported(reader: Reader) -> Subquery:
    """Those on which a reader reports: the office all, others what they owe and their meetings decided."""
    if not (is_office(reader.scope) or reader.scope.role in _REPORTS):
        return _instructions(reader, None, false())
    return _instructions(reader, _of_own_meeting(reader))


def _instructions(reader: Reader, more: ColumnElement[bool] | None, *also: ColumnElement[bool]) -> Subquery:
    columns = (*_PLAIN, Instruction.proof.is_not(None).label("proven"))
    seen = _seen(reader, Instruction.owner, more)
    open_to_all = true() if is_office(reader.scope) else ~gate.accuses(Instruction.petition_id)
    county = Instruction.county_code == reader.store.dataset().county_code
    return select(*columns).where(seen, open_to_all, county, *also).subquery("instruction")


def proposals(reader: Reader) -> Subquery:
    """Proposals that a reader may see, with what is proposed and answered."""
    return select(Proposal.__table__).where(_seen(reader, Proposal.unit)).subquery("proposal")


def meetings(reader: Reader) -> Subquery:
    """Joint meetings that a reader may see: of the county and all townships, or of one's own township."""
    scope = reader.scope
    if is_office(scope) or _is_leader(reader):
        seen: ColumnElement[bool] = true()
    elif scope.role is Role.TOWNSHIP:
        seen = _counts_in(Meeting.division_code, reader)
    else:
        seen = false()
    return select(Meeting.__table__).where(seen).subquery("meeting")


def led_cases(reader: Reader) -> Subquery:
    """Contracted cases of which a reader may open the case: with number, place, status and filing."""
    case = gate.queue(reader) if is_office(reader.scope) else gate.cases(reader)
    names = ("number", "village_code", "township_code", "category", "category_scheme", "status", "filed")
    columns = (*LedCase.__table__.columns, *(case.c[name].label(name) for name in names), case.c.closed)
    return select(*columns).join(case, case.c.id == LedCase.petition_id).subquery("led_case")


# --- inside ------------------------------------------------------------------------------------------------


def _seen(reader: Reader, owner: Any, more: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Of the county's; or owed by whoever looks, under a column's name; of a township `more` besides."""
    scope = reader.scope
    if is_office(scope) or _is_leader(reader):
        return true()
    if scope.role is Role.UNIT:
        mine: ColumnElement[bool] = owner.in_(sorted(scope.units))
        return mine
    if scope.role is Role.TOWNSHIP and scope.divisions:
        named = func.substr(owner, 1, func.length(Division.name)) == Division.name
        owed: ColumnElement[bool] = exists().where(Division.code.in_(sorted(scope.divisions)), named)
        return owed if more is None else or_(owed, more)
    return false()


def _is_leader(reader: Reader) -> bool:
    scope = reader.scope
    return scope.role is Role.LEADER and scope.county == reader.store.dataset().county_code


def _of_own_meeting(reader: Reader) -> ColumnElement[bool]:
    return exists().where(
        and_(Meeting.id == Instruction.meeting_id, _counts_in(Meeting.division_code, reader))
    )


def _counts_in(code: Column, reader: Reader) -> ColumnElement[bool]:
    codes = sorted(reader.scope.divisions)
    return or_(code.in_(codes), counts_in(code, CountsAs.township, codes, reader.today))
