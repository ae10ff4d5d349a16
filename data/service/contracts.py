"""Who goes to which township on a day: contracts (包干), absences with their substitutes, recusals.

Conflicts are named, never repaired in silence: a township without anybody who may go has a `Trouble` instead.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.clock import now
from data.errors import PlanRefused
from data.reader import Reader, Writer
from data.rules import rules
from data.scope import Scope, is_office
from data.store import Store
from data.tables import Absence, Contract, CountsAs, Division, Leader, Recusal, RotaDuty
from data.terms import Level
from geo.terms import N_, Term


class Trouble(Term):
    """Why a township has nobody for a day, or whoever is named may not manage."""

    NO_CONTRACT = "no_contract", N_("No leader is contracted to {township} on {day}")
    SEVERAL = (
        "several",
        N_("Several leaders are contracted to {township} on {day}: end all contracts but one"),
    )
    """Contracts of several leaders run at once."""
    ABSENT = (
        "absent",
        N_(
            "The leader of {township} is absent on {day}, and nobody who can is named instead:"
            " name a substitute"
        ),
    )
    """The contracted leader is absent, and nobody is named instead or that one is absent too."""
    RECUSED = "recused", N_("Who would go to {township} on {day} is recused there: name a substitute")
    """Whoever would go keeps out of this township."""
    LEFT = (
        "left",
        N_("The leader of {township} is not in office on {day}: contract another, or name a substitute"),
    )
    """The contracted leader left office, or has not come into it, and nobody in office goes instead."""
    ELSEWHERE = "elsewhere", N_("Who goes to {township} on {day} is in another township on the same day")
    """Whoever goes is in another township on the same day. Like `ON_ROTA` it leaves a leader."""
    ON_ROTA = (
        "on_rota",
        N_("Who goes to {township} on {day} receives people elsewhere at the same hours, by the rota"),
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """Who goes to a township on a day.

    Parameters
    ----------
    leader_id, leader, post, portfolio
        Who goes; None and '' where nobody can.
    instead_of
        Contracted leader in whose place this one goes; '' when it is the contracted one.
    trouble
        What stands in the way.
    """

    township: str
    leader_id: int | None = None
    leader: str = ""
    post: str = ""
    portfolio: str = ""
    instead_of: str = ""
    trouble: Trouble | None = None


class _Span(NamedTuple):
    """A contract (`other`: township) or an absence (`other`: substitute), first and last day included."""

    leader: int
    other: str | int | None
    first: dt.date
    last: dt.date

    def holds(self, on: dt.date) -> bool:
        return self.first <= on <= self.last


class _RotaHours(NamedTuple):
    """Hours of the rota, in minutes after midnight, at the county's or a township's place of reception."""

    leader: int
    on: dt.date
    place: str
    opens: float
    closes: float


@dataclass(frozen=True, eq=False)
class Roster:
    """Leaders with their contracts, absences and recusals, as they stand on record."""

    leaders: dict[int, Leader]
    contracts: tuple[_Span, ...]
    absences: tuple[_Span, ...]
    recusals: frozenset[tuple[int, str]]
    under: tuple[CountsAs, ...] = ()
    """Under which township each code counts, and from when: contracts follow their township."""
    rota: tuple[_RotaHours, ...] = ()
    away: Callable[[dt.date], tuple[float, float]] = lambda on: (0.0, 24 * 60.0)
    """From reception to the last stop, in minutes after midnight: so long a visit takes a leader."""

    def duties(self, townships: Iterable[str], on: dt.date) -> dict[str, Duty]:
        """Township -> who goes there on a day. `townships` are all of the county, for one may be in two."""
        found = {township: self._duty(township, on) for township in townships}
        going = Counter(duty.leader_id for duty in found.values())
        own = Counter(duty.leader_id for duty in found.values() if not duty.instead_of)
        for township, duty in found.items():
            # one's own township comes before those where one stands in
            if (
                duty.leader_id is not None
                and going[duty.leader_id] > 1
                and (duty.instead_of or own[duty.leader_id] > 1)
            ):
                found[township] = replace(duty, trouble=Trouble.ELSEWHERE)
            elif duty.leader_id is not None and self._on_rota(duty.leader_id, township, on):
                found[township] = replace(duty, trouble=Trouble.ON_ROTA)
        return found

    def in_office(self, leader: int, on: dt.date) -> bool:
        """Whether a leader is in office on a day; where neither end is known, yes."""
        one = self.leaders[leader]
        return (one.valid_from or dt.date.min) <= on < (one.valid_to or dt.date.max)

    def recused(self, leader: int) -> frozenset[str]:
        """Codes of townships and villages that a leader keeps out of."""
        return frozenset(code for one, code in self.recusals if one == leader)

    def contracted(self, township: str, on: dt.date) -> set[int]:
        """Leaders contracted to a township on a day; one, if all is in order."""
        here = {township} | {
            row.code
            for row in self.under
            if row.township == township and row.since <= on and (row.until is None or row.until > on)
        }
        return {span.leader for span in self.contracts if span.other in here and span.holds(on)}

    def _duty(self, township: str, on: dt.date) -> Duty:
        contracted = self.contracted(township, on)
        if not contracted:
            return Duty(township, trouble=Trouble.NO_CONTRACT)
        if len(contracted) > 1:
            return Duty(township, trouble=Trouble.SEVERAL)
        contracted_leader = goes = contracted.pop()
        if away := self._away(goes, on):
            substitutes = [int(span.other) for span in away if span.other is not None]
            present = [one for one in substitutes if not self._away(one, on) and self.in_office(one, on)]
            if not present:
                return Duty(township, trouble=Trouble.ABSENT)
            goes = present[0]
        elif not self.in_office(goes, on):
            return Duty(township, trouble=Trouble.LEFT)
        if (goes, township) in self.recusals:
            return Duty(township, trouble=Trouble.RECUSED)
        leader = self.leaders[goes]
        instead_of = "" if goes == contracted_leader else self.leaders[contracted_leader].name
        return Duty(township, goes, leader.name, leader.post, leader.portfolio, instead_of)

    def _on_rota(self, leader: int, township: str, on: dt.date) -> bool:
        leaves, returns = self.away(on) if any(hours.on == on for hours in self.rota) else (0.0, 0.0)
        return any(
            (hours.leader, hours.on) == (leader, on)
            and hours.place != township
            and hours.opens < returns
            and hours.closes > leaves
            for hours in self.rota
        )

    def _away(self, leader: int, on: dt.date) -> list[_Span]:
        return [span for span in self.absences if span.leader == leader and span.holds(on)]


def roster(store: Store) -> Roster:
    """The roster as it stands. It holds no petitions; it is for the county's own officers all the same."""
    with store.read() as connection, Session(connection) as session:
        leaders = {leader.id: leader for leader in session.scalars(select(Leader))}
        contracts = tuple(
            _Span(c.leader_id, c.township_code, c.valid_from, _last(c.valid_to))
            for c in session.scalars(select(Contract))
        )
        absences = tuple(
            _Span(a.leader_id, a.substitute_id, a.first, a.last)
            for a in session.scalars(select(Absence).where(Absence.revoked_at.is_(None)))
        )
        recusals = frozenset(
            (r.leader_id, r.division_code)
            for r in session.scalars(select(Recusal).where(Recusal.revoked_at.is_(None)))
        )
        townships = select(Division.code).where(Division.level == Level.TOWNSHIP.value)
        under = tuple(session.scalars(select(CountsAs).where(CountsAs.code.in_(townships))))
        rota = tuple(
            _RotaHours(r.leader_id, r.on, r.division_code, r.opens, r.closes)
            for r in session.scalars(select(RotaDuty))
        )
        villages = session.scalars(select(CountsAs).where(CountsAs.village.is_not(None))).all()
        session.expunge_all()
    became = {(row.code, row.township) for row in under} | {(row.code, row.village) for row in villages}
    recusals |= {(leader, new) for leader, code in recusals for old, new in became if old == code and new}

    def away(on: dt.date) -> tuple[float, float]:
        day = rules(store, on).day
        return day.reception_opens, day.field_closes

    return Roster(leaders, contracts, absences, recusals, under, rota, away)


