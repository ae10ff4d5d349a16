"""What holds for every test, and the records that are made once a run and copied."""

import gc
import itertools
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from data import demo
from data.store import Store
from tests import county, engines
from tests import server as servers

# Speed is measured in scripts/bench; a stopwatch on a shared machine fails tests whose answers are right.
settings.register_profile("answers-only", deadline=None)
settings.load_profile("answers-only")


ROOT = Path(__file__).resolve().parents[1]
TOGETHER = ("tests/browser/", "tests/dashboard/pages/")
"""Folders whose tests one worker takes alone: they share a server, or what the pages keep in memory. Files of
the browser's tests whose servers are all their own go alone, each to one worker."""
YOUNG = 50_000
"""Objects more made than given back, after which the young ones are looked through."""
OPENED_ANEW = ("tests.data.test_store", "tests.data.test_server", "tests.data.backup.")
"""Tests of how records are opened and refused: their engines are no others' (`tests.engines`)."""


def pytest_configure(config):
    """Keys of the records that tests make lie in a folder of the run, which its workers share."""
    if not hasattr(config, "workerinput"):
        config.key_folder = tempfile.TemporaryDirectory(prefix="petition-map-keys-")
        os.environ["PETITION_MAP_KEYS"] = config.key_folder.name


def pytest_unconfigure(config):
    if hasattr(config, "key_folder"):
        config.key_folder.cleanup()


def _together(nodeid):
    """The folder or file with whose other tests a test goes; None: it goes alone."""
    file = nodeid.partition("::")[0]
    folder = next((folder for folder in TOGETHER if file.startswith(folder)), None)
    return file if folder == "tests/browser/" and not _shares_server(file) else folder


@cache
def _shares_server(file):
    return "demo_server" in (ROOT / file).read_text(encoding="utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand tests to the workers one by one in their order, but those above together."""
    from xdist.scheduler import LoadScopeScheduling

    class OneByOne(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return _together(nodeid) or nodeid

    config.option.loadscopereorder = False
    return OneByOne(config, log)


def pytest_collection_modifyitems(items):
    """Whole folders first, then what is slow, then files, so that none is left to one worker at the end."""
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker("browser")

    def order(item):
        whole = _together(item.nodeid)
        return whole not in TOGETHER, "slow" not in item.keywords, whole is None

    items.sort(key=order)


def pytest_collection_finish():
    """Look for garbage among what tests make, and no more through the libraries that they all have loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


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


@pytest.fixture(scope="session")
def server(tmp_path_factory, worker_id):
    """The PostgreSQL server of this run (`tests.server`)."""
    if servers.programs() is None:
        pytest.skip("PostgreSQL with PostGIS is not installed")
    own = tmp_path_factory.getbasetemp()
    return servers.running(own if worker_id == "master" else own.parent)


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        servers.stop(session.config._tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def _county_on_server(server, worker_id):
    """The small county on the server, for one worker alone, and how to bring it back."""
    database = f"county_{worker_id}"
    url = server.make(database, "template_empty")
    made = Store(url)
    county.fill(made.entire())
    made.close()
    with servers.Original(server, database) as original:
        yield url, original


@pytest.fixture
def empty_store(request, tmp_path):
    """A record of the test's own that holds nothing yet: a file, or on a server."""
    if getattr(request, "param", "sqlite") == "postgresql":
        server = request.getfixturevalue("server")
        database = f"empty_{next(_numbers)}_{request.getfixturevalue('worker_id')}"
        opened = Store(server.make(database, "template_empty")).entire()
        yield opened
        opened.close()
        server.drop(database)
        return
    path = tmp_path / "new.gpkg"
    shutil.copyfile(request.getfixturevalue("empty_record"), path)
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.close()


_numbers = itertools.count()


@pytest.fixture
def store(request, tmp_path):
    """The small county (`tests.county`) in a record of the test's own: a file, or on a server."""
    open_store = Store if request.module.__name__.startswith(OPENED_ANEW) else engines.opened
    if getattr(request, "param", "sqlite") == "postgresql":
        url, original = request.getfixturevalue("_county_on_server")
        opened = open_store(url).entire()
        yield opened
        opened.close()
        original.restore()
        return
    path = tmp_path / "county.gpkg"
    shutil.copyfile(request.getfixturevalue("_county_record"), path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def calls_of(monkeypatch):
    """Function from (module, name) pairs to a list to which each call of one of them adds its name."""

    names = []

    def counted(name, own):
        def call(*words, **more):
            names.append(name)
            return own(*words, **more)

        return call

    def watch(*functions):
        for module, name in functions:
            monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
        return names

    return watch
