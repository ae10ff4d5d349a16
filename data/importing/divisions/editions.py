"""Editions of divisions: one follows another, and none is lost."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import ImportRefused
from data.importing.divisions.county import EVER
from data.lineage import core_name
from data.tables import Division
from data.terms import Level


class Editions:
    """Editions of the divisions of a level that a file names.

    Parameters
    ----------
    session
        Transaction in which they are read and written.
    level
        What the divisions are.
    start
        Day from which they are as the file says; None: in place of the edition now valid.
    codes
        Codes of the divisions.
    official
        The names are those of the official list; others do not take their place.
    """

    def __init__(
        self,
        session: Session,
        level: Level,
        start: dt.date | None,
        codes: Iterable[str],
        *,
        official: bool = False,
    ) -> None:
        self._session, self._level, self._start, self._official = session, level, start, official
        self._known: dict[str, list[Division]] = {}
        wanted = set(codes)
        for division in session.scalars(select(Division).order_by(Division.valid_from, Division.id)):
            if division.code in wanted:
                self._known.setdefault(division.code, []).append(division)

    def last(self, code: str) -> Division | None:
        """The last edition of a code, ended or not."""
        known = self._known.get(code)
        return known[-1] if known else None

    def valid(self, code: str) -> Division | None:
        """The edition of a code that has no end."""
        last = self.last(code)
        return last if last is not None and last.valid_to is None else None

    def take(self, code: str, name: str, parent: str | None) -> tuple[Division, bool]:
        """The edition that the file describes, with its name and parent, and whether it is new.

        Raises
        ------
        ImportRefused
            The code is that of a division of another level, or an edition holds from or until a later day.
        """
        self._refuse_others(code)
        last, valid = self.last(code), self.valid(code)
        in_place = valid is not None and self._start in (None, valid.valid_from)
        kept = valid is not None and not self._official and valid.official
        if valid is not None and kept and (in_place or core_name(valid.name) == core_name(name)):
            name = valid.name
        if valid is not None and in_place:
            self._describe(valid, name, parent)
            return valid, False
        start = self._start or (last.valid_to if last else None) or EVER
        if last is not None and last.valid_from == start:  # ended on the day it began: taken up again
            last.valid_to = None
            self._describe(last, name, parent)
            return last, False
        if valid is not None:
            valid.valid_to = start
        division = Division(
            code=code,
            name=name,
            level=self._level.value,
            parent_code=parent,
            valid_from=start,
            residents=valid.residents if valid else None,
            official=self._official or (valid is not None and valid.official and valid.name == name),
        )
        self._session.add(division)
        return division, True

    def _refuse_others(self, code: str) -> None:
        last = self.last(code)
        if last is None:
            return
        if last.level != self._level.value:
            raise ImportRefused(
                "{code} is already the code of a division of another level ({level})",
                code=code,
                level=last.level,
            )
        latest = last.valid_to or last.valid_from
        if self._start is not None and self._start < latest:
            raise ImportRefused(
                "{code} already has an edition that holds from or until {date}: choose that day or a later",
                code=code,
                date=latest,
            )

    def _describe(self, division: Division, name: str, parent: str | None) -> None:
        """Write name and parent where they differ: what is equal is not modified."""
        if division.name != name:
            division.name = name
        if division.parent_code != parent:
            division.parent_code = parent
        if self._official and not division.official:
            division.official = True
