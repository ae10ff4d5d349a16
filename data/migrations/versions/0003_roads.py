"""Roads know their name, direction and speed, for travel times."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    added: list[sa.Column[Any]] = [
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("oneway", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("speed_kmh", sa.Double(), nullable=True),
        sa.Column("limit_kmh", sa.Double(), nullable=True),
    ]
    for column in added:
        op.add_column("roads", column)
