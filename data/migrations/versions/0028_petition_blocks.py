"""Marks by which it is known which petitions changed: one of every block of them, set anew by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MARK = "INSERT INTO petition_blocks (block, mark) VALUES ({id} >> 10, hex(randomblob(16)))"
_ANEW = "ON CONFLICT (block) DO UPDATE SET mark = excluded.mark"
_TRIGGERS = {
    "petitions_mark_insert": ("INSERT", "NEW.id"),
    "petitions_mark_update": ("UPDATE", "NEW.id"),
    "petitions_mark_renumber": ("UPDATE OF id", "OLD.id"),
    "petitions_mark_delete": ("DELETE", "OLD.id"),
}
_FUNCTION = """
CREATE FUNCTION petition_map_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO petition_blocks (block, mark)
            SELECT block, gen_random_uuid()::text FROM (SELECT DISTINCT id >> 10 AS block FROM before) AS own
            ORDER BY block ON CONFLICT (block) DO UPDATE SET mark = excluded.mark;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO petition_blocks (block, mark)
            SELECT block, gen_random_uuid()::text FROM (SELECT DISTINCT id >> 10 AS block FROM after) AS own
            ORDER BY block ON CONFLICT (block) DO UPDATE SET mark = excluded.mark;
    END IF;
    RETURN NULL;
END $$
"""
_SEEN = {
    "insert": "NEW TABLE AS after",
    "update": "OLD TABLE AS before NEW TABLE AS after",
    "delete": "OLD TABLE AS before",
}


def upgrade() -> None:
    op.create_table(
        "petition_blocks",
        sa.Column("block", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("mark", sa.String(36), nullable=False),
    )
    on_server = op.get_bind().dialect.name == "postgresql"
    drawn = "gen_random_uuid()::text" if on_server else "hex(randomblob(16))"
    op.execute(
        f"INSERT INTO petition_blocks (block, mark) SELECT block, {drawn}"  # noqa: S608 own
        " FROM (SELECT DISTINCT id >> 10 AS block FROM petitions) AS own"
    )
    if on_server:
        op.execute(_FUNCTION)
        for event, seen in _SEEN.items():
            op.execute(
                f"CREATE TRIGGER petitions_mark_{event} AFTER {event.upper()} ON petitions REFERENCING {seen}"
                " FOR EACH STATEMENT EXECUTE FUNCTION petition_map_mark()"
            )
        return
    for name, (event, own) in _TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event} ON petitions BEGIN {_MARK.format(id=own)} {_ANEW}; END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for event in _SEEN:
            op.execute(f"DROP TRIGGER petitions_mark_{event} ON petitions")
        op.execute("DROP FUNCTION petition_map_mark()")
    else:
        for name in _TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    op.drop_table("petition_blocks")
