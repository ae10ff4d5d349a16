"""A team was in its village: recorded on the day by who was there, and taken back within minutes."""

import datetime as dt

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.clock import now
from data.divisions import reads
from data.errors import AlreadyDone, ServiceRefused
from data.lineage import moved
from data.reader import Reader, Writer
from data.rules import rules
from data.scope import Role, is_office
from data.service.coverage import own
from data.tables import AuditEntry, TeamContact, TeamVillage
from data.terms import Level

UNDO = "undo contact"
"""What the log calls it to take a contact back."""
_RECORDING = (Role.TEAM, Role.TOWNSHIP)
"""Who records what a team did in the villages whose cases they may open, beside the office."""


def record_contact(writer: Writer, village: str, *, on: dt.date) -> int:
    """Keep that the team of a village was there on a day; the identity of the entry.

    What is on record already is not recorded twice.

    Raises
    ------
    ServiceRefused
        The scope does not record for this village; it has no team on that day, or more than one; the day
        lies in the future, or longer ago than a contact is looked for.
    """
    check_records(writer, village)
    _check_day(writer, on)
    with writer.write("record contact", village) as session:
        team = team_of(session, village, on)
        if team is None:
            raise ServiceRefused("The village has no liaison team on {day}, or several of them", day=on)
        same = select(TeamContact.id).where(
            TeamContact.team_id == team, TeamContact.village_code == village, TeamContact.on == on
        )
        if (known := session.scalar(same)) is not None:
            return known
        entry = TeamContact(
            team_id=team, village_code=village, on=on, recorded_at=now(), recorded_by=writer.actor
        )
        session.add(entry)
        session.flush()
        return entry.id


def contact_on_record(reader: Reader, contact: int) -> TeamContact | None:
    """A contact of a village for which a scope records, by whomever; None: there is none."""
    with reader.store.read() as connection, Session(connection) as session:
        entry = session.get(TeamContact, contact)
        if entry is None:
            return None
        session.expunge(entry)
    return entry if records(reader, entry.village_code) else None


def undoable_contact(writer: Writer, contact: int) -> TeamContact | None:
    """A contact that the actor recorded and may still take back; None: there is none."""
    entry = contact_on_record(writer, contact)
    is_own = entry is not None and entry.recorded_by == writer.actor
    return entry if is_own and entry is not None and is_recent(writer, entry.recorded_at) else None


def undo_contact(writer: Writer, contact: int) -> str:
    """Take a contact back that was recorded a moment ago; its village.

    Raises
    ------
    AlreadyDone
        The actor took it back before.
    ServiceRefused
        There is no such contact that the same actor recorded, or it is longer ago than the rules allow.
    """
    with writer.write(UNDO, str(contact)) as session:
        entry = session.get(TeamContact, contact)
        if entry is None and _took_back(session, writer, contact):
            raise AlreadyDone("This entry is taken back already")
        if entry is None or entry.recorded_by != writer.actor:
            raise ServiceRefused("There is no such entry of yours")
        check_records(writer, entry.village_code)
        check_recent(writer, entry.recorded_at)
        village = entry.village_code
        session.delete(entry)
        return village


def records(reader: Reader, village: str) -> bool:
    """Whether a scope records what the team of a village did: the office of all, teams and townships of
    their own."""
    if not (is_office(reader.scope) or reader.scope.role in _RECORDING):
        return False
    villages = reads.divisions(reader.store, Level.VILLAGE, reader.today)
    return bool(own(reader.scope, villages[villages["code"] == village]).any())


def check_records(reader: Reader, village: str) -> None:
    """Refuse who does not record for a village."""
    if not records(reader, village):
        raise ServiceRefused("This village is not entrusted to you")


def check_recent(reader: Reader, at: dt.datetime | None) -> None:
    """Refuse to take back what was recorded too long ago."""
    if not is_recent(reader, at):
        raise ServiceRefused(
            "This was recorded more than {n} minutes ago: the petition office corrects it in the registers",
            n=rules(reader.store, reader.today).service.undo_minutes,
        )


def is_recent(reader: Reader, at: dt.datetime | None) -> bool:
    """Whether what was recorded at a time may still be taken back."""
    most = rules(reader.store, reader.today).service.undo_minutes
    return at is not None and now() - at <= dt.timedelta(minutes=most)


def team_of(session: Session, village: str, on: dt.date) -> int | None:
    """The one team of a village on a day, or of those that went into it; None: none, or several."""
    became = moved(session.connection(), on).villages
    codes = {village, *(old for old, new in became.items() if new == village)}
    holds = (TeamVillage.valid_from <= on, or_(TeamVillage.valid_to.is_(None), TeamVillage.valid_to > on))
    teams = set(
        session.scalars(select(TeamVillage.team_id).where(TeamVillage.village_code.in_(codes), *holds))
    )
    return teams.pop() if len(teams) == 1 else None


def _took_back(session: Session, writer: Writer, contact: int) -> bool:
    """Whether the log has it that the actor took an entry back, which is gone from its table."""
    own = {"action": UNDO, "subject": str(contact), "actor": writer.actor}
    return session.scalar(select(AuditEntry.id).filter_by(**own).limit(1)) is not None


def _check_day(reader: Reader, on: dt.date) -> None:
    if on > reader.today:
        raise ServiceRefused("{day} lies in the future", day=on)
    first = reader.today - dt.timedelta(days=rules(reader.store, reader.today).service.overdue_days)
    if on < first:
        raise ServiceRefused(
            "{day} is before {first}: the petition office enters it in the registers", day=on, first=first
        )
