"""Who signs in to the small county: an account of each role, and a session of it, made without a password."""

from sqlalchemy import update

from data.accounts import accounts, codes
from data.clock import now
from data.scope import Role
from data.store import Store
from data.tables import AccountSession, Dataset
from tests.county import COUNTY
from tests.roles import UNIT_NAME

TOWNSHIP, VILLAGE = "990001001", "990001001001"
GRANTS = {
    Role.OFFICE: {},
    Role.CLERK: {},
    Role.LEADER: {"divisions": [TOWNSHIP]},
    Role.TOWNSHIP: {"divisions": [TOWNSHIP]},
    Role.TEAM: {"divisions": [VILLAGE]},
    Role.UNIT: {"units": [UNIT_NAME]},
    Role.SCREEN: {},
    Role.ADMINISTRATOR: {},
}
PASSWORD = "seven herons over the weir"  # noqa: S105 of an account that tests make


def make_real(store):
    """The small county is no demo any more."""
    with store.write("test", "make real", COUNTY) as session:
        session.execute(update(Dataset).values(synthetic=False))


def add(store: Store, role: Role, name: str | None = None) -> str:
    """An account of a role; its name, by default the role's."""
    name = name or role.value
    accounts.add(accounts.keeper(store, "test"), name, role, **GRANTS[role])
    return name


def token_of(store: Store, name: str, **values) -> str:
    """Token of a new session of an account."""
    token = codes.token()
    with store.write("test", "sign in", name) as session:
        account = accounts._account(session, name)
        at = now()
        kept = {"started": at, "last_seen": at, "device": "test", "address": ""} | values
        row = AccountSession(token_hash=codes.hash_of(token), account_id=account.id, **kept)
        session.add(row)
    return token


def cookie(token: str) -> str:
    return f"petition_session={token}"
