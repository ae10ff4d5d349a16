"""Under which division each code counts, and versions by subject.

Both are derived: `data.store` fills them once the tables are up to date.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counts_as",
        sa.Column("code", sa.String(32), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("village", sa.String(32), nullable=True),
        sa.Column("township", sa.String(32), nullable=True),
    )
    for column in ("village", "township"):
        op.create_index(f"ix_counts_as_{column}", "counts_as", [column])
    op.create_table(
        "subject_versions",
        sa.Column("subject_name", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
