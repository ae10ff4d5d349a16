"""How far it is to the places of reception, and where one more would help most."""

from dashboard.cache.keys import HUBS, Key, kept
from dashboard.record import store
from data.hubs import reach as hub_reach
from data.hubs.reach import Proposal, Reach
from data.tables import Dataset


def reach(dataset: Dataset, service: str | None) -> Reach:
    """`data.hubs.reach.reach` of this version."""
    return _reach(Key.of(dataset, HUBS), service)


@kept(max_entries=20)
def _reach(key: Key, service: str | None) -> Reach:
    return hub_reach.reach(store(), key.on, service)


def more_hubs(dataset: Dataset, service: str | None, count: int) -> Proposal | None:
    """`data.hubs.reach.more` of this version."""
    return _more_hubs(Key.of(dataset, HUBS), service, count)


@kept(max_entries=40)
def _more_hubs(key: Key, service: str | None, count: int) -> Proposal | None:
    return hub_reach.more(_reach(key, service), count, service)
