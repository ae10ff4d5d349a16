"""A place is in one hand at a time: a township in its leader's, a village in its team's.

What begins later ends what runs on, on its own first day, in whichever order files bring them; so the same
file again changes nothing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from data.importing.registers.rows import Desk, Ended, Values
from data.tables import Contract, Leader, LiaisonTeam, TeamVillage
from data.text import N_
from geo.errors import Refused


@dataclass(frozen=True)
class Spells:
    """A table of who has which place from one day to another, first day in, `valid_to` out.

    Parameters
    ----------
    table, holders
        The table, and that of those who hold.
    place, holder
        Its columns.
    """

    table: Any
    place: str
    holder: str
    holders: Any

    def refuse(self, desk: Desk, row: Values, holder: int | None) -> None:
        """Refuse a row that ends before it begins, or on whose first day somebody else begins.

        `holder` is None if it is not on record yet.
        """
        start, last = row["valid_from"], row.get("valid_to")
        if last is not None and last < start:
            raise Refused(
                "{last} lies before {first}", last=desk.columns["valid_to"], first=desk.columns["valid_from"]
            )
        for one in self._of(desk, row["place"]):
            if one.valid_from == start and getattr(one, self.holder) != holder:
                raise Refused(
                    "{place} is with {holder} from {date} on, on record or higher up in the file: a change"
                    " needs a first day of its own",
                    place=desk.name(row["place"]),
                    holder=self._held_by(desk, one),
                    date=start,
                )
        desk.refuse_contradiction((row["place"], start), last, desk.name(row["place"]))

    def take(self, desk: Desk, row: Values, holder: int) -> bool:
        """Write a row that `refuse` let pass; whether anything changed."""
        start, known = row["valid_from"], self._of(desk, row["place"])
        mine = next((one for one in known if one.valid_from == start), None)
        after = next((one for one in known if one.valid_from > start), None)
        end = mine.valid_to if mine is not None else None
        if "valid_to" in row:
            end = row["valid_to"] + dt.timedelta(1) if row["valid_to"] else None
        follows = after if after is not None and (end is None or end > after.valid_from) else None
        until = end if follows is None else follows.valid_from
        cut = [one for one in known if one.valid_from < start and (one.valid_to or dt.date.max) > start]
        if mine is not None and mine.valid_to == until and not cut:
            return False
        if follows is None and until and any((one.valid_to or dt.date.max) > until for one in cut):
            message = N_(
                "{count} rows end what ran on and have a last day themselves: nobody follows them (rows"
                " {rows})"
            )
            desk.notices.add(message, [desk.row])
        for one in cut:
            one.valid_to = start
            self._tell(desk, one, holder)
        desk.report.replaced += mine is not None
        if mine is None:
            mine = self.table(**{self.place: row["place"], self.holder: holder, "valid_from": start})
            desk.session.add(mine)
        mine.valid_to = until
        if follows is not None:
            self._tell(desk, mine, getattr(follows, self.holder))
        return True

    def _of(self, desk: Desk, place: str) -> list[Any]:
        own = select(self.table).where(getattr(self.table, self.place) == place)
        return list(desk.session.scalars(own.order_by(self.table.valid_from)))

    def _held_by(self, desk: Desk, spell: Any) -> str:
        return str(desk.session.get_one(self.holders, getattr(spell, self.holder)).name)

    def _tell(self, desk: Desk, spell: Any, follower: int) -> None:
        """Tell that a spell ended, unless its holder goes on."""
        if getattr(spell, self.holder) != follower:
            code = getattr(spell, self.place)
            desk.report.ended.append(Ended(code, desk.name(code), self._held_by(desk, spell), spell.valid_to))


CONTRACTS = Spells(Contract, "township_code", "leader_id", Leader)
TEAMS = Spells(TeamVillage, "village_code", "team_id", LiaisonTeam)
