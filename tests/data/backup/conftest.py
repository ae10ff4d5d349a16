"""Records that are in use, and their files."""

from pathlib import Path

import pytest

from data.tables import PetitionPerson
from tests.county import petition


def record_of(store):
    """The file of a record."""
    return Path(store.url.removeprefix("sqlite:///"))


def fill(store, count=300):
    """Petitions of the small county, every third with a person."""
    with store.write("clerk", "enter", "x") as session:
        for n in range(count):
            own = petition(
                f"A{n}", ("990001001001", "990001001002", "990001002001")[n % 3], address=f"路{n}号"
            )
            session.add(own)
            session.flush()
            if n % 3 == 0:
                session.add(PetitionPerson(petition_id=own.id, name=f"王{n}", statement="水渠堵塞" * 5))


@pytest.fixture
def filled(store):
    fill(store)
    return store


@pytest.fixture
def path(filled):
    return record_of(filled)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "elsewhere"
