"""The name by which `geo.statistics.scan` is called from outside."""

from geo.statistics.scan import Cluster, ScanResult, scan, warm

__all__ = [
    "Cluster",
    "ScanResult",
    "scan",
    "warm",
]
