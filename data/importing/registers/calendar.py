"""Register of days that are worked, or not, as the State Council's yearly notice has them."""

import numpy as np

from data.importing.petitions.checks import Faults
from data.importing.registers.fields import Field, day, text
from data.importing.registers.rows import Desk, Register, Values
from data.tables import CalendarDay
from data.text import N_

WORKED, FREE = "上班", "放假"
_WORKED = frozenset((WORKED, "班", "补班", "调休上班", "工作日", "working", "work"))
_FREE = frozenset((FREE, "休", "休息", "节假日", "假期", "holiday", "free"))


def _working(cells: list[str], column: str, faults: Faults) -> list[bool | None]:
    words = ["".join(cell.split()).casefold() for cell in cells]
    unknown = np.array([bool(word) and word not in _WORKED | _FREE for word in words])
    faults.add(unknown, N_("{column} must be one of: {words}"), column=column, words=f"{FREE}、{WORKED}")
    return [word in _WORKED if word in _WORKED | _FREE else None for word in words]


def _day(desk: Desk, row: Values) -> bool:
    own = {"working": row["working"], "name": row.get("name", "")}
    desk.refuse_contradiction(row["on"], own["working"], str(row["on"]))
    known = desk.session.get(CalendarDay, row["on"])
    if known is None:
        desk.session.add(CalendarDay(on=row["on"], **own))
        return True
    if (known.working, known.name) == (own["working"], own["name"] or known.name):
        return False
    known.working, known.name = own["working"], own["name"] or known.name
    desk.report.replaced += 1
    return True


CALENDAR_REGISTER = Register(
    {
        "on": Field(("日期", "节假日期", "date", "on", "day"), day),
        "working": Field(("安排", "放假或上班", "类型", "kind"), _working),
        "name": Field(
            ("名称", "节日", "节日名称", "name"), text(CalendarDay.name.type.length), required=False
        ),
    },
    _day,
)
