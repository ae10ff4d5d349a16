"""Backups that were begun: where each is, what came of it, and of the check that went with it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup_runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("file", sa.String(200), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("faults", sa.JSON(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("backup_runs")