def refusal(trouble: Trouble, name: str, on: dt.date) -> PlanRefused:
    """What stands in the way of the day of a township, called `name`, as a sentence."""
    return PlanRefused(trouble.label, township=name, day=on)


def record_absence(
    writer: Writer,
    leader: int,
    first: dt.date,
    last: dt.date,
    substitute: int | None = None,
) -> int:
    """Keep that a leader is absent from a first to a last day, both included, and who goes instead.

    Returns
    -------
    int
        Identity of the entry, by which `revoke_absence` takes it back.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's; there is no such leader; the days are in the wrong order, or
        more than the county's rules allow; the substitute is the leader; or an absence of the leader on one
        of the days is on record.
    """
    check_office(writer.scope)
    if last < first:
        raise PlanRefused(
            "An absence ends on the day it begins or later: {first} to {last}", first=first, last=last
        )
    check_length(first, last, rules(writer.store, writer.today).service.absence_days)
    if leader == substitute:
        raise PlanRefused("Nobody goes in the place of themselves: name another leader")
    with writer.write("record absence", str(leader), first=str(first), last=str(last)) as session:
        for one in {leader, substitute} - {None}:
            _leader(session, one)
        clash = select(Absence.id).where(
            Absence.leader_id == leader,
            Absence.revoked_at.is_(None),
            Absence.first <= last,
            Absence.last >= first,
        )
        if session.scalar(clash) is not None:
            raise PlanRefused("An absence of this leader on these days is on record: take it back first")
        entry = Absence(
            leader_id=leader,
            first=first,
            last=last,
            substitute_id=substitute,
            recorded_at=now(),
            recorded_by=writer.actor,
        )
        session.add(entry)
        session.flush()
        return entry.id


