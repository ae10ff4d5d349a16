"""Liaison teams: who is in them with which duty, what is vacant, what each carries, how to even it out.

Counted are teams and villages, never persons: nobody is ranked here (rules of 2024 on relief of the grass
roots).
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import or_, select

from data.divisions import reads
from data.errors import ServiceRefused
from data.frames import frame_of, rows
from data.lineage import moved
from data.reader import Reader, Writer
from data.rules import rules
from data.scope import is_office
from data.service import coverage
from data.tables import Dataset, LiaisonTeam, TeamMember, TeamVillage
from data.terms import Level, TeamDuty


@dataclass(frozen=True)
class Move:
    """A village that another team would take.

    Parameters
    ----------
    giver
        Team that has it now; None: nobody.
    load
        What the village counts.
    """

    village: str
    village_name: str
    giver: int | None
    giver_name: str
    taker: int
    taker_name: str
    load: float


def held(reader: Reader, on: dt.date) -> pd.DataFrame:
    """Villages whose cases the scope may open, and their teams on a day.

    Columns are village, name, township, team, title. A village of several teams has a row for each; one of
    none a row whose team is missing.
    """
    villages = reads.divisions(reader.store, Level.VILLAGE, on)
    villages = villages[coverage.own(reader.scope, villages)]
    statement = (
        select(TeamVillage.village_code, LiaisonTeam.id, LiaisonTeam.name)
        .join(LiaisonTeam, LiaisonTeam.id == TeamVillage.team_id)
        .where(TeamVillage.valid_from <= on, or_(TeamVillage.valid_to.is_(None), TeamVillage.valid_to > on))
    )
    with reader.store.read() as connection:
        became = moved(connection, on).villages
        spells = [(became.get(code, code), team, name) for code, team, name in connection.execute(statement)]
    teams = frame_of(dict.fromkeys(spells), ["code", "team", "title"])
    known = villages[["code", "short", "parent_code"]].merge(teams, on="code", how="left")
    known = known.rename(columns={"code": "village", "short": "name", "parent_code": "township"})
    return known.sort_values(["village", "title"], kind="stable").reset_index(drop=True)


def members(reader: Reader) -> pd.DataFrame:
    """Members of the teams of `held`, with their duties, team by team: team, title, duty, name.

    A duty that nobody has is a row whose name is missing.
    """
    teams = _teams(reader)
    statement = select(TeamMember.team_id, TeamMember.duty, TeamMember.name).order_by(TeamMember.id)
    with reader.store.read() as connection:
        people = connection.execute(statement).all()
    filled: dict[tuple[int, str], list[str]] = {}
    for team, duty, name in people:
        filled.setdefault((team, duty), []).append(name)
    listed = [
        (team, title, duty.value, name)
        for team, title in teams.items()
        for duty in TeamDuty
        for name in filled.get((team, duty.value), [None])
    ]
    return frame_of(listed, ["team", "title", "duty", "name"])


def vacancies(reader: Reader) -> dict[int, list[TeamDuty]]:
    """Each team of `members` -> the duties that nobody has; only teams that lack one."""
    listed = members(reader)
    found: dict[int, list[TeamDuty]] = {}
    for row in rows(listed[listed["name"].isna()]):
        found.setdefault(int(row.team), []).append(TeamDuty(row.duty))
    return found


def vacancies_by_village(reader: Reader) -> dict[str, dict[str, list[TeamDuty]]]:
    """Village of `held` -> name of each of its teams -> the duties that nobody has; no team: empty."""
    vacant, found = vacancies(reader), dict[str, dict[str, list[TeamDuty]]]()
    for row in rows(held(reader, reader.today)):
        own = found.setdefault(row.village, {})
        if row.team is not None:
            own[row.title] = vacant.get(int(row.team), [])
    return found


def loads(reader: Reader, on: dt.date) -> pd.DataFrame:
    """What each team of `held` carries on a day, by its name.

    Returns
    -------
    DataFrame
        team, title, villages, residents (NaN where they are not known of all), open (cases of what the
        county's rules say that teams go out for), load (`open` and so many for each village as the rules
        say), vacant (duties that nobody has).
    """
    each = _weighed(reader, on)
    each = each[each["team"].notna()]
    groups = each.groupby("team", sort=False)
    frame = groups.agg(
        title=("title", "first"), villages=("village", "size"), open=("open", "sum"), load=("load", "sum")
    )
    frame["residents"] = groups["residents"].agg(lambda known: known.sum(skipna=False))
    vacant = vacancies(reader)
    frame["vacant"] = [len(vacant.get(int(team), [])) for team in frame.index]
    frame = frame.reset_index().astype({"team": "int64"})
    return frame.sort_values("title", kind="stable").reset_index(drop=True)


def even_out(reader: Reader, on: dt.date) -> list[Move]:
    """Villages that other teams would take so that loads are more even, within each township.

    First each village without a team goes, the heaviest first, to the team of its township that carries
    least. Then, as long as one village that moves from a team of several to the least loaded of its township
    lowers the greater of the two loads by what a village counts at least, the best such move is made. So no
    single move more would do, yet it is not the best of all divisions: that a team stays with its village is
    worth more.
    """
    each = _weighed(reader, on)
    least = float(max(rules(reader.store, on).service.village_cases, 1))
    load: dict[int, float] = {}
    for row in rows(each[each["team"].notna()]):
        load[int(row.team)] = load.get(int(row.team), 0.0) + row.load
    own = [_Township.of(rows(group), load) for _, group in each.groupby("township", sort=True)]
    return [move for township in own if township.titles for move in township.moves(least)]


def accept(writer: Writer, moves: Sequence[Move], on: dt.date, *, seen: int) -> int:
    """Put moves in force from a day on; how many.

    Parameters
    ----------
    seen
        Version of the record on which they were proposed.

    Raises
    ------
    ServiceRefused
        The scope is not the petition office's; or the record changed since they were proposed.
    """
    if not is_office(writer.scope):
        raise ServiceRefused("Only the petition office gives villages to teams")
    with writer.write("even out teams", on.isoformat(), villages=len(moves)) as session:
        if session.scalar(select(Dataset.version)) != seen:
            raise ServiceRefused("The record changed since this was proposed: look at a new proposal first")
        for move in moves:
            running = select(TeamVillage).where(
                TeamVillage.village_code == move.village,
                or_(TeamVillage.valid_to.is_(None), TeamVillage.valid_to > on),
            )
            for spell in session.scalars(running):
                if spell.valid_from >= on:
                    session.delete(spell)
                else:
                    spell.valid_to = on
            session.add(TeamVillage(team_id=move.taker, village_code=move.village, valid_from=on))
        return len(moves)


@dataclass
class _Township:
    """Villages of a township with their loads, and who has them while they are moved.

    Parameters
    ----------
    villages
        Code -> its row of `_weighed`.
    titles
        Team that has a village here -> its name.
    load
        Team -> what it carries, here and elsewhere; of all townships, and changed by each.
    now
        Village -> its team; None: nobody.
    shared
        Villages of several teams, which stay until the office decides.
    """

    villages: dict[str, Any]
    titles: dict[int, str]
    load: dict[int, float]
    now: dict[str, int | None]
    shared: set[str]

    @classmethod
    def of(cls, listed: Sequence[Any], load: dict[int, float]) -> "_Township":
        made = cls({}, {}, load, {}, set())
        for row in listed:
            if row.village in made.villages:
                made.shared.add(row.village)
            made.villages[row.village] = row
            made.now[row.village] = None if row.team is None else int(row.team)
            if row.team is not None:
                made.titles[int(row.team)] = row.title
        return made

    def moves(self, least: float) -> list[Move]:
        """What `even_out` says of one township."""
        before = dict(self.now)
        for code in sorted(before, key=lambda code: (-self.villages[code].load, code)):
            if before[code] is None:
                self._give(code, self._lightest(None))
        while (best := self._best(least)) is not None:
            self._give(*best)
        return [
            self._move(code, before[code], taker)
            for code, taker in self.now.items()
            if taker is not None and taker != before[code]
        ]

    def _lightest(self, but: int | None) -> int:
        return min((team for team in self.titles if team != but), key=lambda team: (self.load[team], team))

    def _give(self, code: str, taker: int) -> None:
        giver, weight = self.now[code], self.villages[code].load
        if giver is not None:
            self.load[giver] -= weight
        self.load[taker] += weight
        self.now[code] = taker

    def _best(self, least: float) -> tuple[str, int] | None:
        """The move that lowers the greater of two loads most; None: none lowers it by `least`."""
        count = Counter(self.now.values())
        best, gain = None, least
        for code, giver in sorted(self.now.items()):
            if giver is None or code in self.shared or count[giver] == 1 or len(self.titles) == 1:
                continue
            taker, weight = self._lightest(giver), self.villages[code].load
            lower = self.load[giver] - max(self.load[giver] - weight, self.load[taker] + weight)
            if lower >= gain and (best is None or lower > gain):
                best, gain = (code, taker), lower
        return best

    def _move(self, code: str, giver: int | None, taker: int) -> Move:
        row = self.villages[code]
        given = "" if giver is None else self.titles[giver]
        return Move(code, row.name, giver, given, taker, self.titles[taker], float(row.load))


def _weighed(reader: Reader, on: dt.date) -> pd.DataFrame:
    """`held` with residents, open cases and load of each village."""
    each = held(reader, on)
    told = coverage.table(reader, on).set_index("code")
    each["open"] = each["village"].map(told["open"]).astype("float64")
    each["residents"] = each["village"].map(told["residents"]).astype("float64")
    each["load"] = each["open"] + rules(reader.store, on).service.village_cases
    return each


def _teams(reader: Reader) -> dict[int, str]:
    """Teams of `held` today, by their names."""
    known = held(reader, reader.today)
    known = known[known["team"].notna()].sort_values("title", kind="stable")
    return {int(team): str(title) for team, title in zip(known["team"], known["title"], strict=True)}
