"""The name by which `geo.statistics.hotspots` is called from outside."""

from geo.statistics.hotspots import Kind, Spots, getis_ord, local_moran

__all__ = [
    "Kind",
    "Spots",
    "getis_ord",
    "local_moran",
]
