"""Requests that wait go into the record by the import of petitions, and end in exactly one place.

They are stored, in a village or in the queue of repairs, by a run with its report like any file's; or refused
with the reason. What a run as a whole cannot take is tried one by one, so that one request stops no other.
"""

import csv
import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Subquery, exists, select
from sqlalchemy.orm import Session

from data.clock import now, today
from data.errors import ImportRefused
from data.importing.petitions.columns import Profile
from data.importing.petitions.importer import import_petitions
from data.importing.report import ImportReport
from data.intake.attributes import ATTRIBUTES
from data.intake.submission import OURS, services
from data.journal.writing import note, quietly
from data.petitions import gate
from data.reader import Reader
from data.rules import rules
from data.scope import Role, Scope
from data.store import Store
from data.tables import IntakeRequest, IntakeSource
from data.tables.petitions import ImportRun
from data.terms import IntakeState
from data.text import LANGUAGES, Words
from geo.errors import Refused

AT_ONCE = 500
_ACTOR = "record"
_TOLD = {one.heading: code for code, one in ATTRIBUTES.items()}
HEADINGS = (
    "信访件编号",
    "登记日期",
    "内容分类",
    "信访形式",
    "经度",
    "纬度",
    "地址",
    "概况",
    "姓名",
    "电话",
    *_TOLD,
)
_FIELDS = (
    *("number", "filed", "category", "channel", "longitude", "latitude"),
    *("address", "statement", "name", "phone", *_TOLD.values()),
)
_CHANNEL = "民情暖哨"
PROFILE = Profile(
    {name: (heading,) for name, heading in zip(_FIELDS, HEADINGS, strict=True)},
    frame="EPSG:4326",
    scheme=OURS,
)


class Taken(NamedTuple):
    """How many requests now stand in the record, and how many it refused."""

    stored: int
    refused: int


def take_in(store: Store) -> Taken:
    """Take in what waits, the oldest first, each source by an import of its own.

    Raises
    ------
    StoreRefused
        The record cannot be read or written now; what waits goes on waiting.
    """
    stored = refused = 0
    for name, requests in _waiting(store.entire()).items():
        one = _take(store.entire(), name, requests)
        stored, refused = stored + one.stored, refused + one.refused
    return Taken(stored, refused)


def forget(store: Store) -> int:
    """Take away what requests held, and why they were refused, after the days of the county's rules.

    They are counted from when a request came, be it taken in or refused; of one that went from the record
    with an import that was undone, from then on. What waits stays. Number, category, day and the fingerprint
    stay as well: by them a request that is sent again is known, and its sender is told what became of it.

    Returns
    -------
    int
        Requests whose content was taken away.
    """
    whole = store.entire()
    before = now() - dt.timedelta(days=rules(whole, today()).intake.kept_days)
    settled = IntakeRequest.state != IntakeState.WAITING.value
    undone = exists().where(ImportRun.id == IntakeRequest.import_run_id, ImportRun.undone_at >= before)
    over = (settled, IntakeRequest.received < before, IntakeRequest.forgotten_at.is_(None), ~undone)
    with whole.read() as connection:
        if connection.scalar(select(IntakeRequest.id).where(*over).limit(1)) is None:
            return 0
    with quietly(whole) as session:
        requests = session.scalars(select(IntakeRequest).where(*over).limit(AT_ONCE)).all()
        for request in requests:
            request.content, request.reason, request.forgotten_at = {}, None, now()
        note(session, _ACTOR, "forget requests", "intake", requests=len(requests))
    return len(requests)


def _waiting(store: Store) -> dict[str, list[IntakeRequest]]:
    with store.read() as connection, Session(connection) as session:
        rows = session.execute(
            select(IntakeSource.name, IntakeRequest)
            .join(IntakeSource, IntakeSource.id == IntakeRequest.source_id)
            .where(IntakeRequest.state == IntakeState.WAITING.value)
            .order_by(IntakeRequest.id)
            .limit(AT_ONCE)
        ).all()
        session.expunge_all()
    found: dict[str, list[IntakeRequest]] = {}
    for name, request in rows:
        found.setdefault(name, []).append(request)
    return found


def _take(store: Store, source: str, requests: Sequence[IntakeRequest]) -> Taken:
    """Import requests of one source; what cannot be imported with others is imported alone."""
    try:
        report = _import(store, source, requests)
    except ImportRefused as error:
        if len(requests) == 1:
            return _settle(store, requests, None, {requests[0].number: _words(error)})
        parts = [_take(store, source, [one]) for one in requests]
        return Taken(sum(one.stored for one in parts), sum(one.refused for one in parts))
    numbers = {row: cells[0] for row, cells in report.rejected_rows.items()}
    reasons = {numbers[one.row]: _words(one) for one in reversed(report.faults) if one.row in numbers}
    return _settle(store, requests, report.run, reasons)


def _import(store: Store, source: str, requests: Sequence[IntakeRequest]) -> ImportReport:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"intake-{now():%Y%m%d-%H%M%S}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(map(_cells, requests))
        as_of = max(today(), *(one.received.date() for one in requests))
        return import_petitions(store, path, profile=PROFILE, actor=f"source:{source}", as_of=as_of)


def _cells(request: IntakeRequest) -> list[str]:
    sent = request.content
    point = ["" if sent[name] is None else f"{sent[name]:.7f}" for name in ("longitude", "latitude")]
    category = services()[sent["service"]]
    whose = [sent[name] for name in ("address", "description", "name", "phone")]
    told = [_word(code, sent.get("attributes", {}).get(code, "")) for code in _TOLD.values()]
    return [request.number, f"{request.received:%Y-%m-%d %H:%M}", category, _CHANNEL, *point, *whose, *told]


def _word(code: str, value: str) -> str:
    """An attribute as a file has it."""
    known = ATTRIBUTES[code].values
    return Words(LANGUAGES[0])(known[value]) if value in known else value


def _settle(
    store: Store, requests: Sequence[IntakeRequest], run: int | None, reasons: dict[str, str]
) -> Taken:
    """Say of each request where it ended; one that is in neither place goes on waiting."""
    on_record = _on_record(store, [one.number for one in requests])
    with quietly(store) as session:
        for request in session.scalars(
            select(IntakeRequest).where(IntakeRequest.id.in_([one.id for one in requests]))
        ):
            if request.number in on_record:
                request.state, request.import_run_id = IntakeState.TAKEN.value, run
            elif request.number in reasons:
                request.state, request.reason = IntakeState.REFUSED.value, reasons[request.number]
    return Taken(len(on_record), len(reasons.keys() - on_record))


def _on_record(store: Store, numbers: Sequence[str]) -> set[str]:
    petition = _register(store)
    with store.read() as connection:
        asked = select(petition.c.number).where(petition.c.number.in_(numbers))
        return set(connection.scalars(asked))


def _register(store: Store) -> Subquery:
    """All that is on record, whoever may see it."""
    county = store.dataset().county_code
    return gate.register(Reader(Scope.of(Role.OFFICE, [county], county), store, today()))


def _words(error: "Refused | object") -> str:
    return Words(LANGUAGES[0]).say(error)  # type: ignore[arg-type]
