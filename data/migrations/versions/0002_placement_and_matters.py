"""How petitions are placed, repairs, aliases, confirmed successors, matters."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("village_code", sa.String(length=32), nullable=False),
        sa.Column("learned_at", sa.DateTime(), nullable=False),
        sa.Column("learned_by", sa.String(length=100), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_aliases")),
    )
    op.create_index("ix_place_aliases_name", "place_aliases", ["name"])
    op.create_index("ix_place_aliases_village_code", "place_aliases", ["village_code"])
    op.create_table(
        "repairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("village_code", sa.String(length=32), nullable=True),
        sa.Column("alias_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["alias_id"], ["place_aliases.id"], name=op.f("fk_repairs_alias_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repairs")),
    )
    op.create_table(
        "matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
    )
    _widen_petitions()
    _widen_successors()
    op.create_table(
        "repaired_petitions",
        sa.Column("repair_id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_repaired_petitions_petition_id")
        ),
        sa.ForeignKeyConstraint(["repair_id"], ["repairs.id"], name=op.f("fk_repaired_petitions_repair_id")),
        sa.PrimaryKeyConstraint("repair_id", "petition_id", name=op.f("pk_repaired_petitions")),
    )
    op.create_table(
        "matter_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_matter_links_matter_id")),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name=op.f("fk_matter_links_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_links")),
    )
    op.create_index("ix_matter_links_matter_id", "matter_links", ["matter_id"])
    op.create_index("ix_matter_links_petition_id", "matter_links", ["petition_id"])


def _widen_petitions() -> None:
    """Columns for placement; what was placed before was placed by its point or its name, by an import.

    Added one by one: SQLite does that in place, whereas a batch would copy the table past what refers to it.
    """
    added: list[sa.Column[Any]] = [
        sa.Column("basis", sa.String(length=16), nullable=False, server_default="none"),
        sa.Column("placed_by", sa.String(length=100), nullable=True),
        sa.Column("point_code", sa.String(length=32), nullable=True),
        sa.Column("named_code", sa.String(length=32), nullable=True),
        sa.Column("stated_township", sa.Text(), nullable=True),
        sa.Column("stated_village", sa.Text(), nullable=True),
        sa.Column(
            "matter_id",
            sa.Integer(),
            sa.ForeignKey("matters.id", name=op.f("fk_petitions_matter_id")),
            nullable=True,
        ),
    ]
    for column in added:
        op.add_column("petitions", column, inline_references=True)
    op.create_index("ix_petitions_basis", "petitions", ["basis"])
    op.create_index("ix_petitions_matter_id", "petitions", ["matter_id"])
    op.execute("UPDATE petitions SET basis = 'point', point_code = village_code WHERE placement = 'point'")
    op.execute(
        "UPDATE petitions SET basis = 'name', named_code = coalesce(village_code, township_code)"
        " WHERE placement IN ('village', 'township')"
    )
    op.execute(
        "UPDATE petitions SET placed_by ="
        " (SELECT actor FROM import_runs WHERE import_runs.id = petitions.import_run_id)"
    )


def _widen_successors() -> None:
    """Successions that were on record were entered on purpose and stay in force."""
    added: list[sa.Column[Any]] = [
        sa.Column("reason", sa.String(length=32), nullable=False, server_default="named"),
        sa.Column("score", sa.Double(), nullable=False, server_default="1"),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=100), nullable=True),
    ]
    for column in added:
        op.add_column("division_successors", column)
    op.execute("UPDATE division_successors SET confirmed_at = CURRENT_TIMESTAMP, confirmed_by = 'migration'")
