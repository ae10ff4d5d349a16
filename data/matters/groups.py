"""Groups that grow together: petitions and matters that are known to be one (union by disjoint sets)."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Member = TypeVar("Member", bound=Hashable)


class Groups(Generic[Member]):
    """Disjoint groups (Galler and Fischer 1964). A member that was never joined is a group of its own."""

    def __init__(self) -> None:
        self._above: dict[Member, Member] = {}

    def head(self, member: Member) -> Member:
        """The member that stands for the group of another."""
        above = self._above
        while (up := above.get(member, member)) != member:
            above[member] = above.get(up, up)
            member = up
        return member

    def join(self, head: Member, other: Member) -> None:
        """Make two groups one, for which the head of the first stands from now on."""
        first, second = self.head(head), self.head(other)
        if first != second:
            self._above[second] = first

    def together(self, members: Iterable[Member]) -> dict[Member, list[Member]]:
        """Members by the head of their group."""
        found: dict[Member, list[Member]] = {}
        for member in members:
            found.setdefault(self.head(member), []).append(member)
        return found
