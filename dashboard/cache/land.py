"""The land of the record and what is drawn of it, its rules and its day; what first readers would await."""

import contextlib
import datetime as dt
import hashlib
from dataclasses import dataclass

from dashboard.cache.keys import LAND, Key, kept
from dashboard.loading import load
from dashboard.record import store
from data.cartography.outlines import Relief
from data.clock import today
from data.divisions.drawn import around, drawn
from data.divisions.land import Land, land
from data.errors import StoreRefused
from data.petitions.columnar import keeping
from data.rules import Rules
from data.rules import rules as county_rules
from data.scope import Scope, is_office
from data.service import coverage
from data.tables import Dataset
from geo import orienteering
from geo.statistics.density import kernel_surface


def as_of(dataset: Dataset) -> dt.date:
    """Day to which the record is complete."""
    return dataset.as_of or today(dataset)


def rules(dataset: Dataset, on: dt.date | None = None) -> Rules:
    """The county's rules of a day, by default today's (`data.rules.rules`)."""
    return county_rules(store(), on or today(dataset))


@dataclass(frozen=True, eq=False)
class Geography(Land):
    """The land of one version of the record, with what is drawn of it: its outlines and their fingerprint.

    Parameters
    ----------
    relief
        The picture below them; None: there is none.
    """

    outlines: str
    digest: str
    relief: Relief | None


def geography(dataset: Dataset) -> Geography:
    """Divisions as of the record's day."""
    return geography_of(Key.of(dataset, LAND))


def warm() -> None:
    """Make what the first reader would otherwise wait for; a record without a county has nothing to make."""
    with contextlib.suppress(StoreRefused):
        found = geography(store().dataset())
        keeping.catch_up(store())
        if not found.villages.empty:
            kernel_surface([], [], found.grid, found.grid.cell)
            orienteering.warm()
            load("data.hotspots.words")
            load("pypinyin.phrases_dict")  # what the gazetteer asks for everyday words
            load("holidays.countries.china")  # what the clocks of cases ask for working days
            load("geo.statistics.scan").warm()
            found.neighbours  # noqa: B018 it is kept


@kept(max_entries=2)
def geography_of(key: Key) -> Geography:
    known = land(store(), key.on)
    beside = around(store())
    lines = drawn(store(), known, beside)
    digest = hashlib.sha256(lines.encode()).hexdigest()[:16]
    return Geography(known.villages, known.townships, lines, digest, beside.relief)


def looked_at(scope: Scope, key: Key) -> Land:
    """The land of the cases that a scope may open: hot spots are looked for where all is told."""
    return geography_of(key) if is_office(scope) else _part(scope, key)


@kept(max_entries=20)
def _part(scope: Scope, key: Key) -> Land:
    known = geography_of(key)
    own = coverage.own(scope, known.villages).to_numpy(dtype=bool)
    return Land(known.villages, known.townships, part=own)
