"""The desk of a day of visits: entries, what was done with them, and desks handed out without a line."""

import sqlalchemy as sa
from alembic import op

from data import row_security

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(32), nullable=False),
        sa.Column("desk", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(100), nullable=False),
        sa.Column("arrived_at", sa.DateTime()),
        sa.Column("village_code", sa.String(32)),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("petition_id", sa.Integer()),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("made_id", sa.Integer()),
        sa.Column("heard_by", sa.String(100)),
        sa.Column("called_at", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("outcome", sa.String(16)),
        sa.Column("owner", sa.String(100)),
        sa.Column("due", sa.Date()),
        sa.Column("why", sa.String(16)),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("step_id", sa.Integer()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("taken_version", sa.Integer()),
        sa.Column("withdrawn_at", sa.DateTime()),
        sa.Column("withdrawn_by", sa.String(100)),
        sa.UniqueConstraint(
            "on", "township_code", "desk", "number", name="uq_desk_entries_on_township_code_desk_number"
        ),
        sa.UniqueConstraint("uid", name="uq_desk_entries_uid"),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name="fk_desk_entries_petition_id"),
        sa.ForeignKeyConstraint(["made_id"], ["petitions.id"], name="fk_desk_entries_made_id"),
        sa.ForeignKeyConstraint(["step_id"], ["case_steps.id"], name="fk_desk_entries_step_id"),
    )
    for column in ("township_code", "petition_id", "made_id", "step_id"):
        op.create_index(f"ix_desk_entries_{column}", "desk_entries", [column])
    op.create_table(
        "desk_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("undone_at", sa.DateTime()),
        sa.Column("undone_by", sa.String(100)),
        sa.ForeignKeyConstraint(["entry_id"], ["desk_entries.id"], name="fk_desk_changes_entry_id"),
    )
    op.create_index("ix_desk_changes_entry_id", "desk_changes", ["entry_id"])
    op.create_table(
        "desk_exports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(32), nullable=False),
        sa.Column("desk", sa.String(8), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.UniqueConstraint("on", "township_code", "desk", name="uq_desk_exports_on_township_code_desk"),
        sa.UniqueConstraint("uid", name="uq_desk_exports_uid"),
    )
    op.create_index("ix_desk_exports_township_code", "desk_exports", ["township_code"])
    if op.get_bind().dialect.name == "postgresql":
        row_security.enable_desk(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY IF EXISTS desk ON petition_persons")
    for table in ("desk_exports", "desk_changes", "desk_entries"):
        op.drop_table(table)
