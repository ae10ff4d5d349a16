"""Two processes serve twenty users from one record: each sees the own cases, no change is lost."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import select, text

from data.store import Store
from data.tables.petitions import Petition
from tests.county import COUNTY, VILLAGES, petition

pytestmark = pytest.mark.postgresql
USERS, ROUNDS = 10, 5
"""Of each of the two processes."""

SERVING = f"""
import datetime as dt, json, sys
from concurrent.futures import ThreadPoolExecutor
from sqlalchemy import select, update
from data.petitions import gate
from data.reader import Reader
from data.scope import Role, Scope
from data.store import Store
from data.tables.petitions import Petition

store, today = Store(sys.argv[1]), dt.date(2026, 11, 24)
villages = {sorted(VILLAGES)!r}

def serve(user):
    village = villages[user % len(villages)]
    writer = Reader(Scope.of(Role.TOWNSHIP, [village[:9]], "{COUNTY}"), store, today).by(f"user {{user}}")
    foreign = 0
    for _ in range({ROUNDS}):
        with writer.store.read() as connection:
            seen = connection.execute(select(Petition.number, Petition.village_code)).all()
            case = gate.cases(writer)
            open_to = connection.scalars(select(case.c.number)).all()
        foreign += sum(code[:9] != village[:9] for _, code in seen)
        foreign += len(set(open_to) ^ {{number for number, _ in seen}})
        with writer.write("count", village) as session:
            people = session.scalar(select(Petition.people).where(Petition.number == village))
            own = update(Petition).where(Petition.number == village)
            session.execute(own.values(people=people + 1))
    return foreign

with ThreadPoolExecutor({USERS}) as users:
    print(json.dumps(sum(users.map(serve, range({USERS})))))
"""


def test_twenty_users_of_two_servers_see_their_own_and_lose_no_change(store):
    with store.write("test", "add", COUNTY) as session:
        session.add_all(petition(code, code) for code in VILLAGES)
    before = store.dataset()
    command = [sys.executable, "-c", SERVING, store.url]
    servers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for server in servers:
        told, _ = server.communicate(timeout=300)
        assert json.loads(told) == 0 and server.returncode == 0
    after = Store(store.url).dataset()
    assert after.version - before.version == 2 * USERS * ROUNDS
    assert after.versions["petitions"] - before.versions["petitions"] == 2 * USERS * ROUNDS
    with store.read() as connection:
        counted = connection.scalars(select(Petition.people)).all()
        assert sum(counted) - len(VILLAGES) == 2 * USERS * ROUNDS
        logged = connection.scalar(text("SELECT count(*) FROM audit_log WHERE action = 'count'"))
        assert logged == 2 * USERS * ROUNDS
