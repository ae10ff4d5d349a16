"""Who may see what. No scope, no rows: `data.petitions.gate` applies it to every read of petitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OFFICE = "office"
    """Head of the petition office."""
    CLERK = "clerk"
    """Clerk of the petition office."""
    LEADER = "leader"
    TOWNSHIP = "township"
    TEAM = "team"
    UNIT = "unit"
    """A department that answers cases (责任单位)."""
    SCREEN = "screen"
    """A device on a wall, no person."""
    ADMINISTRATOR = "administrator"
    """Keeps accounts and settings; sees no petition."""


_OFFICE = frozenset((Role.OFFICE, Role.CLERK))
_OF_NO_PLACE = frozenset((Role.UNIT, Role.ADMINISTRATOR))
"""Roles to which no division opens anything: a unit has its own cases, an administrator none."""


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
    units
        Names of the units whose cases a unit sees; of any other role nothing.
    """

    role: Role | None = None
    divisions: frozenset[str] = frozenset()
    personal: bool = False
    county: str | None = None
    units: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.role not in set(Role):  # whoever has no role that is known sees nothing
            object.__setattr__(self, "role", None)
        elif not isinstance(self.role, Role):
            object.__setattr__(self, "role", Role(self.role))
        if self.role in _OF_NO_PLACE:
            for name, value in (("divisions", frozenset()), ("personal", False), ("county", None)):
                object.__setattr__(self, name, value)
        if self.role is not Role.UNIT and self.units:
            object.__setattr__(self, "units", frozenset())

    @classmethod
    def of(
        cls,
        role: Role,
        divisions: Iterable[str],
        county: str | None = None,
        units: Iterable[str] = (),
    ) -> "Scope":
        """Scope of a role with what the role is granted (``docs/operations.md``, Roles).

        The office sees persons; leaders and the screen see aggregates of the whole county; townships
        and teams see their own, and so do units, which have cases and no divisions.
        """
        return cls(
            role=role,
            divisions=frozenset(divisions),
            personal=role in _OFFICE,
            county=county if role in (*_OFFICE, Role.LEADER, Role.SCREEN) else None,
            units=frozenset(units),
        )


NOBODY = Scope()


def is_office(scope: Scope | None) -> bool:
    """Whether a scope is the petition office's: of its head or a clerk."""
    return isinstance(scope, Scope) and scope.role in _OFFICE and bool(scope.divisions)


def is_head(scope: Scope | None) -> bool:
    """Whether a scope has the powers of the head of the petition office: sets the county's rules, reads and
    exports the log, takes imports back."""
    return is_office(scope) and scope is not None and scope.role is Role.OFFICE


def is_administrator(scope: Scope | None) -> bool:
    """Whether a scope keeps accounts."""
    return isinstance(scope, Scope) and scope.role is Role.ADMINISTRATOR


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
