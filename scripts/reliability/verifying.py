"""Is a record whole after a kill: nothing acknowledged lost, nothing half-written?"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text

from data.backup.check import check_record
from data.store import Store, record_file
from data.tables import Visit, VisitStop

HALF_WRITTEN = {
    "petitions of an import": """
        SELECT count(*) FROM import_runs r WHERE r.undone_at IS NULL AND r.stored <>
        (SELECT count(*) FROM petitions p WHERE p.import_run_id = r.id)""",
    "an import that was undone": """
        SELECT count(*) FROM petitions p JOIN import_runs r ON r.id = p.import_run_id
        WHERE r.undone_at IS NOT NULL""",
    "rows of an import": """
        SELECT count(*) FROM import_runs
        WHERE rows <> stored + changed + unchanged + rejected + duplicates""",
    "states that an import told": """
        SELECT count(*) FROM import_runs r WHERE r.undone_at IS NULL AND r.changed <>
        (SELECT count(*) FROM petition_states s WHERE s.import_run_id = r.id AND s.kind = 'file')""",
    "sightings of an import": """
        SELECT count(*) FROM import_runs r WHERE r.undone_at IS NULL AND r.stored + r.changed + r.unchanged <>
        (SELECT count(*) FROM petition_sightings s WHERE s.import_run_id = r.id)""",
    "petitions of a repair": """
        SELECT count(*) FROM repairs r WHERE NOT EXISTS
        (SELECT 1 FROM repaired_petitions p WHERE p.repair_id = r.id)
        AND NOT EXISTS (SELECT 1 FROM import_runs u WHERE u.undone_at IS NOT NULL)""",
    "a case that was settled": """
        SELECT count(*) FROM case_steps s JOIN petitions p ON p.id = s.petition_id
        WHERE s.kind = 'settled' AND s.undone_at IS NULL AND p.status = 'open'""",
    "a case booked twice": """
        SELECT count(*) FROM (SELECT petition_id FROM bookings WHERE cancelled_at IS NULL
        GROUP BY "on", petition_id HAVING count(*) > 1) b""",
    "states of the record": """
        SELECT count(*) FROM dataset WHERE version <>
        (SELECT count(*) FROM audit_log WHERE action <> 'look at persons')""",  # a look changes nothing
}
"""What would be half of an act -> how many of it there are."""


@dataclass(frozen=True)
class Acknowledged:
    """An act that was answered before the kill: its entry of the log."""

    entry: int
    action: str
    subject: str


def faults(store: Store, acknowledged: list[Acknowledged]) -> list[str]:
    """What is lost or half-written; empty: nothing."""
    found = []
    path = record_file(store.url)
    if path is not None:
        found += [fault.message.format(**fault.values) for fault in check_record(path).faults]
    with store.read() as connection:
        for what, statement in HALF_WRITTEN.items():
            if count := connection.execute(text(statement)).scalar():
                found.append(f"half-written: {what} ({count})")
        if wrong := _plans(connection):
            found.append(f"half-written: stops of a plan ({wrong})")
        entries = {
            row.id: (row.action, row.subject)
            for row in connection.execute(text("SELECT id, action, subject FROM audit_log"))
        }
    for each in acknowledged:
        if entries.get(each.entry) != (each.action, each.subject):
            found.append(f"lost: {each.action} {each.subject} (entry {each.entry})")
    return found


def _plans(connection: Connection) -> int:
    """Visits whose stops are not those of their plan."""
    rows = connection.execute(
        select(Visit.plan, func.count(VisitStop.id))
        .outerjoin(VisitStop, VisitStop.visit_id == Visit.id)
        .group_by(Visit.id)
    )
    return sum(len(plan["plan"]["stops"]) != stops for plan, stops in rows)


def last_entry(store: Store) -> Acknowledged:
    """The newest entry of the log."""
    with store.read() as connection:
        row: Any = connection.execute(
            text("SELECT id, action, subject FROM audit_log ORDER BY id DESC LIMIT 1")
        ).one()
    return Acknowledged(row.id, row.action, row.subject)
