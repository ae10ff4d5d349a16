"""Words that name no theme are told from none: an import took the first for the second."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE petitions SET tags = '' WHERE tags IS NULL AND tags_by IS NOT NULL")


def downgrade() -> None:
    """Nothing that was written before is told otherwise by it."""
