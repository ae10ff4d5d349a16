"""States of petitions by file and by hand, fields of real files, profiles and words kept in the record."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in _of_petitions():
        op.add_column("petitions", column)
    for column in _of_runs():
        op.add_column("import_runs", column)
    op.add_column("petition_persons", sa.Column("against", sa.String(200), nullable=True))
    op.create_table(
        "petition_states",
        sa.Column("id", sa.Integer(), primary_key=True),
        _reference("petition_states", "petition_id", "petitions.id", nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        _reference("petition_states", "import_run_id", "import_runs.id", nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
    )
    for name in ("petition_id", "import_run_id"):
        op.create_index(f"ix_petition_states_{name}", "petition_states", [name])
    op.create_table(
        "petition_person_states",
        _reference("petition_person_states", "state_id", "petition_states.id", primary_key=True),
        sa.Column("changes", sa.JSON(), nullable=False),
    )
    op.create_table(
        "petition_sightings",
        _reference("petition_sightings", "import_run_id", "import_runs.id", primary_key=True),
        _reference("petition_sightings", "petition_id", "petitions.id", primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "import_profiles",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("headings", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.UniqueConstraint("name", name="uq_import_profiles_name"),
    )
    op.create_index("ix_import_profiles_headings", "import_profiles", ["headings"])
    op.create_table(
        "word_codes",
        sa.Column("field", sa.String(32), primary_key=True),
        sa.Column("word", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
    )


def _reference(table: str, name: str, target: str, **options: Any) -> sa.Column[int]:
    key = sa.ForeignKey(target, name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Integer(), key, **options)


def _of_petitions() -> tuple[sa.Column[Any], ...]:
    return (
        *(sa.Column(name, sa.DateTime(), nullable=True) for name in ("accepted", "forwarded", "answered")),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("origin", sa.String(16), nullable=True),
        sa.Column("case_leader", sa.String(100), nullable=True),
        sa.Column("settled_level", sa.String(16), nullable=True),
        sa.Column("agent", sa.String(100), nullable=True),
        sa.Column("visits", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
    )


def _of_runs() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unchanged", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(100), nullable=True),
    )
