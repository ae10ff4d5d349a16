"""The county's rules are kept with the day from which they hold.

What the county decided about the day of the visits holds as it did: for every day on record.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from data.clock import now

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sets = op.create_table(
        "rule_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("set_by", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
    )
    op.create_index("ix_rule_sets_valid_from", "rule_sets", ["valid_from"])
    dataset = sa.table("dataset", sa.column("visit_rule"))
    for (rule,) in op.get_bind().execute(sa.select(dataset.c.visit_rule)).all():
        if rule != "immovable":
            op.get_bind().execute(sa.insert(sets).values(**_decided(rule)))
    with op.batch_alter_table("dataset") as table:
        table.drop_column("visit_rule")


def _decided(rule: str) -> dict[str, object]:
    return {
        "valid_from": dt.date(1900, 1, 1),
        "values": {"visits.rule": rule},
        "set_at": now(),
        "set_by": "migration",
    }
