"""The small county, under the names by which the tests of the record know it."""

from tests.conftest import empty_store, store
from tests.county import COUNTY, TODAY, VILLAGES, petition

__all__ = ["COUNTY", "TODAY", "VILLAGES", "empty_store", "petition", "store"]


_OF_FILES = ("tests.data.backup.", "tests.data.test_damaged", "tests.data.test_sums")
"""Tests of what is done with files alone."""


def pytest_generate_tests(metafunc):
    """Run every test of the record on both kinds of database, but for those that are about one of them."""
    about = [kind for kind in ("sqlite", "postgresql") if metafunc.definition.get_closest_marker(kind)]
    if not about and metafunc.module.__name__.startswith(_OF_FILES):
        return
    for fixture in sorted({"store", "empty_store"} & set(metafunc.fixturenames)):
        metafunc.parametrize(fixture, about or ["sqlite", "postgresql"], indirect=True)
