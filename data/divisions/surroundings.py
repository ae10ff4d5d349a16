"""Waters, and the land of neighbouring counties, as the map draws them."""

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import select

from data.store import Store
from data.tables import Surrounding
from data.terms import SurroundingKind
from geo.crs import STORAGE_FRAME

MOST = 400
"""Waters that are drawn: the largest lakes and the longest rivers, lest the map be slow."""


def surroundings(store: Store, kind: SurroundingKind) -> gpd.GeoDataFrame:
    """Name, source, geometry (EPSG:4326) of a kind, in the order of their import; waters at most `MOST`."""
    columns = (Surrounding.name, Surrounding.source, Surrounding.geometry)
    with store.read() as connection:
        rows = connection.execute(
            select(*columns).where(Surrounding.kind == kind.value).order_by(Surrounding.id)
        ).all()
    frame = gpd.GeoDataFrame.from_records(rows, columns=["name", "source", "geometry"])
    frame[["name", "source"]] = frame[["name", "source"]].astype(object).where(frame.notna(), None)
    frame = frame.set_geometry("geometry", crs=STORAGE_FRAME)
    return frame.iloc[_largest(frame.geometry.to_numpy())] if kind is SurroundingKind.WATER else frame


def _largest(shapes: np.ndarray) -> np.ndarray:
    """Places of the areas and of the lines that are drawn, in their order."""
    lines = shapely.get_dimensions(shapes) == 1
    kept = []
    for kind, size in ((lines, shapely.length(shapes)), (~lines, shapely.area(shapes))):
        places = np.flatnonzero(kind)
        kept.append(places[np.argsort(-size[places], kind="stable")[: MOST // 2]])
    return np.sort(np.concatenate(kept))
