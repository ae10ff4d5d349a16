"""The small county, under the names by which the tests of the record know it."""

from tests.conftest import empty_store, store
from tests.county import COUNTY, TODAY, VILLAGES, petition

__all__ = ["COUNTY", "TODAY", "VILLAGES", "empty_store", "petition", "store"]


_OF_FILES = ("tests.data.backup.", "tests.data.test_damaged", "tests.data.test_sums")
"""Tests of what is done with files alone."""


_OF_TEXTS = (
    "tests.data.importing.divisions.test_townships",
    "tests.data.importing.petitions.test_petitions",
    "tests.data.importing.petitions.test_placing",
    "tests.data.importing.petitions.test_real_files",
    "tests.data.importing.petitions.test_township_column",
    "tests.data.importing.petitions.test_words",
    "tests.data.importing.registers.test_registers",
    "tests.data.reports.",
    "tests.data.test_rules",
)
"""Tests of how texts are read or told, the same whatever keeps them. What is written to a server and read
back is tested beside them: updates, refusals, undoing, the months of an office, the gate, visits."""


def pytest_generate_tests(metafunc):
    """Run every test of the record on both kinds of database, but for those that are about one of them."""
    about = [kind for kind in ("sqlite", "postgresql") if metafunc.definition.get_closest_marker(kind)]
    if not about and metafunc.module.__name__.startswith(_OF_FILES):
        return
    both = ["sqlite"] if metafunc.module.__name__.startswith(_OF_TEXTS) else ["sqlite", "postgresql"]
    for fixture in sorted({"store", "empty_store"} & set(metafunc.fixturenames)):
        metafunc.parametrize(fixture, about or both, indirect=True)
