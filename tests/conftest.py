"""What holds for every test, and the records that are made once a run and copied."""

import shutil

import pytest
from filelock import FileLock
from hypothesis import settings

from data import demo
from data.store import Store
from tests import county

# Speed is measured in scripts/bench; a stopwatch on a shared machine fails tests whose answers are right.
settings.register_profile("answers-only", deadline=None)
settings.load_profile("answers-only")


GROUPS = {"tests/browser/": "browser", "tests/dashboard/pages/": "pages"}
"""Folders whose tests one worker takes alone: they share a server, or what the pages keep in memory."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    """Groups first, then what is slow, so that no worker is left alone with a long test at the end."""

    def place(item):
        names = [mark.args[0] for mark in item.iter_markers("xdist_group")]
        return [*GROUPS.values()].index(names[0]) if names else len(GROUPS) + ("slow" not in item.keywords)

    for item in items:
        for folder, group in GROUPS.items():
            if folder in item.path.as_posix():
                item.add_marker(pytest.mark.xdist_group(group))
                if group == "browser":
                    item.add_marker("browser")
    items.sort(key=place)


@pytest.fixture(scope="session")
def once(tmp_path_factory, worker_id):
    """Function from a name and how to make it to a file, made once a run: one worker makes it, others wait.

    The file is everybody's: what changes it takes a copy.
    """
    own = tmp_path_factory.getbasetemp()
    folder = own if worker_id == "master" else own.parent

    def file(name, make):
        path = folder / name
        with FileLock(f"{path}.lock"):
            if not path.exists():
                unfinished = path.with_stem(f"{path.stem}-unfinished")
                make(unfinished)
                unfinished.rename(path)
        return path

    return file


@pytest.fixture(scope="session")
def demo_of(once):
    """Function from a day to the file of the demo county as of it: to be copied where a test changes it."""

    def make(path, day):
        store = Store(str(path), create=True)
        demo.build(store, day)
        store.close()

    return lambda day: once(f"demo-{day}.gpkg", lambda path: make(path, day))


@pytest.fixture(scope="session")
def empty_record(once):
    """File of a record that holds nothing yet, its tables made: to be copied."""
    return once("empty.gpkg", lambda path: Store(str(path), create=True).close())


@pytest.fixture(scope="session")
def _county_record(once, empty_record):
    def make(path):
        shutil.copyfile(empty_record, path)
        store = Store(str(path))
        county.fill(store)
        store.close()

    return once("county.gpkg", make)


@pytest.fixture
def store(_county_record, tmp_path):
    """The small county (`tests.county`) in a record of the test's own."""
    path = tmp_path / "county.gpkg"
    shutil.copyfile(_county_record, path)
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.close()
