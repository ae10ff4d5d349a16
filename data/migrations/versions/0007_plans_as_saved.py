"""What a plan was saved for, where a leader was in fact, and which visit an outcome belongs to.

The problem behind plans that are on record already is not known: their fingerprint stays empty, and nothing
is claimed of them.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("fingerprint", sa.String(64), nullable=True))
    with op.batch_alter_table("visit_stops") as stops:
        for name in ("arrives", "departs"):
            stops.alter_column(name, existing_type=sa.Double(), nullable=True)
    visit = sa.Column(
        "visit_id",
        sa.Integer(),
        sa.ForeignKey("visits.id", name=op.f("fk_case_steps_visit_id")),
        nullable=True,
    )
    op.add_column("case_steps", visit, inline_references=True)
    op.add_column("case_steps", sa.Column("undone_at", sa.DateTime(), nullable=True))
    op.add_column("case_steps", sa.Column("undone_by", sa.String(100), nullable=True))
    op.create_index("ix_case_steps_visit_id", "case_steps", ["visit_id"])
    _outcomes_on_record()


def _outcomes_on_record() -> None:
    """An outcome belongs to the visit to its case's township on its day, at noon, as it was recorded."""
    steps = sa.table("case_steps", *(sa.column(name) for name in ("id", "visit_id", "petition_id", "kind")))
    steps.append_column(sa.column("at", sa.DateTime()))
    petitions = sa.table("petitions", sa.column("id"), sa.column("township_code"))
    visits = sa.table("visits", sa.column("id"), sa.column("township_code"), sa.column("on", sa.Date()))
    connection = op.get_bind()
    held = {(on, township): visit for visit, township, on in connection.execute(sa.select(visits))}
    outcomes = connection.execute(
        sa.select(steps.c.id, steps.c.at, petitions.c.township_code)
        .join(petitions, petitions.c.id == steps.c.petition_id)
        .where(steps.c.kind.in_(("settled", "promised", "explained", "referred")))
    ).all()
    for step, at, township in outcomes:
        visit = held.get((at.date(), township))
        if visit is not None and at.time() == dt.time(12):
            connection.execute(sa.update(steps).where(steps.c.id == step).values(visit_id=visit))
