"""Row-level security: the server repeats the gate's rule, whatever a statement asks (PostgreSQL 15, 5.8).

Each transaction says who it is for by settings that end with it (``petition_map.role`` and so on); without
them no row of a petition is there. What the policies say is the rule of `data.petitions.gate`, written
anew in SQL, so that a fault in one is held by the other:

=================== =====================================================
table               rows that may be read, and written
=================== =====================================================
petitions           single cases, as the gate opens them to the role; written
                    by the office and by a township, whose desk and visits
                    take them in and close them; removed, as what hangs on
                    them, by the head alone, who takes imports back
bookings            those of these cases; written by the same
steps               those of these cases; written by the same, and by the
                    unit, which takes back what was written by hand
links to matters    those of these cases; written by the office
what else hangs on  those of these cases
them
their persons       the same, of who may see persons
instructions        read by who sees the county, by who owes them and of
                    cases of a township; kept by the office, reported on
                    by who owes them, decided by a township's meetings
proposals           read and answered by the unit, else the office's
meetings            read and kept by the township, else the office's
led cases           read by who has the case, kept by the office; met
                    over by the township
what they held      read by the office, added to by who changes them
desk of a day       read by who plans the visits there, written by who
                    keeps them, deleted by nobody
requests on their   read by the office, written by the record itself
way
policies, totals of read by who sees the county's figures, new cases of
years, court cases  the court by their township too; kept by the office
agents, places of   read by all, kept by the office
reception, units
=================== =====================================================

Imports, commands and the daily run act as the petition office on the whole record (`WHOLE`).
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from data.scope import Role, Scope

SEEN = "seen"
"""Execution option: the `Seen` of a transaction."""
_TOLD_DAY = "petition_map_day"


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
    connection.info[_TOLD_DAY] = None
    if not seen.settings:
        return
    told = dict(seen.settings)
    if seen.day is not None:
        told["day"] = seen.day.isoformat()
        connection.info[_TOLD_DAY] = seen.day
    chosen = ", ".join("set_config(%s, %s, true)" for _ in told)
    words = tuple(word for name, value in told.items() for word in (f"petition_map.{name}", value))
    connection.exec_driver_sql(f"SELECT {chosen}", words)


def tell_day(connection: Connection, cursor: Any, day: dt.date | None) -> None:
    """Tell the server by which day codes count in the statement to come, if not by the one it knows."""
    known = connection.info.get(_TOLD_DAY)
    if day is not None and known is not None and day != known:
        cursor.execute("SELECT set_config('petition_map.day', %s, true)", (day.isoformat(),))
        connection.info[_TOLD_DAY] = day


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


_COMMANDS = {
    "read": "SELECT USING {}",
    "added": "INSERT WITH CHECK {}",
    "changed": "UPDATE USING {}",
    "removed": "DELETE USING {}",
}


class Rows(NamedTuple):
    """Conditions on the rows of a table that may be read, added, changed and removed, beside the record."""

    read: str
    added: str
    changed: str
    removed: str


_NOBODY = "false"
_EVERYBODY = "true"


def _alike(condition: str) -> Rows:
    """What may be read may be written."""
    return Rows(condition, condition, condition, condition)


def _kept(read: str, by: str) -> Rows:
    """Rows that are read by some and written by others."""
    return Rows(read, by, by, by)


def _written_by(read: str, role: str) -> Rows:
    """Rows of which those that are read are added and changed by a role, and go with an import taken back."""
    return Rows(read, f"({role} AND {read})", f"({role} AND {read})", f"({_HEAD} AND {read})")


_HEAD = _role(Role.OFFICE.value)
"""Who takes imports back (`data.scope.is_head`)."""
_HANDLES = _role(*_OFFICE, "township")
"""Who takes cases in, hears them and closes them."""
_PERSONS = "(SELECT petition_map_setting('personal') IS NOT NULL)"
_STATE = (
    "EXISTS (SELECT FROM petition_states JOIN petitions ON petitions.id = petition_states.petition_id"
    f" WHERE petition_states.id = petition_person_states.state_id AND {_SINGLE})"
)
POLICIES: dict[str, Rows] = {
    "petitions": _written_by(_SINGLE, _HANDLES),
    "instructions": _kept(_COUNTY, f"{_role(*_OFFICE)} AND {_COUNTY}"),
    "petition_persons": _alike(f"{_PERSONS} AND {_of('petition_persons.petition_id')}"),
    "petition_person_states": _alike(f"{_PERSONS} AND {_STATE}"),
} | {
    "bookings": _written_by(_of("bookings.petition_id"), _HANDLES),
    "case_steps": _written_by(_of("case_steps.petition_id"), _HANDLES),
    "matter_links": _written_by(_of("matter_links.petition_id"), _role(*_OFFICE)),
    **{
        table: _alike(_of(f"{table}.petition_id"))
        for table in (
            "petition_sightings",
            "petition_states",
            "repaired_petitions",
        )
    },
}
"""Table -> what may be read and written of it."""


STEP_POLICIES: dict[str, Rows] = {
    "case_steps": Rows(
        read=_of("case_steps.petition_id"),
        added=f"({_role(*_OFFICE, 'township', 'unit')} AND {_of('case_steps.petition_id')})",
        changed=f"""(({_HANDLES} OR {_role("unit")} AND entered_at IS NOT NULL)
            AND {_of("case_steps.petition_id")})""",
        removed=f"({_HEAD} AND {_of('case_steps.petition_id')})",
    )
}
"""The same of steps, since it is on record which of them were written by hand."""


_KEEPS = f"""({_role(*_OFFICE)} OR {_role("township")}
    AND township_code IN (SELECT petition_map_townships()))"""
"""Rows of a township's reception, of who keeps its visits."""
_LEADS = f"({_KEEPS} OR {_role('leader')} AND township_code IN (SELECT petition_map_townships()))"
_ENTRY = f"EXISTS (SELECT FROM desk_entries WHERE desk_entries.id = desk_changes.entry_id AND {_KEEPS})"
DESK_POLICIES: dict[str, Rows] = {
    "desk_entries": Rows(_LEADS, _KEEPS, _KEEPS, _NOBODY),
    "desk_changes": Rows(_ENTRY, _ENTRY, _ENTRY, _NOBODY),
    "desk_exports": Rows(_KEEPS, _KEEPS, _NOBODY, _NOBODY),
}
"""The same of the desk of a day of visits."""


