"""Register of days that are worked, or not, as the State Council's yearly notice has them."""

from data.importing.registers.fields import Field, day, one_of, text
from data.importing.registers.rows import Desk, Register, Values
from data.tables import CalendarDay

WORKED, FREE = "上班", "放假"
_WORDS = dict.fromkeys((WORKED, "班", "补班", "调休上班", "工作日", "working", "work"), True)
_WORDS |= dict.fromkeys((FREE, "休", "休息", "节假日", "假期", "holiday", "free"), False)


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
        "working": Field(("安排", "放假或上班", "类型", "kind"), one_of(_WORDS, (FREE, WORKED))),
        "name": Field(
            ("名称", "节日", "节日名称", "name"), text(CalendarDay.name.type.length), required=False
        ),
    },
    _day,
)
