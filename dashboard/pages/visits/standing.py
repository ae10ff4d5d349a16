"""How far a visit is, and how many days are left until it."""

import datetime as dt

from dashboard.drawing import elements
from dashboard.language import _, number, term
from data.terms import State
from data.visits.saved import SavedPlan


def show(saved: SavedPlan | None) -> None:
    """The states of a visit with the one that it is in.

    Of a visit that took place the record does not keep whether it had been published: that state is left out.
    """
    if saved is None:
        elements.steps([_("not saved"), *(term(state) for state in State)], 0)
        return
    states = [state for state in State if not (saved.took_place and state is State.PUBLISHED)]
    elements.steps([term(state) for state in states], states.index(saved.state))


def countdown(on: dt.date, today: dt.date) -> str:
    """Days until a visit, or since."""
    days = (on - today).days
    if days == 0:
        return _("today")
    return _("in {n} days", n=number(days)) if days > 0 else _("{n} days ago", n=number(-days))
