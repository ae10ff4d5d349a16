"""Who goes where and when: absences, recusals, bookings, opening hours, the rule of the day and the mode."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name, default in (("dataset", "visit_rule", "immovable"), ("visits", "mode", "announced")):
        op.add_column(table, sa.Column(name, sa.String(24), nullable=False, server_default=default))
    for name in ("opens", "closes"):
        op.add_column("visit_points", sa.Column(name, sa.Double(), nullable=True))
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name="fk_absences_leader_id"),
        sa.ForeignKeyConstraint(["substitute_id"], ["leaders.id"], name="fk_absences_substitute_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_leader_id", "absences", ["leader_id"])
    op.create_table(
        "recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name="fk_recusals_leader_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recusals"),
    )
    op.create_index("ix_recusals_leader_id", "recusals", ["leader_id"])
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("township_code", sa.String(32), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("booked_by", sa.String(100), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_by", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name="fk_bookings_petition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bookings"),
    )
    op.create_index("ix_bookings_on_township_code", "bookings", ["on", "township_code"])
    op.create_index("ix_bookings_petition_id", "bookings", ["petition_id"])
