"""The land of a day as it is drawn: its outlines, and the relief, waters and neighbours around it."""

from data.cartography.outlines import Around, Relief, outlines
from data.divisions import reads
from data.divisions import relief as relieves
from data.divisions.land import Land
from data.divisions.surroundings import surroundings
from data.store import Store
from data.terms import SurroundingKind


def around(store: Store) -> Around:
    """What lies below and around the county, as far as it is on record."""
    shaded = relieves.relief(store)
    water, neighbours = (surroundings(store, kind) for kind in SurroundingKind)
    if shaded is None:
        return Around(water, neighbours, None)
    corners = (shaded.south, shaded.west), (shaded.north, shaded.east)
    return Around(water, neighbours, Relief(shaded.picture, corners, shaded.source))


def drawn(store: Store, known: Land, beside: Around) -> str:
    """JSON of the outlines (`data.cartography.outlines`)."""
    return outlines(known.villages, known.townships, reads.roads(store), beside)
