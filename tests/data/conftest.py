"""The small county, under the names by which the tests of the record know it."""

from tests.conftest import store
from tests.county import COUNTY, TODAY, VILLAGES, petition

__all__ = ["COUNTY", "TODAY", "VILLAGES", "petition", "store"]