_ACCUSES = """
CREATE OR REPLACE FUNCTION petition_map_accuses(own integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    asking text := current_setting('petition_map.role', true);
    answer boolean;
BEGIN
    PERFORM set_config('petition_map.role', 'record', true);
    SELECT EXISTS (SELECT FROM petitions WHERE id = own AND purpose = 'accusation') INTO answer;
    PERFORM set_config('petition_map.role', coalesce(asking, ''), true);
    RETURN answer;
END $$
"""
"""Whether a case is a report or accusation, told of cases too that a role may not open."""
_UNIT_OWES = f"({_role('unit')} AND {{owner}} IN (SELECT petition_map_list('units')))"
_TOWNSHIP_OWES = f"""({_role("township")} AND EXISTS (SELECT FROM divisions
    WHERE code IN (SELECT petition_map_townships()) AND starts_with({{owner}}, divisions.name)))"""
_OWES = f"({_UNIT_OWES} OR {_TOWNSHIP_OWES})"
_COUNTY_OFFICE = f"({_role(*_OFFICE)} AND {_COUNTY})"
_COUNTY_LEADER = f"({_role('leader')} AND {_COUNTY})"
_OF_THIS = "(SELECT petition_map_setting('county') IN (SELECT county_code FROM dataset))"
_THIS_OFFICE = f"({_role(*_OFFICE)} AND {_OF_THIS})"
_SEES_FIGURES = f"({_role(*_OFFICE, 'leader')} AND {_OF_THIS})"
_OWN_DIVISION = "division_code IN (SELECT petition_map_townships())"
_MEETS = f"({_role('township')} AND {_OWN_DIVISION})"
_OWN_MEETING = (
    f"({_role('township')} AND EXISTS"
    f" (SELECT FROM meetings WHERE meetings.id = instructions.meeting_id AND {_OWN_DIVISION}))"
)
_OWN_CASE = f"({_role('township')} AND {_of('instructions.petition_id')})"
_UNACCUSED = """(county_code IN (SELECT county_code FROM dataset)
    AND NOT petition_map_accuses(petition_id))"""
_REPORTED = f"(({_OWES.format(owner='instructions.owner')} OR {_OWN_MEETING}) AND {_UNACCUSED})"
_TOLD = f"(({_role('leader', 'screen')} AND {_COUNTY} OR {_OWN_CASE}) AND {_UNACCUSED})"
_PROPOSED = _OWES.format(owner="proposals.unit")
_LED = _of("led_cases.petition_id")
_MET = f"""EXISTS (SELECT FROM led_cases JOIN petitions ON petitions.id = led_cases.petition_id
    WHERE led_cases.id = led_case_visits.led_case_id AND {_SINGLE})"""


def _changes(table: str, condition: str) -> str:
    """That a change is one of an entry of a register of which a condition holds."""
    return f"""(register = '{table}' AND EXISTS
        (SELECT FROM {table} WHERE {table}.id = followup_changes.row_id AND {condition}))"""


