"""A surface of heat is drawn in the classes of its legend, and nowhere else."""

from base64 import b64decode
from io import BytesIO

import numpy as np
from PIL import Image

from data.cartography.colours import TOKENS
from data.cartography.heat import heat_overlay
from geo.statistics.density import Grid

LIGHT = TOKENS["light"]


def test_the_heat_is_transparent_outside_the_county_and_below_the_first_class():
    inside = np.array([[True, True], [True, False]])
    region = Grid((119.0, 29.0, 120.0, 30.0), inside, 100.0, inside.astype(np.int64) - 1)
    surface = np.array([[0.05, 0.5], [9.0, 9.0]])
    overlay = heat_overlay(surface, (0.1, 1, 2, 5, 8), region, LIGHT.sequential)
    image = Image.open(BytesIO(b64decode(overlay.image.split(",")[1]))).convert("RGBA")
    pixels = np.asarray(image)
    assert pixels[..., 3].tolist() == [[0, 255], [255, 0]]
    assert "#" + bytes(pixels[1, 0, :3].tolist()).hex() == LIGHT.sequential[4]
    assert overlay.bounds == ((29.0, 119.0), (30.0, 120.0))
