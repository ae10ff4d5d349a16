"""Who may see what. Every read takes a `Scope` first; no scope, no rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_

from data.tables import Petition
from data.terms import Purpose


class Role(StrEnum):
    OFFICE = "office"
    LEADER = "leader"
    TOWNSHIP = "township"
    TEAM = "team"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader may see. Hashable, so that caches can be keyed by it.

    Parameters
    ----------
    role
        None: nobody, no rows.
    divisions
        Codes of the county, townships or villages whose cases may be seen one by one.
        Empty: no rows.
    personal
        May see who petitioned.
    county
        Code of the county whose aggregates may be seen; None: only those of `divisions`.
    """

    role: Role | None = None
    divisions: frozenset[str] = frozenset()
    personal: bool = False
    county: str | None = None

    @classmethod
    def of(cls, role: Role, divisions: Iterable[str], county: str | None = None) -> "Scope":
        """Scope of a role with what the role is granted (``docs/operations.md``, Roles).

        The office sees persons; leaders and the screen see aggregates of the whole county; townships
        and teams see their own.
        """
        return cls(
            role=role,
            divisions=frozenset(divisions),
            personal=role is Role.OFFICE,
            county=county if role in (Role.OFFICE, Role.LEADER, Role.SCREEN) else None,
        )


NOBODY = Scope()


def is_office(scope: Scope | None) -> bool:
    """Whether a scope is the petition office's."""
    return isinstance(scope, Scope) and scope.role is Role.OFFICE and bool(scope.divisions)


def keeps_visits(scope: Scope | None, township: str) -> bool:
    """Whether a scope keeps the visits to a township: the office all, townships their own."""
    return is_office(scope) or (
        isinstance(scope, Scope) and scope.role is Role.TOWNSHIP and township in scope.divisions
    )


def plans_for(scope: Scope | None, township: str) -> bool:
    """Whether a scope plans the visits to a township: who keeps them, and leaders their own."""
    return keeps_visits(scope, township) or (
        isinstance(scope, Scope) and scope.role is Role.LEADER and township in scope.divisions
    )


def cases(scope: Scope | None) -> ColumnElement[bool]:
    """Condition on `petitions`: the cases that may be seen one by one. Never any for the screen."""
    if not isinstance(scope, Scope) or scope.role in (None, Role.SCREEN) or not scope.divisions:
        return false()
    return _inside(scope.divisions)


def aggregates(scope: Scope | None) -> ColumnElement[bool]:
    """Condition on `petitions`: what may be counted by place and category.

    Reports and accusations (检举控告) are counted for the petition office alone: where few are counted one is
    recognised, and the accused may be among those who look.
    """
    if isinstance(scope, Scope) and scope.role is Role.OFFICE:
        return totals(scope)
    return and_(totals(scope), Petition.purpose != Purpose.ACCUSATION.value)


def totals(scope: Scope | None) -> ColumnElement[bool]:
    """Condition on `petitions`: what goes into totals that name neither a place below the scope's own nor a
    category, such as the county's figures."""
    if not isinstance(scope, Scope) or scope.role is None or not (scope.divisions or scope.county):
        return false()
    return _inside(scope.divisions | ({scope.county} if scope.county else frozenset()))


def _inside(codes: frozenset[str]) -> ColumnElement[bool]:
    ordered = sorted(codes)
    return or_(
        Petition.county_code.in_(ordered),
        Petition.township_code.in_(ordered),
        Petition.village_code.in_(ordered),
    )