def check_length(first: dt.date, last: dt.date | None, most: int) -> None:
    """Refuse an absence for ever: one without a last day, or of more days than the rules allow."""
    if last is None:
        raise PlanRefused(
            "An absence without a last day is one for ever: give the last day. Who does not come back is not"
            " absent: end the contract, and give the township to another leader"
        )
    days = (last - first).days + 1
    if days > most:
        raise PlanRefused(
            "An absence of {days} days, from {first} to {last}, is longer than the rules allow ({most} days):"
            " correct the days. Who does not come back is not absent: end the contract, and give the township"
            " to another leader",
            days=days,
            first=first,
            last=last,
            most=most,
        )


def revoke_absence(writer: Writer, entry: int) -> None:
    """Take an absence back; it stays on record as revoked.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's, or no such absence is in force.
    """
    _revoke(writer, Absence, entry, "revoke absence", N_("There is no absence {number} in force"))


def recuse(writer: Writer, leader: int, division: str) -> int:
    """Keep that a leader keeps out of a township or village (信访工作条例, Art. 28).

    Raises
    ------
    PlanRefused
        The scope is not the petition office's; there is no such leader or division; or it is on record.
    """
    check_office(writer.scope)
    with writer.write("recuse", f"{leader}/{division}") as session:
        _leader(session, leader)
        if session.scalar(select(Division.id).where(Division.code == division)) is None:
            raise PlanRefused("There is no township or village with code {code}", code=division)
        known = select(Recusal.id).where(
            Recusal.leader_id == leader, Recusal.division_code == division, Recusal.revoked_at.is_(None)
        )
        if session.scalar(known) is not None:
            raise PlanRefused("This recusal is on record already")
        entry = Recusal(leader_id=leader, division_code=division, recorded_at=now(), recorded_by=writer.actor)
        session.add(entry)
        session.flush()
        return entry.id


def lift_recusal(writer: Writer, entry: int) -> None:
    """End a recusal; it stays on record as revoked.

    Raises
    ------
    PlanRefused
        The scope is not the petition office's, or no such recusal is in force.
    """
    unknown = N_("There is no recusal {number} in force")
    _revoke(writer, Recusal, entry, "lift recusal", unknown)


def absences(reader: Reader, since: dt.date) -> pd.DataFrame:
    """Absences in force that end on a day or later: id, leader, first, last, substitute ('': none).

    Empty for all but the petition office: who is away is nobody else's business.
    """
    columns = ["id", "leader_id", "first", "last", "substitute_id"]
    if not is_office(reader.scope):
        return pd.DataFrame(columns=[*columns, "leader", "substitute"])
    statement = (
        select(*(getattr(Absence, name) for name in columns))
        .where(Absence.revoked_at.is_(None), Absence.last >= since)
        .order_by(Absence.first, Absence.id)
    )
    with reader.store.read() as connection:
        frame = pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)
        names = {row.id: row.name for row in connection.execute(select(Leader.id, Leader.name))}
    frame["leader"] = frame["leader_id"].map(names)
    frame["substitute"] = frame["substitute_id"].map(names).fillna("")
    return frame


def recusals(reader: Reader) -> pd.DataFrame:
    """Recusals in force: id, leader, division (code), by leader. Empty for all but the petition office."""
    columns = ["id", "leader", "division"]
    if not is_office(reader.scope):
        return pd.DataFrame(columns=columns)
    statement = (
        select(Recusal.id, Leader.name, Recusal.division_code)
        .join(Leader, Leader.id == Recusal.leader_id)
        .where(Recusal.revoked_at.is_(None))
        .order_by(Leader.name, Recusal.division_code)
    )
    with reader.store.read() as connection:
        return pd.DataFrame.from_records(connection.execute(statement).all(), columns=columns)


def _revoke(
    writer: Writer,
    table: type[Absence] | type[Recusal],
    entry: int,
    action: str,
    unknown: str,
) -> None:
    check_office(writer.scope)
    with writer.write(action, str(entry)) as session:
        found: Any = session.get(table, entry)
        if found is None or found.revoked_at is not None:
            raise PlanRefused(unknown, number=entry)
        found.revoked_at, found.revoked_by = now(), writer.actor


def _last(valid_to: dt.date | None) -> dt.date:
    return dt.date.max if valid_to is None else valid_to - dt.timedelta(days=1)


def check_office(scope: Scope) -> None:
    """Refuse all but the petition office."""
    if not is_office(scope):
        raise PlanRefused("Only the petition office keeps contracts and absences")


def _leader(session: Session, leader: int | None) -> None:
    if leader is None or session.get(Leader, leader) is None:
        raise PlanRefused("There is no leader {number}", number=leader)
