"""The county's gazetteer: address text to one village, or candidates."""

from geo.gazetteer.gazetteer import Gazetteer

__all__ = ["Gazetteer"]
