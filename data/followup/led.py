"""Cases that leaders have taken on (领导包案): who leads, who works, by when, and how often they met."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import FollowupRefused
from data.followup import gate
from data.followup.progress import URGENCY, standing, warning_share
from data.frames import frame_of
from data.journal import looks
from data.petitions.cases import newest_scheme_of
from data.reader import Reader, Writer
from data.scope import is_office, keeps_visits
from data.tables import Leader, LedCase, LedCaseVisit
from data.terms import Progress, Status

_UNSETTLED = (Status.OPEN.value, Status.OTHER.value)
_COLUMNS = (
    *("id", "number", "leader_id", "leader", "post", "handler", "team", "since", "due", "ended"),
    *("village", "township", "category", "scheme", "status", "filed", "closed", "visits", "last"),
)


def listed(
    reader: Reader,
    *,
    township: str | None = None,
    number: str | None = None,
    newest: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """Contracted cases whose case a reader may open, what is past its day first.

    Parameters
    ----------
    township
        Only those of a township: what a leader who goes there takes along (带案下访).
    number
        Only those of a case.
    newest
        `data.petitions.cases.newest_scheme_of` the reader, where it is known: it looks at the whole record.
        Empty where categories are not asked for.

    Returns
    -------
    DataFrame
        id, number, leader_id, leader, post, handler, team, since, due, ended, village, township, category (of
        the newest scheme), status, filed, closed, visits (meetings with the people on record), last (day of
        the latest), progress (`Progress`; done: the case is not open any more, or the leader has it no more).
    """
    led = gate.led_cases(reader).c
    met = (
        select(LedCaseVisit.led_case_id, func.count().label("count"), func.max(LedCaseVisit.on).label("last"))
        .group_by(LedCaseVisit.led_case_id)
        .subquery("met")
    )
    statement = (
        select(
            *(led.id, led.number, led.leader_id, Leader.name, Leader.post, led.handler, led.team, led.since),
            *(led.due, led.ended, led.village_code, led.township_code, led.category, led.category_scheme),
            *(led.status, led.filed, led.closed, func.coalesce(met.c.count, 0), met.c.last),
        )
        .join(Leader, Leader.id == led.leader_id)
        .outerjoin(met, met.c.led_case_id == led.id)
    )
    if township is not None:
        statement = statement.where(led.township_code == township)
    if number is not None:
        statement = statement.where(led.number == number)
    with reader.store.read() as connection:
        frame = frame_of(connection.execute(statement).all(), _COLUMNS)
    pairs = list(zip(frame["category"], frame["scheme"], strict=True))
    newest = newest_scheme_of(reader) if newest is None else newest
    frame["category"] = pd.Series([newest.get(pair, pair[0]) for pair in pairs], dtype=object)
    share = warning_share(reader.store, reader.today)
    spans = zip(frame["since"], frame["due"], _ends(frame), strict=True)
    frame["progress"] = pd.Series(standing(spans, reader.today, share), dtype=object)
    order = frame["progress"].map(URGENCY)
    ordered = frame.assign(order=order).sort_values(["order", "due", "number"], kind="stable")
    return ordered.drop(columns=["order", "scheme"]).reset_index(drop=True)


def running(frame: pd.DataFrame) -> pd.DataFrame:
    """Of contracted cases those that are not done."""
    return frame[frame["progress"] != Progress.DONE]


def plan(writer: Writer, entry: int) -> str | None:
    """How a case is to be settled, for who may see persons; the look is logged. '': nothing is written down.

    None: it may not be seen, or the look cannot be written into the log just now.
    """
    if not writer.scope.personal:
        return None
    led = gate.led_cases(writer).c
    statement = select(LedCase.plan, led.number).join(led.id.table, led.id == LedCase.id)
    with writer.store.read() as connection:
        row = connection.execute(statement.where(LedCase.id == entry)).first()
    if row is None or (row.plan and not looks.recorded(writer, row.number, ["plan"])):
        return None
    return row.plan or ""


def meet(writer: Writer, entry: int, on: dt.date) -> None:
    """Write down that the leader met the people of a contracted case.

    Raises
    ------
    FollowupRefused
        The scope does not keep the visits there, there is no such entry, or the day is on record, lies before
        the leader took the case on, or in the future.
    """
    with writer.write("meet over led case", writer.store.dataset().county_code) as session:
        own = _own(session, writer, entry)
        if not own.since <= on <= writer.today:
            raise FollowupRefused(
                "They met on a day from {first} to {last}", first=own.since, last=writer.today
            )
        same = select(LedCaseVisit.id).where(LedCaseVisit.led_case_id == own.id, LedCaseVisit.on == on)
        if session.scalar(same) is not None:
            raise FollowupRefused("That they met on {day} is on record already", day=on)
        session.add(LedCaseVisit(led_case_id=own.id, on=on, entered_at=now(), entered_by=writer.actor))
        session.info["detail"] = {"entries": own.id}


def _own(session: Session, writer: Writer, entry: int) -> LedCase:
    led = gate.led_cases(writer).c
    found = session.execute(select(led.id, led.township_code).where(led.id == entry)).first()
    if found is None:
        raise FollowupRefused("There is no contracted case {number}", number=entry)
    if not (is_office(writer.scope) or keeps_visits(writer.scope, found.township_code or "")):
        raise FollowupRefused(
            "This role does not keep the visits to township {code}", code=found.township_code
        )
    return session.get_one(LedCase, found.id)


def _ends(frame: pd.DataFrame) -> list[dt.date | None]:
    """The day since which nothing is owed: the leader's last, or that on which the case ceased to be open.

    A status that nobody knows does not end it.
    """
    ends: list[dt.date | None] = []
    for ended, status, closed, since in zip(
        frame["ended"], frame["status"], frame["closed"], frame["since"], strict=True
    ):
        shut = None if status in _UNSETTLED else (since if pd.isna(closed) else closed.date())
        known = [day for day in (ended, shut) if day is not None]
        ends.append(min(known) if known else None)
    return ends
