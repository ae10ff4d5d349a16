"""What is followed to its end: led cases, proposals, meetings; agents; steps written by hand."""

import sqlalchemy as sa
from alembic import op

from data import row_security

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _meetings()
    meeting = sa.Column(
        "meeting_id",
        sa.Integer(),
        sa.ForeignKey("meetings.id", name=op.f("fk_instructions_meeting_id")),
        nullable=True,
    )
    op.add_column("instructions", meeting, inline_references=True)
    op.add_column("instructions", sa.Column("subject", sa.String(100), nullable=True))
    op.add_column("instructions", sa.Column("text", sa.LargeBinary(), nullable=True))
    op.create_index("ix_instructions_meeting_id", "instructions", ["meeting_id"])
    for column in (
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=True),
        sa.Column("entered_by", sa.String(100), nullable=True),
    ):
        op.add_column("case_steps", column)
    _led_cases()
    _proposals()
    _agents()
    op.create_table(
        "followup_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("register", sa.String(32), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(100), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_followup_changes_register_row_id", "followup_changes", ["register", "row_id"])
    if op.get_bind().dialect.name == "postgresql":
        row_security.enable_followup(op.get_bind())


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("division_code", sa.String(32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("agenda", sa.LargeBinary()),
        sa.UniqueConstraint("division_code", "on", name="uq_meetings_division_code_on"),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name="fk_meetings_leader_id"),
    )
    op.create_index("ix_meetings_leader_id", "meetings", ["leader_id"])


def _led_cases() -> None:
    op.create_table(
        "led_cases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("handler", sa.String(100), nullable=False),
        sa.Column("team", sa.String(200)),
        sa.Column("plan", sa.LargeBinary()),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("ended", sa.Date()),
        sa.ForeignKeyConstraint(["petition_id"], ["petitions.id"], name="fk_led_cases_petition_id"),
        sa.ForeignKeyConstraint(["leader_id"], ["leaders.id"], name="fk_led_cases_leader_id"),
    )
    for column in ("petition_id", "leader_id"):
        op.create_index(f"ix_led_cases_{column}", "led_cases", [column])
    op.create_table(
        "led_case_visits",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("led_case_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("entered_by", sa.String(100), nullable=False),
        sa.UniqueConstraint("led_case_id", "on", name="uq_led_case_visits_led_case_id_on"),
        sa.ForeignKeyConstraint(["led_case_id"], ["led_cases.id"], name="fk_led_case_visits_led_case_id"),
    )
    op.create_index("ix_led_case_visits_led_case_id", "led_case_visits", ["led_case_id"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("county_code", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("text", sa.LargeBinary()),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("replied", sa.Date()),
        sa.Column("reply", sa.LargeBinary()),
        sa.UniqueConstraint("number", name="uq_proposals_number"),
    )


def _agents() -> None:
    op.create_table(
        "agent_points",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("village_code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.UniqueConstraint("village_code", "name", name="uq_agent_points_village_code_name"),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.ForeignKeyConstraint(["point_id"], ["agent_points.id"], name="fk_agents_point_id"),
    )
    op.create_index("ix_agents_point_id", "agents", ["point_id"])


def downgrade() -> None:
    for column in ("entered_by", "entered_at", "note", "days"):
        op.drop_column("case_steps", column)
    op.drop_index("ix_instructions_meeting_id", "instructions")
    with op.batch_alter_table("instructions") as instructions:
        for column in ("meeting_id", "text", "subject"):
            instructions.drop_column(column)
    for table in (
        "followup_changes",
        "agents",
        "agent_points",
        "proposals",
        "led_case_visits",
        "led_cases",
        "meetings",
    ):
        op.drop_table(table)
