"""An error that nobody foresaw is told by its kind and place, never by its words."""

import io
import logging
import os
import stat
import subprocess
import sys
import threading

import pandas as pd
import pytest

from data import discretion
from data.store import Store

CANARY = "测试甲乙990001199001011239"


@pytest.fixture
def discreet(monkeypatch):
    """The process as a command or a server has it, and as it was at the end."""
    factory, hooks = logging.getLogRecordFactory(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    mask = os.umask(0o022)
    discretion.begin()
    yield
    os.umask(mask)
    logging.setLogRecordFactory(factory)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def _fault():
    try:
        pd.Series([CANARY]).astype("float64")
    except ValueError as error:
        raise KeyError(CANARY) from error


@pytest.mark.parametrize(
    "log",
    [
        lambda logger, error: logger.exception("it failed"),
        lambda logger, error: logger.error("it failed: %s", error),
        lambda logger, error: logger.error("it failed: %r", error, exc_info=error),
        lambda logger, error: logger.error(error),
        lambda logger, error: logger.warning("it failed", exc_info=True, stack_info=False),
    ],
)
def test_no_log_quotes_what_an_error_says(discreet, log):
    out = io.StringIO()
    logger = logging.getLogger("tests.discretion")
    handler = logging.StreamHandler(out)
    logger.addHandler(handler)
    try:
        _fault()
    except KeyError as error:
        assert CANARY in str(error)
        log(logger, error)
    logger.removeHandler(handler)
    assert CANARY not in out.getvalue() and CANARY[:4] not in out.getvalue()
    assert "KeyError" in out.getvalue()


def test_a_log_says_where_it_came_up_and_from_what(discreet):
    with pytest.raises(KeyError) as fault:
        _fault()
    told = discretion.place_of(fault.value)
    assert "tests/data/test_discretion.py" in told and " _fault" in told
    assert told.splitlines()[0] == "KeyError" and "\nValueError\n" in told


def test_a_thread_that_ends_by_an_error_says_no_more(discreet, capsys):
    thread = threading.Thread(target=_fault)
    thread.start()
    thread.join()
    told = capsys.readouterr().err
    assert "KeyError" in told and "意外错误" in told and CANARY not in told


def test_a_command_that_ends_by_an_error_says_no_more_and_exits_with_one():
    script = f"from data import discretion\nwith discretion.ending():\n    float({CANARY!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stdout == ""
    assert "ValueError" in done.stderr and CANARY not in done.stderr and CANARY[:4] not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_a_record_and_what_lies_beside_it_are_their_owners_alone(tmp_path):
    mask = os.umask(0o022)
    store = Store(str(tmp_path / "county.gpkg"), create=True)
    with store.write("test", "x", "y"):
        pass
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close()
    os.umask(mask)
    assert modes.keys() >= {"county.gpkg", "county.gpkg-wal", "county.gpkg-shm"}
    assert set(modes.values()) == {0o600}
