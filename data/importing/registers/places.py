"""Registers of places: hubs (接访中心、信访超市), visit points (走访点), residents of villages."""

from dataclasses import replace
from typing import Any

import shapely
from sqlalchemy import or_, select

from data.importing.registers.fields import (
    LATITUDE,
    LONGITUDE,
    TOWNSHIP,
    VILLAGE,
    Field,
    clock,
    text,
    texts,
    whole,
)
from data.importing.registers.rows import Desk, Register, Values
from data.tables import Division, Hub, VisitPoint
from data.terms import Level
from geo.errors import Refused

MOST_RESIDENTS = 1_000_000
_DIGITS = 7  # of a degree by which points are compared: a centimetre


def _hub(desk: Desk, row: Values) -> bool:
    own = {"name": row["name"], **{key: row[key] for key in ("services",) if key in row}}
    known = desk.session.scalar(select(Hub).where(Hub.division_code == row["place"]).order_by(Hub.id))
    point = _rounded(row["point"])
    desk.refuse_contradiction(row["place"], (own, point))
    geometry = shapely.Point(row["point"])
    if known is None:
        own = {"services": [], **own}
        desk.session.add(Hub(**own, division_code=row["place"], geometry=geometry))
        return True
    if _rounded((known.geometry.x, known.geometry.y)) == point and _holds(known, own):
        return False
    known.geometry = geometry
    return _replace(desk, known, own)


def _visit_point(desk: Desk, row: Values) -> bool:
    longitude, latitude = _rounded(row["point"])
    hours = {key: row[key] for key in ("opens", "closes") if key in row}
    desk.refuse_contradiction(row["place"], (longitude, latitude, hours))
    known = desk.session.get(VisitPoint, row["place"])
    opens, closes = (hours.get(key, getattr(known, key, None)) for key in ("opens", "closes"))
    if opens is not None and closes is not None and opens >= closes:
        raise Refused("The place closes before it opens: correct the hours")
    own = {"longitude": longitude, "latitude": latitude, **hours}
    if known is None:
        desk.session.add(VisitPoint(village_code=row["place"], **own))
        return True
    if _rounded((known.longitude, known.latitude)) == (longitude, latitude):
        own = hours
    return not _holds(known, own) and _replace(desk, known, own)


def _residents(desk: Desk, row: Values) -> bool:
    own = {"residents": row["residents"]}
    desk.refuse_contradiction(row["place"], own)
    village = desk.session.scalars(
        select(Division).where(
            Division.code == row["place"],
            Division.level == Level.VILLAGE.value,
            Division.valid_from <= desk.today,
            or_(Division.valid_to.is_(None), Division.valid_to > desk.today),
        )
    ).one()
    if _holds(village, own):
        return False
    if village.residents is not None:
        return _replace(desk, village, own)
    village.residents = row["residents"]
    return True


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], _DIGITS), round(point[1], _DIGITS)


def _holds(known: Any, own: dict[str, Any]) -> bool:
    return all(getattr(known, key) == value for key, value in own.items())


def _replace(desk: Desk, known: Any, own: dict[str, Any]) -> bool:
    for key, value in own.items():
        setattr(known, key, value)
    desk.report.replaced += 1
    return True


HUB_REGISTER = Register(
    {
        "name": Field(
            (
                "名称",
                "接访中心",
                "接访中心名称",
                "中心名称",
                "信访超市",
                "综治中心",
                "接访点",
                "接访场所",
                "hub",
                "name",
            ),
            text(Hub.name.type.length),
        ),
        "township": replace(
            TOWNSHIP,
            headings=("区划代码", "所属区划", "区划", "division code", "division", *TOWNSHIP.headings),
            required=True,
        ),
        "longitude": LONGITUDE,
        "latitude": LATITUDE,
        "services": Field(
            ("服务", "服务内容", "入驻服务", "入驻单位", "功能", "窗口", "services"), texts, required=False
        ),
    },
    _hub,
    frozenset((Level.COUNTY, Level.TOWNSHIP)),
)

VISIT_POINT_REGISTER = Register(
    {
        "township": TOWNSHIP,
        "village": VILLAGE,
        "longitude": LONGITUDE,
        "latitude": LATITUDE,
        "opens": Field(
            ("开门时间", "开放时间", "上班时间", "开始时间", "opens", "from"), clock, required=False
        ),
        "closes": Field(("关门时间", "下班时间", "结束时间", "closes", "to"), clock, required=False),
    },
    _visit_point,
    frozenset((Level.VILLAGE,)),
)

RESIDENT_REGISTER = Register(
    {
        "township": TOWNSHIP,
        "village": VILLAGE,
        "residents": Field(
            (
                "常住人口",
                "人口",
                "人口数",
                "村人口",
                "总人口",
                "户籍人口",
                "居民数",
                "residents",
                "population",
            ),
            whole(MOST_RESIDENTS),
        ),
    },
    _residents,
    frozenset((Level.VILLAGE,)),
    former=False,
)
