"""Who may see what. No scope, no rows: `data.petitions.gate` applies it to every read of petitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


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

    def __post_init__(self) -> None:
        if self.role not in set(Role):  # whoever has no role that is known sees nothing
            object.__setattr__(self, "role", None)
        elif not isinstance(self.role, Role):
            object.__setattr__(self, "role", Role(self.role))

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
