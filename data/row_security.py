"""Row-level security: the server repeats the gate's rule, whatever a statement asks (PostgreSQL 15, 5.8).

Each transaction says who it is for by settings that end with it (``petition_map.role`` and so on); without
them no row of a petition is there. What the policies say is the rule of `data.petitions.gate`, written
anew in SQL, so that a fault in one is held by the other:

=================== =====================================================
table               rows that may be read, and written
=================== =====================================================
petitions           single cases, as the gate opens them to the role
what hangs on them  those of these cases
their persons       the same, of who may see persons
instructions        read by who sees the county, written by the office
=================== =====================================================

Imports, commands and the daily run act as the petition office on the whole record (`WHOLE`).
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.scope import Role, Scope

SEEN = "seen"
"""Execution option: the `Seen` of a transaction."""
_TOLD = "petition_map_day"


@dataclass(frozen=True)
class Seen:
    """Who a transaction is for, as the server is told: settings by name, without their common prefix."""

    settings: tuple[tuple[str, str], ...] = ()
    day: dt.date | None = None

    @classmethod
    def by(cls, scope: Scope, day: dt.date) -> "Seen":
        """What a scope opens on a day."""
        if scope.role is None:
            return NOBODY
        return cls(
            (
                ("role", scope.role.value),
                ("divisions", json.dumps(sorted(scope.divisions))),
                ("units", json.dumps(sorted(scope.units), ensure_ascii=False)),
                ("county", scope.county or ""),
                ("personal", "yes" if scope.personal else ""),
            ),
            day,
        )


NOBODY = Seen()
WHOLE = Seen((("role", "record"),))
"""The record itself: imports, commands and the daily run, which act as the petition office."""


def tell(connection: Connection, seen: Seen) -> None:
    """Tell the server, at the beginning of a transaction, who it is for."""
    connection.info[_TOLD] = None
    if not seen.settings:
        return
    told = dict(seen.settings)
    if seen.day is not None:
        told["day"] = seen.day.isoformat()
        connection.info[_TOLD] = seen.day
    chosen = ", ".join("set_config(%s, %s, true)" for _ in told)
    words = tuple(word for name, value in told.items() for word in (f"petition_map.{name}", value))
    connection.exec_driver_sql(f"SELECT {chosen}", words)


def tell_day(connection: Connection, cursor: Any, day: dt.date | None) -> None:
    """Tell the server by which day codes count in the statement to come, if not by the one it knows."""
    known = connection.info.get(_TOLD)
    if day is not None and known is not None and day != known:
        cursor.execute("SELECT set_config('petition_map.day', %s, true)", (day.isoformat(),))
        connection.info[_TOLD] = day


_OFFICE = (Role.OFFICE.value, Role.CLERK.value)
_FUNCTIONS = """
CREATE OR REPLACE FUNCTION petition_map_setting(name text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('petition_map.' || name, true), '') $$;

CREATE OR REPLACE FUNCTION petition_map_list(name text) RETURNS SETOF text LANGUAGE sql STABLE AS
$$ SELECT json_array_elements_text(coalesce(petition_map_setting(name), '[]')::json) $$;

CREATE OR REPLACE FUNCTION petition_map_counting() RETURNS SETOF counts_as LANGUAGE sql STABLE AS
$$ SELECT counts_as.* FROM counts_as, coalesce(petition_map_setting('day')::date, current_date) AS today
   WHERE since <= today AND (until IS NULL OR until > today) $$;

CREATE OR REPLACE FUNCTION petition_map_villages() RETURNS SETOF text LANGUAGE sql STABLE AS
$$ SELECT code FROM petition_map_counting()
   WHERE village IN (SELECT petition_map_list('divisions'))
   OR township IN (SELECT petition_map_list('divisions'))
   UNION SELECT own FROM petition_map_list('divisions') AS own
   WHERE own NOT IN (SELECT code FROM petition_map_counting() WHERE village IS NOT NULL) $$;

CREATE OR REPLACE FUNCTION petition_map_townships() RETURNS SETOF text LANGUAGE sql STABLE AS
$$ SELECT code FROM petition_map_counting() WHERE township IN (SELECT petition_map_list('divisions'))
   UNION SELECT own FROM petition_map_list('divisions') AS own
   WHERE own NOT IN (SELECT code FROM petition_map_counting() WHERE township IS NOT NULL) $$;

CREATE OR REPLACE FUNCTION petition_map_decided() RETURNS SETOF text LANGUAGE sql STABLE AS
$$ SELECT code FROM petition_map_counting() WHERE township IS NOT NULL $$
"""


_INSIDE = """(county_code IN (SELECT petition_map_list('divisions'))
        OR village_code IN (SELECT petition_map_villages())
        OR ((village_code IS NULL OR village_code NOT IN (SELECT petition_map_decided()))
            AND township_code IN (SELECT petition_map_townships())))"""
"""Petitions that count under the divisions of a scope; each list is made once a statement."""


def _role(*names: str) -> str:
    return f"(SELECT petition_map_setting('role') IN ({', '.join(map(repr, names))}))"


_WHOLE = _role("record")
_SINGLE = f"""(({_role(*_OFFICE)} OR ({_role("leader", "township", "team")} AND purpose <> 'accusation'))
    AND {_INSIDE}
    OR {_role("unit")} AND purpose <> 'accusation' AND unit IN (SELECT petition_map_list('units')))"""
_COUNTY = f"""({_role("office", "clerk", "leader", "screen")}
    AND county_code = (SELECT petition_map_setting('county')))"""


def _of(key: str) -> str:
    return f"EXISTS (SELECT FROM petitions WHERE petitions.id = {key} AND {_SINGLE})"


def _alike(condition: str) -> tuple[str, str]:
    """What may be read may be written."""
    return condition, condition


_PERSONS = "(SELECT petition_map_setting('personal') IS NOT NULL)"
_STATE = (
    "EXISTS (SELECT FROM petition_states JOIN petitions ON petitions.id = petition_states.petition_id"
    f" WHERE petition_states.id = petition_person_states.state_id AND {_SINGLE})"
)
POLICIES: dict[str, tuple[str, str]] = {
    "petitions": _alike(_SINGLE),
    "instructions": (_COUNTY, f"{_role(*_OFFICE)} AND {_COUNTY}"),
    "petition_persons": _alike(f"{_PERSONS} AND {_of('petition_persons.petition_id')}"),
    "petition_person_states": _alike(f"{_PERSONS} AND {_STATE}"),
} | {
    table: _alike(_of(f"{table}.petition_id"))
    for table in (
        "bookings",
        "case_steps",
        "matter_links",
        "petition_sightings",
        "petition_states",
        "repaired_petitions",
    )
}
"""Table -> the condition on what is read, and on what is written, beside the record itself."""


def enable(connection: Connection) -> None:
    """Give every table of petitions its policies, in place of those it has; on PostgreSQL alone."""
    for function in _FUNCTIONS.split(";\n"):
        connection.exec_driver_sql(function)
    for table, (read, written) in POLICIES.items():
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for name, commands, condition in (("read", "SELECT", read), ("written", "ALL", written)):
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
            connection.exec_driver_sql(
                f"CREATE POLICY {name} ON {table} FOR {commands} USING ({_WHOLE} OR {condition})"
            )
