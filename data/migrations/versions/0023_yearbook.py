"""Yearly totals, cases of the court, policies that petitions led to, and the households they helped."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "year_totals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("counted_in", sa.String(16), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.UniqueConstraint("year", "counted_in", name="uq_year_totals_year_counted_in"),
    )
    op.create_table(
        "court_counts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("division_code", sa.String(32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.UniqueConstraint("division_code", "month", name="uq_court_counts_division_code_month"),
    )
    op.create_table(
        "policies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("division_code", sa.String(32), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.Column("proposal", sa.String(500), nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("proposed", sa.Date(), nullable=False),
        sa.Column("replied", sa.Date(), nullable=True),
        sa.Column("reply", sa.String(500), nullable=False),
        sa.Column("measure", sa.String(500), nullable=False),
        sa.Column("taken", sa.Date(), nullable=True),
        sa.UniqueConstraint("title", name="uq_policies_title"),
    )
    op.create_table(
        "helped_households",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_helped_households_policy_id"),
        sa.UniqueConstraint(
            "policy_id", "division_code", "on", name="uq_helped_households_policy_id_division_code_on"
        ),
    )
    op.create_index("ix_helped_households_policy_id", "helped_households", ["policy_id"])


def downgrade() -> None:
    for table in ("helped_households", "policies", "court_counts", "year_totals"):
        op.drop_table(table)
