"""How far a case went in review and re-review, and the themes that its words name."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("petitions", sa.Column("review", sa.String(16), nullable=True))
    op.add_column("petitions", sa.Column("tags", sa.String(300), nullable=True))
    op.add_column("petitions", sa.Column("tags_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    for column in ("tags_by", "tags", "review"):
        op.drop_column("petitions", column)
