"""The name by which `geo.statistics.emerging` is called from outside."""

from geo.statistics.emerging import FEWEST_PERIODS, MOSTLY, Category, Emerging, categorise, emerging

__all__ = [
    "FEWEST_PERIODS",
    "MOSTLY",
    "Category",
    "Emerging",
    "categorise",
    "emerging",
]
