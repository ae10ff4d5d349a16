"""Requests are kept as they arrive, before anything else is done with them: what was accepted is not lost."""

import json
import secrets
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.accounts.codes import hash_of
from data.accounts.sources import Source
from data.clock import now
from data.errors import IntakeRefused
from data.intake.submission import Submission
from data.journal.writing import note, quietly
from data.sealing import keyring_of
from data.store import Store
from data.tables import IntakeRequest
from data.terms import IntakeState

PATIENCE = 5_000
"""Milliseconds to wait where another step writes; then the sender is asked to try again."""


class TooMany(IntakeRefused):
    """The source has sent as many as it may in a day."""


class Receipt(NamedTuple):
    """Under which number a request is kept, and whether it was not before."""

    number: str
    is_new: bool


def receive(store: Store, source: Source, submission: Submission, most: int, sender_key: str = "") -> Receipt:
    """Keep a request; it waits to be taken into the record (`data.intake.taking_in`).

    The same content from the same source on one day is one request, and so is whatever a sender gives the
    same key.

    Parameters
    ----------
    most
        Requests of one source in a day.
    sender_key
        Of the header ``Idempotency-Key``; '' without one.

    Raises
    ------
    TooMany
        The source has sent `most` already today.
    StoreRefused
        The record cannot be written now: nothing was accepted.
    """
    whole, at = store.entire(), now()
    with quietly(whole, PATIENCE) as session:
        digest = _digest(session, submission, str(at.date()), sender_key)
        own = IntakeRequest.source_id == source.id
        known = session.scalar(select(IntakeRequest.number).where(own, IntakeRequest.digest == digest))
        if known is not None:
            return Receipt(known, is_new=False)
        midnight = at.replace(hour=0, minute=0, second=0)
        today = select(func.count()).select_from(IntakeRequest).where(own, IntakeRequest.received >= midnight)
        if (session.scalar(today) or 0) >= most:
            raise TooMany("This source has sent {most} requests today, as many as it may", most=most)
        number = f"NX{at:%Y%m%d}-{secrets.token_hex(5).upper()}"
        session.add(
            IntakeRequest(
                source_id=source.id,
                number=number,
                digest=digest,
                received=at,
                category=submission.service,
                state=IntakeState.WAITING.value,
                content=submission.as_content(),
            )
        )
        note(session, f"source:{source.name}", "receive request", number)
    return Receipt(number, is_new=True)


def _digest(session: Session, submission: Submission, day: str, sender_key: str) -> str:
    if sender_key:
        return hash_of(f"key:{sender_key}")
    line = json.dumps([day, submission.as_content()], sort_keys=True, ensure_ascii=False)
    return keyring_of(session.connection().dialect).fingerprints([line])[0]
