"""What a meeting is told: how things stand on the day, and the month of a briefing."""

from typing import TYPE_CHECKING

from dashboard.cache.keys import SNAPSHOT, STANDING, Key, kept, reader
from dashboard.record import store
from data.scope import Scope
from data.tables import Dataset

if TYPE_CHECKING:
    from data.briefing.snapshot import Snapshot
    from data.briefing.standing import Standing


def standing(scope: Scope, dataset: Dataset) -> "Standing":
    """`data.briefing.standing.standing` of this version, for whoever sees the county's aggregates."""
    reader(scope)
    return _standing(scope, Key.of(dataset, STANDING))


@kept(max_entries=4)
def _standing(scope: Scope, key: Key) -> "Standing":
    from data.briefing.standing import standing

    return standing(store(), key.on)


def snapshot(scope: Scope, dataset: Dataset, month: str) -> "Snapshot":
    """`data.briefing.snapshot.snapshot` of this version, one for all its papers; refused as that."""
    reader(scope)
    return _snapshot(scope, Key.of(dataset, SNAPSHOT), month)


@kept(max_entries=4)
def _snapshot(scope: Scope, key: Key, month: str) -> "Snapshot":
    from data.briefing.snapshot import snapshot

    return snapshot(store(), month, key.on)
