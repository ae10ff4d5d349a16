"""Members of teams, working days set by the office, and which names are those of the official list."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("divisions", sa.Column("official", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "team_members",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("duty", sa.String(16), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["liaison_teams.id"], name="fk_team_members_team_id"),
    )
    op.create_index("ix_team_members_team_id", "team_members", ["team_id"])
    op.create_table(
        "calendar_days",
        sa.Column("on", sa.Date(), primary_key=True),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("calendar_days")
    op.drop_table("team_members")
    op.drop_column("divisions", "official")
