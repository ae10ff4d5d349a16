"""Errands of the teams, who recorded a contact, and the windows of the places of reception."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("team_contacts") as table:
        table.add_column(sa.Column("recorded_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("recorded_by", sa.String(100), nullable=True))
    op.create_table(
        "errands",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("village_code", sa.String(32), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("done", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(100), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(100), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["liaison_teams.id"], name="fk_errands_team_id"),
        sa.UniqueConstraint("form", name="uq_errands_form"),
    )
    op.create_index("ix_errands_village_code", "errands", ["village_code"])
    op.create_index("ix_errands_team_id", "errands", ["team_id"])
    op.create_table(
        "hub_windows",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(100), nullable=False),
        sa.Column("unit", sa.String(100), nullable=True),
        sa.Column("presence", sa.String(16), nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("opens", sa.Double(), nullable=True),
        sa.Column("closes", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["hub_id"], ["hubs.id"], name="fk_hub_windows_hub_id"),
        sa.UniqueConstraint("hub_id", "service", name="uq_hub_windows_hub_id_service"),
    )
    op.create_index("ix_hub_windows_hub_id", "hub_windows", ["hub_id"])


def downgrade() -> None:
    op.drop_table("hub_windows")
    op.drop_table("errands")
    with op.batch_alter_table("team_contacts") as table:
        table.drop_column("recorded_by")
        table.drop_column("recorded_at")
