"""Relief, waters and neighbouring counties, for the map."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from data.geopackage import Geometry

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    corners: list[sa.Column[Any]] = [
        sa.Column(name, sa.Double(), nullable=False) for name in ("west", "south", "east", "north")
    ]
    op.create_table(
        "relief",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        *corners,
        sa.Column("source", sa.String(200), nullable=True),
    )
    op.create_table(
        "surroundings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=True),
        sa.Column("geometry", Geometry(), nullable=False),
        sa.Column("source", sa.String(200), nullable=True),
    )
    op.create_index("ix_surroundings_kind", "surroundings", ["kind"])


def downgrade() -> None:
    op.drop_table("surroundings")
    op.drop_table("relief")
