"""Units of the county: the categories they are in charge of, and how many of their leaders can come along."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("deputies", sa.Integer(), nullable=False),
        sa.UniqueConstraint("name", name="uq_units_name"),
    )
    op.create_table(
        "unit_categories",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_categories_unit_id"),
    )
    op.create_index("ix_unit_categories_unit_id", "unit_categories", ["unit_id"])


def downgrade() -> None:
    op.drop_table("unit_categories")
    op.drop_table("units")
