"""Names, numbers, addresses and words are sealed; keyed hashes stand beside what is looked for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data import persons, unlocking
from data.sealing import KeyedHash, Sealed, SealedJSON

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000
_SEALED: dict[str, dict[str, type[Sealed]]] = {
    "petition_persons": dict.fromkeys(("name", "id_number", "phone", "home", "statement", "against"), Sealed),
    "petitions": {"address": Sealed},
    "petition_states": {"changes": SealedJSON, "reason": Sealed},
    "petition_person_states": {"changes": SealedJSON},
    "findings": {"reason": Sealed},
    "instructions": {"proof": Sealed},
    "team_members": {"phone": Sealed},
}
_KEYS = {"petition_persons": "petition_id", "petition_person_states": "state_id"}
_HASHES: dict[str, dict[str, tuple[str, Any, int | None]]] = {
    "petition_persons": {
        "name_hash": ("name", persons.names, None),
        "name_start": ("name", persons.starts, 12),
        "id_number_hash": ("id_number", persons.identities, None),
        "phone_hash": ("phone", persons.phones, None),
    },
    "petitions": {"address_hash": ("address", persons.exact, None)},
}
_INDICES = {"petition_persons": ("name_start", "id_number_hash", "phone_hash")}


def upgrade() -> None:
    op.create_table(
        "sealing_key",
        sa.Column("key_id", sa.String(8), primary_key=True),
        sa.Column("check_value", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("scrubbed", sa.Boolean(), nullable=False),
    )
    connection = op.get_bind()
    first = [
        connection.scalar(sa.select(sa.func.min(sa.column(_key(name)))).select_from(sa.table(name)))
        for name in _SEALED
    ]
    unlocking.begin(connection, scrubbed=all(one is None for one in first))
    for table in _SEALED:
        _seal(connection, table)
    # fingerprints had no key, and addresses went into them: the next file is compared field by field
    connection.execute(sa.text("UPDATE petitions SET digest = ''"))


def _seal(connection: sa.Connection, name: str) -> None:
    """Put sealed columns in the place of those in clear, some rows at a time."""
    for column, kind in _SEALED[name].items():
        required = kind is SealedJSON or name == "team_members"
        default = sa.text("''") if required else None
        op.add_column(
            name,
            sa.Column(f"sealed_{column}", sa.LargeBinary(), nullable=not required, server_default=default),
        )
    for column in _HASHES.get(name, {}):
        op.add_column(name, sa.Column(column, sa.LargeBinary(), nullable=True))
    old, new = _tables(name)
    key = _key(name)
    change = sa.update(new).where(new.c[key] == sa.bindparam("own"))
    change = change.values(
        {column.name: sa.bindparam(f"new_{column.name}") for column in new.c if column.name != key}
    )
    wanted = (
        sa.select(old).where(sa.or_(*(old.c[one].is_not(None) for one in _SEALED[name]))).order_by(old.c[key])
    )
    last = -1
    while rows := connection.execute(wanted.where(old.c[key] > last).limit(_AT_ONCE)).mappings().all():
        values = {f"new_sealed_{column}": [row[column] for row in rows] for column in _SEALED[name]}
        for column, (told, form, bits) in _HASHES.get(name, {}).items():
            texts = [row[told] for row in rows]
            hashed = KeyedHash(f"{name}.{column}", form, bits)
            values[f"new_{column}"] = hashed.many(texts, connection.dialect)
        values["own"] = [row[key] for row in rows]
        connection.execute(
            change, [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
        )
        last = rows[-1][key]
    for column in _SEALED[name]:
        op.drop_column(name, column)
        op.alter_column(name, f"sealed_{column}", new_column_name=column)
    for column in _INDICES.get(name, ()):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _tables(name: str) -> tuple[sa.TableClause, sa.TableClause]:
    """The table as it was, and as it becomes."""
    kinds = _SEALED[name].items()
    old = [sa.column(column, sa.JSON() if kind is SealedJSON else sa.Text()) for column, kind in kinds]
    new: list[sa.ColumnClause[Any]] = [
        sa.column(f"sealed_{column}", kind(f"{name}.{column}")) for column, kind in kinds
    ]
    new += [sa.column(column, sa.LargeBinary()) for column in _HASHES.get(name, {})]
    first = (sa.column(_key(name), sa.Integer()) for _ in range(2))
    return sa.table(name, next(first), *old), sa.table(name, next(first), *new)


def _key(name: str) -> str:
    return _KEYS.get(name, "id")
