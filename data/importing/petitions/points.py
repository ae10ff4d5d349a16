"""Coordinates of a file: converted from the declared frame, and disbelieved when most of them are wrong."""

from dataclasses import dataclass, field

import numpy as np

from data.errors import ImportRefused
from data.petitions.placing import Extent, Floats
from geo.crs import to_wgs84

FAR = 50.0
"""Kilometres outside the county's extent beyond which a point is far away."""
_MOST = 0.5
_KM_PER_DEGREE = 111.2  # of latitude, on a sphere of 6371 km


@dataclass
class Points:
    """Points of one file against the extent of the county.

    Parameters
    ----------
    frame
        Declared reference frame; None if none was declared.
    extent
        West, south, east, north of the village boundaries in WGS 84 degrees; None without boundaries.
    """

    frame: str | None
    extent: Extent | None
    count: int = 0
    unusable: int = 0
    inside_if_swapped: int = 0
    distances: list[Floats] = field(default_factory=list)

    def convert(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Longitude and latitude of a chunk's points, and a look at where they lie.

        Parameters
        ----------
        x, y
            Coordinates in the declared frame, shape (n,); NaN where there is no point.

        Returns
        -------
        longitude, latitude : ndarray of float64, shape (n,)
            WGS 84 degrees; NaN where there is no point or the frame does not reach.

        Raises
        ------
        ImportRefused
            There are points, but no frame was declared.
        FrameError
            The frame is unknown.
        """
        given = ~np.isnan(x)
        longitude, latitude = np.full(len(x), np.nan), np.full(len(x), np.nan)
        if not given.any():
            return longitude, latitude
        if self.frame is None:
            raise ImportRefused(
                "The file has longitudes and latitudes, but their reference frame is not declared: say"
                " which one, for example EPSG:4490",
                command="import-petitions --crs",
            )
        longitude[given], latitude[given] = _converted(x[given], y[given], self.frame)
        self.count += int(given.sum())
        self.unusable += int((given & np.isnan(longitude)).sum())
        if self.extent is not None:
            away = _kilometres_outside(longitude[given], latitude[given], self.extent)
            self.distances.append(away)
            swapped = _kilometres_outside(*_converted(y[given], x[given], self.frame), self.extent)
            self.inside_if_swapped += int(((away != 0) & (swapped == 0)).sum())
        return longitude, latitude

    def check(self) -> None:
        """Judge the points seen so far.

        Raises
        ------
        ImportRefused
            Most points lie in the county only when longitude and latitude are swapped, or are no places
            of the frame, or lie far away.
        """
        if self.inside_if_swapped > _MOST * self.count:
            raise ImportRefused(
                "Longitude and latitude are swapped: {share} % of the points lie in the county only the other"
                " way round. Correct the headings or the profile",
                share=round(100 * self.inside_if_swapped / self.count),
            )
        if self.unusable > _MOST * self.count:
            raise ImportRefused(
                "{share} % of the points are no places in {frame}: the declared reference frame is probably"
                " wrong",
                share=round(100 * self.unusable / self.count),
                frame=self.frame,
            )
        if not self.distances:
            return
        distances = np.concatenate(self.distances)
        far = distances > FAR
        if far.sum() > _MOST * self.count:
            raise ImportRefused(
                "{share} % of the points lie far outside the county, about {distance} km away: the declared"
                " reference frame {frame} is probably wrong",
                share=round(100 * far.sum() / self.count),
                distance=round(float(np.median(distances[far]))),
                frame=self.frame,
            )


def _converted(x: Floats, y: Floats, frame: str) -> tuple[Floats, Floats]:
    longitude, latitude = to_wgs84(x, y, frame)
    lost = ~((np.abs(longitude) <= 180) & (np.abs(latitude) <= 90))
    return np.where(lost, np.nan, longitude), np.where(lost, np.nan, latitude)


def _kilometres_outside(longitude: Floats, latitude: Floats, extent: Extent) -> Floats:
    """Distance to the box, 0 inside; on a plane, as only its order of magnitude matters."""
    west, south, east, north = extent
    across = np.maximum(0, np.maximum(west - longitude, longitude - east))
    up = np.maximum(0, np.maximum(south - latitude, latitude - north))
    scale = np.cos(np.radians((south + north) / 2))
    return np.asarray(_KM_PER_DEGREE * np.hypot(across * scale, up))
