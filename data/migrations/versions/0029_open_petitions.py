"""Open petitions have an index of their own, and the planner is told how the tables are filled."""

import sqlalchemy as sa
from alembic import op

from data.planner import measure

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    # every petition is of one county: an index by it finds all of them, and hides the better ones
    op.drop_index("ix_petitions_county_code_filed", "petitions")
    op.create_index("ix_petitions_filed", "petitions", ["filed"])
    op.create_index(
        "ix_petitions_open",
        "petitions",
        ["village_code", "township_code"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    measure(op.get_bind())


def downgrade() -> None:
    op.drop_index("ix_petitions_open", "petitions")
    op.drop_index("ix_petitions_filed", "petitions")
    op.create_index("ix_petitions_county_code_filed", "petitions", ["county_code", "filed"])
