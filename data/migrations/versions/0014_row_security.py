"""Row-level security of petitions and of what hangs on them, on a PostgreSQL server."""

from alembic import op

from data import row_security

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        row_security.enable(op.get_bind())
