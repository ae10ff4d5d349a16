"""The record of the process: opened once, whoever else asks while it is being looked through."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import record
from dashboard.server import health


@pytest.fixture
def slow(monkeypatch):
    """A record whose opening takes as long as the test wants: how often it was begun, and what ends it."""
    begun, go_on = [], threading.Event()

    def opened(address):
        begun.append(address)
        assert go_on.wait(10)
        return object()

    monkeypatch.setattr(record, "Store", opened)
    record.forget_record()
    yield begun, go_on
    go_on.set()
    record.forget_record()


def test_eight_who_ask_at_once_wait_for_one_opening(slow):
    begun, go_on = slow
    with ThreadPoolExecutor(8) as readers:
        asked = [readers.submit(record.store) for _ in range(8)]
        go_on.set()
        assert len({id(each.result()) for each in asked}) == len(begun) == 1


def test_health_says_at_once_that_the_record_is_being_opened(slow):
    begun, go_on = slow
    with ThreadPoolExecutor(1) as readers:
        opened = readers.submit(record.store)
        while not begun:
            pass
        answer = health(None)
        go_on.set()
        opened.result()
    assert answer.status_code == 503
    assert b'"status":"opening"' in answer.body
    assert not record.is_opening()
