"""Online intake: who may send requests, and requests on their way into the record."""

import sqlalchemy as sa
from alembic import op

from data import row_security

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_sources",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(100), nullable=True),
        sa.UniqueConstraint("name", name="uq_intake_sources_name"),
        sa.UniqueConstraint("key_hash", name="uq_intake_sources_key_hash"),
    )
    op.create_table(
        "intake_requests",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received", sa.DateTime(), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["intake_sources.id"], name="fk_intake_requests_source_id"),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_runs.id"], name="fk_intake_requests_import_run_id"
        ),
        sa.UniqueConstraint("number", name="uq_intake_requests_number"),
        sa.UniqueConstraint("source_id", "digest", name="uq_intake_requests_source_id_digest"),
    )
    op.create_index("ix_intake_requests_source_id", "intake_requests", ["source_id"])
    op.create_index("ix_intake_requests_state", "intake_requests", ["state"])
    if op.get_bind().dialect.name == "postgresql":
        row_security.enable_intake(op.get_bind())


def downgrade() -> None:
    for table in ("intake_requests", "intake_sources"):
        op.drop_table(table)
