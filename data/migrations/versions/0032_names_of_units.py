"""Other names of units; on a server the register of units is kept by the office alone."""

import sqlalchemy as sa
from alembic import op

from data import row_security

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_aliases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("learned_at", sa.DateTime(), nullable=False),
        sa.Column("learned_by", sa.String(100), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_aliases_unit_id"),
    )
    op.create_index("ix_unit_aliases_unit_id", "unit_aliases", ["unit_id"])
    if op.get_bind().dialect.name == "postgresql":
        row_security.enable_units(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        row_security.disable(op.get_bind(), row_security.UNIT_POLICIES)
    op.drop_table("unit_aliases")
