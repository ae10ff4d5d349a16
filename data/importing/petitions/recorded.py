"""What the record holds of the petitions that a file names: by number, and by the numbers they once had."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from data.petitions.states import PERSONAL
from data.tables import PetitionPerson, PetitionPersonState, PetitionSighting, PetitionState
from data.tables.petitions import Petition
from data.terms import StateKind

AT_ONCE = 10_000
"""Petitions in one question to the database."""

PLACEMENT = (
    *("placement", "basis", "placed_by", "point_code", "named_code", "village_code", "township_code"),
)
"""Columns that follow from where a petition says it is."""

COURSE = ("status", "closed", "satisfaction")
"""How a case ended: one thing in three columns."""
_GIVEN_HERE = (
    *("id", "number", "import_run_id", "digest", "as_of", "withdrawn_at", "matter_id", "county_code"),
    *("address_hash", "tags", "tags_by"),
)
FACTS = tuple(c.name for c in Petition.__table__.columns if c.name not in (*_GIVEN_HERE, *PLACEMENT))
"""Columns that a file may state."""


def known(session: Session, numbers: Sequence[str], personal: Sequence[str], run_id: int) -> pd.DataFrame:
    """Petitions on record under these numbers.

    Parameters
    ----------
    session
        Within the transaction of the import.
    numbers
        As the file has them; a number that was corrected finds the petition that bears the new one.
    personal
        Fields of `columns.PERSONAL` that are wanted.
    run_id
        The import under way.

    Returns
    -------
    DataFrame, index number (as asked)
        id, digest, as_of (date or None), withdrawn (bool), again (bool: this very file had it before), filed
        (datetime), former (bool: the petition bears another number now), and the personal fields ('' where
        there is none).
    """
    seen = exists().where(
        PetitionSighting.import_run_id == run_id, PetitionSighting.petition_id == Petition.id
    )
    columns = (
        Petition.id,
        Petition.digest,
        Petition.as_of,
        Petition.withdrawn_at.is_not(None),
        or_(Petition.import_run_id.is_not_distinct_from(run_id), seen),
        Petition.filed,
    )
    statement: Select[tuple[object, ...]] = select(
        Petition.number, *columns, *(getattr(PetitionPerson, name) for name in personal)
    ).where(Petition.number.in_(bindparam("asked", expanding=True)))
    if personal:
        statement = statement.outerjoin(PetitionPerson, PetitionPerson.petition_id == Petition.id)
    names = ["number", "id", "digest", "as_of", "withdrawn", "again", "filed", *personal]

    def asked(wanted: Sequence[str]) -> pd.DataFrame:
        rows: list[Any] = []
        for start in range(0, len(wanted), AT_ONCE):
            rows += session.execute(statement, {"asked": list(wanted[start : start + AT_ONCE])}).all()
        return pd.DataFrame.from_records(rows, columns=names).set_index("number")

    frame = asked(numbers).assign(former=False)
    known_as = former_numbers(session) if len(frame) < len(numbers) else {}
    old = [number for number in numbers if number in known_as and number not in frame.index]
    if old:
        borne = asked([known_as[number] for number in old]).reindex([known_as[number] for number in old])
        more = borne.set_axis(pd.Index(old, name="number")).dropna(subset="id").assign(former=True)
        frame = pd.concat([frame, more]) if len(frame) else more
    frame = frame.astype({"id": "int64", "withdrawn": bool, "again": bool, "former": bool})
    for name in personal:
        frame[name] = frame[name].fillna("")
    return frame


def former_numbers(session: Session) -> dict[str, str]:
    """Former number -> the number that its petition bears, of numbers that were corrected."""
    states = session.execute(
        select(PetitionState.changes, Petition.number)
        .join(Petition, Petition.id == PetitionState.petition_id)
        .where(PetitionState.kind.in_([StateKind.RENUMBERING.value, StateKind.EDIT.value]))
    )
    return {str(changes["number"][0]): number for changes, number in states if "number" in changes}


def held_fields(session: Session) -> dict[int, frozenset[str]]:
    """Petition -> columns that a clerk corrected: what a file says of them is not taken over.

    What was corrected back is not held. The end of a case is one thing: who corrects its status, its closing
    date or its survey decides of all three.
    """
    first: dict[tuple[int, str], Any] = {}
    last: dict[tuple[int, str], Any] = {}
    states = session.execute(
        select(PetitionState.petition_id, PetitionState.changes, PetitionPersonState.changes)
        .outerjoin(PetitionPersonState, PetitionPersonState.state_id == PetitionState.id)
        .where(PetitionState.kind == StateKind.EDIT.value)
        .order_by(PetitionState.id)
    )
    for petition, changes, personal in states:
        for column, (was, will) in {**changes, **(personal or {})}.items():
            first.setdefault((petition, column), was)
            last[petition, column] = will
    held: dict[int, set[str]] = {}
    for (petition, column), will in last.items():
        if first[petition, column] != will:
            held.setdefault(petition, set()).update(COURSE if column in COURSE else {column})
    return {petition: frozenset(columns) for petition, columns in held.items()}


def contents(session: Session, ids: Sequence[int]) -> pd.DataFrame:
    """All that a file may state of some petitions, their placement, and who petitioned; index id."""
    names = ["id", *FACTS, *PLACEMENT]
    columns = [*(getattr(Petition, name) for name in names), *(getattr(PetitionPerson, n) for n in PERSONAL)]
    statement = (
        select(*columns)
        .outerjoin(PetitionPerson, PetitionPerson.petition_id == Petition.id)
        .where(Petition.id.in_(bindparam("asked", expanding=True)))
    )
    rows: list[Any] = []
    for start in range(0, len(ids), AT_ONCE):
        rows += session.execute(statement, {"asked": list(ids[start : start + AT_ONCE])}).all()
    frame = pd.DataFrame.from_records(rows, columns=[*names, *PERSONAL], coerce_float=False)
    return frame.astype(object).where(frame.notna(), None).set_index("id")
