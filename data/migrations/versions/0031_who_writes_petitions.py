"""Row-level security tells who adds, changes and removes petitions, bookings, steps and links to matters."""

from alembic import op

from data import row_security

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        row_security.enable(op.get_bind())
        row_security.enable_followup(op.get_bind())  # the former names instructions too, which are told anew
        row_security.enable_steps(op.get_bind())


def downgrade() -> None:
    """What may be read is as it was, and less is written than before: nothing is opened again."""
