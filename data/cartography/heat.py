"""A surface of heat as a picture over the villages, in the classes of its legend."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from geo.statistics.density import Grid


@dataclass(frozen=True)
class Overlay:
    """An image over the villages: data URL, and its corners as (south, west), (north, east)."""

    image: str
    bounds: tuple[tuple[float, float], tuple[float, float]]


def heat_overlay(
    surface: np.ndarray, breaks: Sequence[float], region: Grid, colours: Sequence[str]
) -> Overlay:
    """A kernel surface in the classes of its legend, transparent below the first.

    Parameters
    ----------
    surface
        Petitions per square kilometre, shape of the grid, rows from north to south.
    breaks
        Lower bounds of the classes.
    """
    palette = [(0, 0, 0, 0)] + [(*bytes.fromhex(colour[1:]), 255) for colour in colours]
    classes = np.searchsorted(np.asarray(breaks), surface, side="right")
    classes[~region.inside] = 0
    pixels = np.asarray(palette, dtype=np.uint8)[classes]
    file = io.BytesIO()
    Image.fromarray(pixels).quantize(len(palette)).save(file, "PNG")
    west, south, east, north = region.bounds
    image = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return Overlay(image, ((south, west), (north, east)))
