"""Groups that grow together: petitions and matters that are known to be one."""

from collections.abc import Hashable
from typing import Generic, TypeVar

from scipy.cluster.hierarchy import DisjointSet

Member = TypeVar("Member", bound=Hashable)


class Groups(Generic[Member]):
    """Disjoint groups, each with a head. A member that was never joined is a group of its own."""

    def __init__(self) -> None:
        self._groups = DisjointSet()
        self._heads: dict[Member, Member] = {}

    def head(self, member: Member) -> Member:
        """The member that stands for the group of another."""
        if member not in self._groups:
            return member
        root: Member = self._groups[member]
        return self._heads.get(root, root)

    def join(self, head: Member, other: Member) -> None:
        """Make two groups one, for which the head of the first stands from now on."""
        first = self.head(head)
        self._groups.add(head)
        self._groups.add(other)
        self._groups.merge(head, other)
        self._heads[self._groups[head]] = first