_TRACED = " OR ".join(
    _changes(table, condition)
    for table, condition in (("instructions", _REPORTED), ("proposals", _PROPOSED), ("meetings", _MEETS))
)
FOLLOWUP_POLICIES: dict[str, Rows] = {
    "instructions": Rows(
        read=f"({_COUNTY_OFFICE} OR {_REPORTED} OR {_TOLD})",
        added=f"({_COUNTY_OFFICE} OR {_OWN_MEETING} AND {_UNACCUSED})",
        changed=f"({_COUNTY_OFFICE} OR {_REPORTED})",
        removed=_COUNTY_OFFICE,
    ),
    "led_cases": _kept(_LED, f"({_role(*_OFFICE)} AND {_LED})"),
    "led_case_visits": Rows(
        read=_MET,
        added=f"({_role(*_OFFICE, 'township')} AND {_MET})",
        changed=_NOBODY,
        removed=f"({_role(*_OFFICE)} AND {_MET})",
    ),
    "proposals": Rows(
        read=f"({_COUNTY_OFFICE} OR {_COUNTY_LEADER} OR {_PROPOSED})",
        added=_COUNTY_OFFICE,
        changed=f"({_COUNTY_OFFICE} OR {_PROPOSED})",
        removed=_COUNTY_OFFICE,
    ),
    "meetings": Rows(
        read=f"({_SEES_FIGURES} OR {_MEETS})",
        added=f"({_THIS_OFFICE} OR {_MEETS})",
        changed=f"({_THIS_OFFICE} OR {_MEETS})",
        removed=_THIS_OFFICE,
    ),
    "followup_changes": Rows(
        read=_THIS_OFFICE, added=f"({_THIS_OFFICE} OR {_TRACED})", changed=_NOBODY, removed=_THIS_OFFICE
    ),
}
"""The same of what is followed to its end; whoever adds to what entries held reads none of it."""


INTAKE_POLICIES: dict[str, Rows] = {"intake_requests": _kept(_role(*_OFFICE), _NOBODY)}
"""The same of requests on their way into the record: the office reads them, the record itself writes them."""


REGISTER_POLICIES: dict[str, Rows] = {
    **{
        table: _kept(_SEES_FIGURES, _THIS_OFFICE)
        for table in ("policies", "helped_households", "year_totals")
    },
    "court_counts": _kept(
        f"""({_SEES_FIGURES} OR {_role("township")}
        AND division_code IN (SELECT petition_map_list('divisions')))""",
        _THIS_OFFICE,
    ),
    **{table: _kept(_EVERYBODY, _THIS_OFFICE) for table in ("agents", "agent_points", "hubs", "hub_windows")},
}
"""The same of registers that the office keeps."""


UNIT_POLICIES: dict[str, Rows] = {
    table: _kept(_EVERYBODY, _THIS_OFFICE) for table in ("units", "unit_aliases", "unit_categories")
}
"""The same of units, by whose names all read what is written of them."""


def enable(connection: Connection) -> None:
    """Give every table of petitions its policies, in place of those it has; on PostgreSQL alone."""
    for function in _FUNCTIONS.split(";\n"):
        connection.exec_driver_sql(function)
    _enable(connection, POLICIES)


def enable_desk(connection: Connection) -> None:
    """The same for the desk; a township's desk also hands on who petitioned, and reads it nowhere."""
    _enable(connection, DESK_POLICIES)
    connection.exec_driver_sql("DROP POLICY IF EXISTS desk ON petition_persons")
    connection.exec_driver_sql(
        "CREATE POLICY desk ON petition_persons FOR INSERT"
        f" WITH CHECK ({_role('township')} AND {_of('petition_persons.petition_id')})"
    )


def enable_followup(connection: Connection) -> None:
    """The same for what is followed to its end, in place of what held of instructions before."""
    connection.exec_driver_sql(_ACCUSES)
    _enable(connection, FOLLOWUP_POLICIES)


def enable_steps(connection: Connection) -> None:
    """The same for steps, in place of what held of them before."""
    _enable(connection, STEP_POLICIES)


def enable_intake(connection: Connection) -> None:
    """The same for requests of online intake."""
    _enable(connection, INTAKE_POLICIES)


def enable_registers(connection: Connection) -> None:
    """The same for registers that the office keeps."""
    _enable(connection, REGISTER_POLICIES)


def enable_units(connection: Connection) -> None:
    """The same for units and their names."""
    _enable(connection, UNIT_POLICIES)


def _enable(connection: Connection, policies: dict[str, Rows]) -> None:
    for table, rows in policies.items():
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"DROP POLICY IF EXISTS written ON {table}")
        for name, condition in rows._asdict().items():
            allowed = f"({_WHOLE} OR {condition})"
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
            connection.exec_driver_sql(
                f"CREATE POLICY {name} ON {table} FOR {_COMMANDS[name].format(allowed)}"
            )


def disable(connection: Connection, policies: dict[str, Rows]) -> None:
    """Take the policies of tables away."""
    for table in policies:
        for name in _COMMANDS:
            connection.exec_driver_sql(f"DROP POLICY IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
