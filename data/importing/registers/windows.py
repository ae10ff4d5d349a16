"""Register of the windows of places of reception (入驻窗口): a service, who sits there, and when."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from data.importing.registers.fields import Field, clock, one_of, text, weekdays
from data.importing.registers.places import HUB_REGISTER
from data.importing.registers.rows import Desk, Register, Values
from data.tables import Hub, HubWindow
from data.terms import Level, Presence
from geo.errors import Refused
from geo.gazetteer.names import plain

PRESENCE = {Presence.PERMANENT: "常驻", Presence.BY_ROTA: "轮驻", Presence.ON_CALL: "随驻"}
"""What it is called in files when people are there."""
_PRESENCE = {word: code.value for code, word in PRESENCE.items()} | {
    each.value: each.value for each in Presence
}
_GIVEN = ("unit", "days", "opens", "closes")


def _window(desk: Desk, row: Values) -> bool:
    hub = hub_of(desk, row["place"])
    content = {"presence": row["presence"], **{name: row[name] or None for name in _GIVEN if name in row}}
    desk.refuse_contradiction((row["place"], plain(row["service"])), tuple(content.items()), row["service"])
    known = next((one for one in _windows(desk, hub) if plain(one.service) == plain(row["service"])), None)
    if known is None:
        window = HubWindow(hub_id=hub.id, service=row["service"], days="")
        describe(window, content)
        desk.session.add(window)
        desk.session.flush()
        return True
    if not describe(known, content):
        return False
    desk.report.replaced += 1
    return True


def describe(window: HubWindow, content: dict[str, Any]) -> bool:
    """Give a window what is said of it; whether that changed anything.

    Raises
    ------
    Refused
        It would close before it opens.
    """
    content = content | ({"days": content["days"] or ""} if "days" in content else {})
    opens, closes = (content.get(name, getattr(window, name)) for name in ("opens", "closes"))
    if opens is not None and closes is not None and opens >= closes:
        raise Refused("The place closes before it opens: correct the hours")
    changed = any(getattr(window, name) != value for name, value in content.items())
    for name, value in content.items():
        setattr(window, name, value)
    return changed


def hub_of(desk: Desk, division: str) -> Hub:
    """The place of reception of a county or township, which must be on record."""
    hub = desk.session.scalar(select(Hub).where(Hub.division_code == division).order_by(Hub.id))
    if hub is None:
        raise Refused(
            "{place} has no place of reception on record: enter it before its windows",
            place=desk.name(division),
        )
    return hub


def _windows(desk: Desk, hub: Hub) -> list[HubWindow]:
    return list(desk.session.scalars(select(HubWindow).where(HubWindow.hub_id == hub.id)))


WINDOW_REGISTER = Register(
    {
        "township": replace(HUB_REGISTER.fields["township"]),
        "service": Field(
            ("窗口", "窗口名称", "服务", "服务事项", "入驻服务", "入驻事项", "service", "window"),
            text(HubWindow.service.type.length),
        ),
        "unit": Field(
            ("入驻单位", "单位", "责任单位", "部门", "unit", "department"),
            text(HubWindow.unit.type.length),
            required=False,
        ),
        "presence": Field(("入驻方式", "驻点方式", "方式", "presence"), one_of(_PRESENCE, PRESENCE.values())),
        "days": Field(("服务日", "值班日", "开放日", "日期", "days", "weekdays"), weekdays, required=False),
        "opens": Field(
            ("开门时间", "开放时间", "上班时间", "开始时间", "opens", "from"), clock, required=False
        ),
        "closes": Field(("关门时间", "下班时间", "结束时间", "closes", "to"), clock, required=False),
    },
    _window,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
    units=frozenset(("unit",)),
)
