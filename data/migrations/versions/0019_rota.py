"""Leaders with their grade, whether they take a township, their time in office; the rota of receptions."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WITHOUT_ONE = """
UPDATE leaders SET takes_township = FALSE
WHERE id NOT IN (SELECT leader_id FROM contracts WHERE valid_to IS NULL OR valid_to > CURRENT_DATE)
AND (id IN (SELECT leader_id FROM contracts)
     OR id IN (SELECT substitute_id FROM absences WHERE substitute_id IS NOT NULL))
"""
"""Whose contracts have all ended, and who was only ever a substitute, is given no township unless the office
says so; until now the proposals took the latter for leaders who still lack one."""


def upgrade() -> None:
    county, yes = sa.text("'county'"), sa.true()
    op.add_column("leaders", sa.Column("grade", sa.String(16), nullable=False, server_default=county))
    op.add_column("leaders", sa.Column("takes_township", sa.Boolean(), nullable=False, server_default=yes))
    op.add_column("leaders", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("leaders", sa.Column("valid_to", sa.Date(), nullable=True))
    op.execute(WITHOUT_ONE)
    op.create_table(
        "rota_duties",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("division_code", sa.String(32), nullable=False),
        sa.Column("opens", sa.Double(), nullable=False),
        sa.Column("closes", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name="fk_rota_duties_leader_id"),
    )
    op.create_index("ix_rota_duties_leader_id", "rota_duties", ["leader_id"])
    op.create_index("ix_rota_duties_on", "rota_duties", ["on"])


def downgrade() -> None:
    op.drop_table("rota_duties")
    for column in ("valid_to", "valid_from", "takes_township", "grade"):
        op.drop_column("leaders", column)
