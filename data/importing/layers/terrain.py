"""Heights taken in as the relief of the map, in place of the one on record."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.divisions import relief
from data.divisions.reads import ground
from data.divisions.relief import Sheet
from data.errors import ImportRefused
from data.importing.layers import heights
from data.store import Store


@dataclass(frozen=True)
class TerrainReport:
    """What came of heights.

    Parameters
    ----------
    width, height
        Pixels of the picture.
    size
        Its bytes.
    lowest, highest
        Metres, of what is known.
    known
        Share of the picture for which the file has heights.
    """

    width: int
    height: int
    size: int
    lowest: float
    highest: float
    known: float

    def counts(self) -> dict[str, Any]:
        return {
            "width": self.width,
            "height": self.height,
            "bytes": self.size,
            "lowest_m": round(self.lowest),
            "highest_m": round(self.highest),
            "known_percent": round(100 * self.known, 1),
        }


def import_terrain(
    store: Store,
    path: Path | str,
    *,
    frame: str | None = None,
    source: str | None = None,
    actor: str,
    dry_run: bool = False,
) -> TerrainReport:
    """Shade the heights of a file and keep the picture (`data.divisions.relief`).

    Parameters
    ----------
    store
        The record; its county must be set up and have outlines.
    path, frame
        As for `data.importing.layers.heights.read`.
    source
        Whose heights they are: the map says it. None: it says nothing.
    actor
        Who imports, for the audit log.
    dry_run
        Read and shade, keep nothing.

    Raises
    ------
    BoundaryError, FrameError
        As `data.importing.layers.heights.read` says.
    ImportRefused
        There are no outlines yet.
    StoreRefused
        No county is set up.
    """
    county, path = store.dataset().county_code, Path(path)
    land = ground(store)
    if land is None:
        raise ImportRefused("Import the outlines of the villages first: the relief is cut to them")
    sheet = Sheet.around(land)
    found = heights.read(path, sheet, frame)
    made = relief.picture(found, sheet)
    known = np.isfinite(found)
    report = TerrainReport(
        sheet.width,
        sheet.height,
        len(made),
        float(found[known].min()),
        float(found[known].max()),
        float(known.mean()),
    )
    if dry_run:
        return report
    detail = {"file": path.name[:200], **report.counts()}
    with store.write(actor, "import terrain", county, **detail) as session:
        relief.keep(session.connection(), made, sheet, source and source[:200])
    return report
