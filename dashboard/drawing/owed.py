"""How something stands that is owed by a day, as a cell, and how many of a list stand so."""

import datetime as dt

import pandas as pd

from dashboard.drawing.tables import Cell, State
from dashboard.language import _, iso, number, term
from data.terms import Progress

STATES: dict[Progress, State] = {
    Progress.OVERDUE: "bad",
    Progress.SOON: "warning",
    Progress.WAITING: "",
    Progress.DONE: "good",
}


def standing(progress: Progress, due: dt.date | None, done: dt.date | None, today: dt.date) -> Cell:
    """How it stands, in words and by colour."""
    if progress is Progress.DONE:
        told = _("done on {day}", day=iso(done)) if done is not None else term(progress)
    elif progress is Progress.OVERDUE and due is not None:
        told = _("{n} days overdue", n=number((today - due).days))
    elif due is not None:
        told = _("{n} days left", n=number((due - today).days))
    else:
        told = term(progress)
    return Cell(told, "t", STATES[progress])


def waiting(frame: pd.DataFrame) -> tuple[int, int]:
    """Of a list with `progress` how many wait, and how many of these are past their day."""
    return int((frame["progress"] != Progress.DONE).sum()), int((frame["progress"] == Progress.OVERDUE).sum())
