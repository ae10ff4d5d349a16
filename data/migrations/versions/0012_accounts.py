"""Accounts, what each may see, sessions, wrong passwords and one-time codes; who answers a petition."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("user_roles")
    op.drop_table("users")
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(100), nullable=False) for name in ("name", "display_name", "post")),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("key_hash", sa.String(64), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sa.UniqueConstraint("key_hash", name="uq_accounts_key_hash"),
    )
    for table, column, length in (("account_divisions", "division_code", 32), ("account_units", "unit", 100)):
        op.create_table(
            table,
            _account(table, primary_key=True),
            sa.Column(column, sa.String(length), primary_key=True),
        )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        _account("sessions"),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("device", sa.String(100), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    for name in ("name_hash", "address"):
        op.create_index(f"ix_sign_in_attempts_{name}_at", "sign_in_attempts", [name, "at"])
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        _account("one_time_codes", nullable=True),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("code_hash", name="uq_one_time_codes_code_hash"),
    )
    op.create_index("ix_one_time_codes_account_id", "one_time_codes", ["account_id"])
    op.create_index("ix_audit_log_at", "audit_log", ["at"])
    op.create_index("ix_petitions_unit", "petitions", ["unit"])


def _account(table: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey("accounts.id", name=op.f(f"fk_{table}_account_id"))
    return sa.Column("account_id", sa.Integer(), key, nullable=nullable, primary_key=primary_key)
