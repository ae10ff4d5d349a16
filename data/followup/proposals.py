"""The three proposals of the petition office (三项建议): to whom, until when, what was answered."""

import datetime as dt

import pandas as pd
from sqlalchemy import select

from data.errors import FollowupRefused
from data.followup import gate, trace
from data.followup.progress import URGENCY, standing, warning_share
from data.followup.texts import tidy
from data.frames import frame_of
from data.reader import Reader, Writer
from data.scope import Role, is_office
from data.tables import Proposal
from data.units import spellings

_COLUMNS = ("id", "number", "kind", "subject", "text", "unit", "issued", "due", "replied", "reply")


def listed(reader: Reader) -> pd.DataFrame:
    """Proposals that a reader may see, what is past its day first, then by the day it is due.

    Returns
    -------
    DataFrame
        id, number, kind (`data.terms.ProposalKind`), subject, text, unit, issued, due, replied, reply,
        progress (`data.terms.Progress`).
    """
    told = gate.proposals(reader).c
    with reader.store.read() as connection:
        rows = connection.execute(select(*(told[name] for name in _COLUMNS))).all()
    frame = frame_of(rows, _COLUMNS)
    frame["unit"] = frame["unit"].map(spellings(reader.store).called)
    share = warning_share(reader.store, reader.today)
    spans = zip(frame["issued"], frame["due"], frame["replied"], strict=True)
    frame["progress"] = pd.Series(standing(spans, reader.today, share), dtype=object)
    order = frame["progress"].map(URGENCY)
    ordered = frame.assign(order=order).sort_values(["order", "due", "number"], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)


def reply(writer: Writer, number: str, text: str, on: dt.date) -> None:
    """Write down what a unit answered; another reply later replaces it, and it stays in the history.

    Raises
    ------
    FollowupRefused
        The scope neither is the office's nor the unit's, there is no such proposal, the reply is empty or too
        long, or its day lies before the proposal or in the future.
    """
    answer = tidy("reply", text, needed=True)
    if not (is_office(writer.scope) or writer.scope.role in (Role.UNIT, Role.TOWNSHIP)):
        raise FollowupRefused("Only the petition office and the unit itself write down the reply")
    with writer.write("reply to proposal", writer.store.dataset().county_code) as session:
        told = gate.proposals(writer).c
        entry = session.scalar(
            select(Proposal).where(Proposal.id.in_(select(told.id).where(told.number == number)))
        )
        if entry is None:
            raise FollowupRefused("There is no proposal {number}", number=number)
        if not entry.issued <= on <= writer.today:
            raise FollowupRefused(
                "It can be answered on a day from {first} to {last}", first=entry.issued, last=writer.today
            )
        trace.change(session, writer.actor, entry, {"replied": on, "reply": answer})
        session.info["detail"] = {"entries": entry.id}
