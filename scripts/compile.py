"""Compile the searches ahead, so that no two processes compile the same: ``python -m scripts.compile``."""

import numpy as np
import shapely

from geo import orienteering
from geo.locate import VillageIndex
from geo.statistics import scan

if __name__ == "__main__":
    orienteering.warm()
    scan.warm()
    VillageIndex([shapely.box(0, 0, 1, 1)]).locate(np.array([0.5]), np.array([0.5]))
