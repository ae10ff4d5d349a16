"""Travel over roads: the network, minutes between points, the way; an estimate where there are none."""

from geo.roads.classes import RoadSpeeds
from geo.roads.network import FAR, LEAST_SHARE, RoadNetwork, RoadPart, Snapped

__all__ = ["FAR", "LEAST_SHARE", "RoadNetwork", "RoadPart", "RoadSpeeds", "Snapped"]
