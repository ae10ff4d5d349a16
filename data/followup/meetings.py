"""Joint meetings (信访联席会议): agenda, decisions, and what became of those of the meetings before.

A decision is an instruction of the meeting's leader: it has an owner, a due day and a proof, and stands in
the list of instructions until it is done.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import frames
from data.errors import FollowupRefused
from data.followup import gate, instructions, trace
from data.followup.texts import tidy
from data.reader import Reader, Writer
from data.scope import keeps_visits
from data.tables import Instruction, Leader, Meeting
from data.units import spellings_in

_DIGITS = 9
"""Of a decision's place in its meeting at most; what is longer is another's numbering."""
_COLUMNS = ("id", "division", "on", "leader", "post", "agenda", "decisions", "open")


@dataclass(frozen=True)
class MeetingPaper:
    """What lies before a meeting, and what it decided.

    Parameters
    ----------
    agenda
        A line an item.
    before
        Decisions of earlier meetings of the same division that wait, or were done since the one before it: as
        `instructions.listed` has them.
    decided
        Its own.
    """

    id: int
    division: str
    on: dt.date
    leader: str
    post: str
    agenda: tuple[str, ...]
    before: pd.DataFrame
    decided: pd.DataFrame


def listed(reader: Reader) -> pd.DataFrame:
    """Meetings that a reader may see, the latest first.

    Returns
    -------
    DataFrame
        id, division (code), on, leader, post, agenda, decisions, open (of these, not done yet).
    """
    told = gate.meetings(reader).c
    decided = gate.instructions(reader).c
    waits = func.count(decided.id).filter(decided.done.is_(None))
    statement = (
        select(
            *(told.id, told.division_code, told.on, Leader.name, Leader.post, told.agenda),
            *(func.count(decided.id), waits),
        )
        .join(Leader, Leader.id == told.leader_id)
        .outerjoin(decided.id.table, decided.meeting_id == told.id)
        .group_by(told.id, told.division_code, told.on, Leader.name, Leader.post, told.agenda)
        .order_by(told.on.desc(), told.id.desc())
    )
    with reader.store.read() as connection:
        return frames.frame_of(connection.execute(statement).all(), _COLUMNS)


def paper(reader: Reader, meeting: int) -> MeetingPaper | None:
    """A meeting with what it opens with; None: there is none that the reader may see."""
    every = listed(reader)
    own = next(iter(frames.rows(every[every["id"] == meeting])), None)
    if own is None:
        return None
    earlier = every[(every["division"] == own.division) & (every["on"] < own.on)]
    since = earlier["on"].max() if len(earlier) else own.on
    of_division = _decisions(reader, {*earlier["id"].tolist(), int(meeting)})
    told = of_division["meeting_id"] != meeting
    undone = of_division["done"].isna() | (pd.to_datetime(of_division["done"]) >= pd.Timestamp(since))
    agenda = tuple(line.strip() for line in (own.agenda or "").splitlines() if line.strip())
    return MeetingPaper(
        int(meeting),
        own.division,
        own.on,
        own.leader,
        own.post,
        agenda,
        of_division[told & undone].reset_index(drop=True),
        of_division[~told].reset_index(drop=True),
    )


def convene(writer: Writer, division: str, on: dt.date, leader: int, agenda: str) -> int:
    """Write down a meeting to come, or one that took place; its id.

    Raises
    ------
    FollowupRefused
        The scope keeps no meetings of that division, there is one that day already, there is no such leader,
        or the agenda is too long.
    """
    lines = tidy("agenda", agenda)
    _check_keeps(writer, division)
    with writer.write("convene meeting", f"{on}/{division}") as session:
        if session.get(Leader, leader) is None:
            raise FollowupRefused("Say who leads the meeting: a leader of the register")
        same = select(Meeting.id).where(Meeting.division_code == division, Meeting.on == on)
        if session.scalar(same) is not None:
            raise FollowupRefused("A meeting of {day} is on record already", day=on)
        meeting = Meeting(division_code=division, on=on, leader_id=leader, agenda=lines or None)
        session.add(meeting)
        session.flush()
        return meeting.id


def set_agenda(writer: Writer, meeting: int, agenda: str) -> None:
    """Put another agenda in the place of a meeting's; the one before stays in the history.

    Raises
    ------
    FollowupRefused
        As of `decide`, or it is too long.
    """
    lines = tidy("agenda", agenda)
    with writer.write("change meeting", str(meeting)) as session:
        trace.change(session, writer.actor, _kept(session, writer, meeting), {"agenda": lines or None})


def decide(writer: Writer, meeting: int, subject: str, owner: str, due: dt.date) -> str:
    """Write down what a meeting decided: an instruction to whoever owes it; gives its number.

    Raises
    ------
    FollowupRefused
        There is no such meeting that the scope keeps, it has not met yet, a text is empty or too long, or the
        due day lies before the meeting.
    """
    about, who = tidy("subject", subject, needed=True), tidy("owner", owner, needed=True)
    with writer.write("decide at meeting", str(meeting)) as session:
        held = _kept(session, writer, meeting)
        if held.on > writer.today:
            raise FollowupRefused("The meeting is on {day}: it has decided nothing yet", day=held.on)
        if due < held.on:
            raise FollowupRefused("The due day lies before the meeting")
        number = _free_number(session, f"联席会议{held.division_code}-{held.on:%Y%m%d}")
        session.add(
            Instruction(
                number=number,
                leader_id=held.leader_id,
                county_code=writer.store.dataset().county_code,
                issued=held.on,
                owner=spellings_in(session).official(who),
                due=due,
                subject=about,
                meeting_id=held.id,
            )
        )
        return number


# --- inside ------------------------------------------------------------------------------------------------


def _decisions(reader: Reader, meetings: set[int]) -> pd.DataFrame:
    told = gate.instructions(reader).c
    of = select(told.id, told.meeting_id).where(told.meeting_id.in_(sorted(meetings)))
    with reader.store.read() as connection:
        own = {row.id: row.meeting_id for row in connection.execute(of)}
    every = instructions.listed(reader)
    kept = every[every["id"].isin(list(own))].copy()
    kept["meeting_id"] = kept["id"].map(own).astype("int64")
    return kept.reset_index(drop=True)


def _free_number(session: Session, meeting: str) -> str:
    """The number after the last of a meeting's decisions, be it of a register."""
    known = select(Instruction.number).where(Instruction.number.startswith(f"{meeting}-", autoescape=True))
    ends = [number.removeprefix(f"{meeting}-") for number in session.scalars(known)]
    last = max((int(end) for end in ends if end.isdecimal() and len(end) <= _DIGITS), default=0)
    return f"{meeting}-{last + 1}"


def _check_keeps(writer: Writer, division: str) -> None:
    if not keeps_visits(writer.scope, division):
        raise FollowupRefused("This role does not keep the meetings of {code}", code=division)


def _kept(session: Session, writer: Writer, meeting: int) -> Meeting:
    told = gate.meetings(writer).c
    found = session.scalar(select(Meeting).where(Meeting.id.in_(select(told.id).where(told.id == meeting))))
    if found is None:
        raise FollowupRefused("There is no meeting {number}", number=meeting)
    _check_keeps(writer, found.division_code)
    return found
