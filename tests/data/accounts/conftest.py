"""Accounts of the small county, with passwords that are quick to check."""

import datetime as dt

import pytest
from argon2 import PasswordHasher

from data.accounts import accounts, passwords
from data.scope import Role
from tests.county import COUNTY

NOON = dt.datetime(2026, 11, 24, 12)
PASSWORD = "七月流火九月授衣春日载阳"  # noqa: S105


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Passwords cost little here; that they cost much otherwise is held by a test of its own."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_NOBODYS", [])


@pytest.fixture
def administrator(store):
    """Somebody who keeps accounts, on a record that has one administrator."""
    accounts.begin(store, accounts.first_code(store, NOON), "admin", PASSWORD, NOON)
    return accounts.keeper(store, "admin")


@pytest.fixture
def person(administrator):
    """Function that makes an account with a password."""

    def make(name, role=Role.OFFICE, **more):
        more = {"valid_from": dt.date(2026, 1, 1), "divisions": [COUNTY]} | more
        code = accounts.add(administrator, name, role, **more)
        return accounts.begin(administrator.store, code, name, PASSWORD, NOON)

    return make
