"""The reception of a day at a township: whether there is one, who receives, how many the leader hears."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import select

from data.clock import now
from data.divisions import reads
from data.errors import DeskRefused, PlanRefused
from data.reader import Reader
from data.rules import rules
from data.scope import plans_for
from data.service.contracts import Trouble, refusal, roster
from data.tables import Leader, Visit
from data.terms import Level, State
from data.units import names
from data.visits.calendar import day_of_month, days_known_ahead
from data.visits.plans import hubs, township_name
from data.visits.saved import townships_by_day

MIDDAY = dt.time(12)
DONE = (State.RECORDED.value, State.ARCHIVED.value)


@dataclass(frozen=True)
class Reception:
    """A reception.

    Parameters
    ----------
    name, hub
        Of the township, and of the place of reception.
    leader, post
        Who receives; '' where nobody may.
    left
        Leader that the visit names and who is not in office on the day; '': none.
    places
        How many groups the leader hears; the others go to deputies.
    opens, closes
        Minutes after midnight.
    tables
        Deputies' tables: units of the county.
    visit_id
        Of the visit, if a plan is saved.
    state
        Of the visit; None: no plan is saved.
    """

    township: str
    on: dt.date
    name: str
    hub: str
    leader: str
    post: str
    left: str
    places: int
    opens: float
    closes: float
    tables: tuple[str, ...]
    visit_id: int | None
    state: State | None

    @property
    def closed(self) -> bool:
        """Whether the visit is recorded: nothing changes at its desk any more."""
        return self.state is not None and self.state.value in DONE

    def check_open(self) -> None:
        """Refuse a change where the visit is recorded already.

        Raises
        ------
        DeskRefused
            It is.
        """
        if self.closed:
            raise DeskRefused(
                "The visit to {township} on {day} is recorded already: to correct it, take the visit back to"
                " its recording first",
                township=self.name,
                day=self.on,
            )


def reception(reader: Reader, township: str, on: dt.date) -> Reception:
    """The reception of a day.

    Raises
    ------
    DeskRefused
        There is no visit to the township on the day, or the scope has nothing to do with it.
    PlanRefused
        It is not known on which day the visits of the month are (`data.visits.calendar.day_of_month`).
    """
    if not plans_for(reader.scope, township):
        raise DeskRefused("This role does not keep the desk of township {code}", code=township)
    store = reader.store
    with store.read() as connection:
        visit = connection.execute(
            select(Visit.id, Visit.state, Visit.leader_id, Leader.name, Leader.post)
            .join(Leader, Leader.id == Visit.leader_id)
            .where(Visit.on == on, Visit.township_code == township)
        ).first()
    standing, name = roster(store), township_name(store, township, on)
    every = reads.divisions(store, Level.TOWNSHIP, on)["code"]
    duty = standing.duties(every, on).get(township)
    if visit is None and (duty is None or on != day_of_month(store, on.year, on.month)):
        raise DeskRefused("There is no visit to {township} on {day}: look at the date", township=name, day=on)
    if visit is None and duty is not None and duty.leader_id is None:
        raise refusal(duty.trouble or Trouble.NO_CONTRACT, name, on)
    leader, post = (duty.leader, duty.post) if duty is not None else ("", "")
    left = ""
    if visit is not None:
        leader, post = visit.name, visit.post
        left = "" if standing.in_office(visit.leader_id, on) else visit.name
    day = rules(store, on).day
    return Reception(
        township,
        on,
        name,
        hubs(store, township, name, on)[1][0],
        leader,
        post,
        left,
        day.reception_places,
        day.reception_opens,
        day.reception_closes,
        names(store),
        None if visit is None else visit.id,
        None if visit is None else State(visit.state),
    )


def desk_days(reader: Reader, months: int = 3) -> list[dt.date]:
    """Days that have, had or will have a desk, the latest first: those of plans on record, the last day of
    visits before today whether planned or not, and the next ones.

    Parameters
    ----------
    months
        Days ahead for which people can be registered.
    """
    today = reader.today
    found = {*townships_by_day(reader), *days_known_ahead(reader.store, today, months)}
    before = today.replace(day=1) - dt.timedelta(days=1)
    for month in (today, before):
        with suppress(PlanRefused):  # holidays that decide it are not known
            found.add(day_of_month(reader.store, month.year, month.month))
    return sorted(found, reverse=True)


def has_visits(reader: Reader, on: dt.date) -> bool:
    """Whether there are visits on a day: the one of its month, or one for which a plan is saved."""
    if on in townships_by_day(reader):
        return True
    with suppress(PlanRefused):  # holidays that decide it are not known
        return day_of_month(reader.store, on.year, on.month) == on
    return False


def check_leader(at: Reception, heard: int) -> None:
    """Check that the leader can hear one more group.

    Raises
    ------
    DeskRefused
        The leader has left office, or has heard as many as the rules give.
    """
    if at.left:
        raise DeskRefused(
            "{leader}, whom the visit names, is not in office on {day} any more: a deputy hears, until the"
            " visit has another leader",
            leader=at.left,
            day=at.on,
        )
    if heard >= at.places:
        raise DeskRefused(
            "The leader hears {places} groups at most, and they are taken: call them to a deputy's table",
            places=at.places,
        )


def moment(on: dt.date, today: dt.date) -> dt.datetime:
    """When something is done at a desk: now, or on a day that is not the clock's own its midday."""
    at = now()
    return at if at.date() == on else dt.datetime.combine(min(on, today), MIDDAY)


def check_come(on: dt.date, today: dt.date) -> None:
    """Refuse what can only be done once the day has come.

    Raises
    ------
    DeskRefused
        It has not.
    """
    if on > today:
        raise DeskRefused("{day} has not come yet: people can only be registered ahead", day=on)
