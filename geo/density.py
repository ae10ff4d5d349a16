"""The name by which `geo.statistics.density` is called from outside."""

from geo.statistics.density import BANDWIDTHS, EARTH_RADIUS, Grid, choose_bandwidth, grid, kernel_surface

__all__ = [
    "BANDWIDTHS",
    "EARTH_RADIUS",
    "Grid",
    "choose_bandwidth",
    "grid",
    "kernel_surface",
]
