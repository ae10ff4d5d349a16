"""Row-level security tells who adds, changes and removes, also of registers that the office keeps; what a
request held can be forgotten, and a policy names the finding that it came of."""

import sqlalchemy as sa
from alembic import op

from data import row_security

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake_requests", sa.Column("forgotten_at", sa.DateTime(), nullable=True))
    named = sa.ForeignKey("findings.id", name=op.f("fk_policies_finding_id"))
    op.add_column(
        "policies", sa.Column("finding_id", sa.Integer(), named, nullable=True), inline_references=True
    )
    if op.get_bind().dialect.name == "postgresql":
        for enable in (
            row_security.enable,
            row_security.enable_desk,
            row_security.enable_followup,
            row_security.enable_intake,
            row_security.enable_registers,
        ):
            enable(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        row_security.disable(op.get_bind(), row_security.REGISTER_POLICIES)
    op.drop_column("policies", "finding_id")
    op.drop_column("intake_requests", "forgotten_at")
