"""Coded terms of the desk."""

from data.text import C_, N_
from data.visits.days import Outcome
from geo.terms import Term

LEADER = "leader"
"""The table at which the leader hears; deputies' are called by their names."""
OWN = "A"
"""Letter of the desk that writes into the record itself."""


class Place(Term):
    """Where a group of people is."""

    AHEAD = "ahead", N_("registered ahead")
    WAITING = "waiting", N_("waiting")
    BEING_HEARD = "being_heard", N_("being heard")
    HEARD = "heard", N_("heard")
    LEFT = "left", C_("a visitor", "left")


class DeskOutcome(Term):
    """What came of people at the desk; the first four as of a case (`data.visits.days.Outcome`)."""

    SETTLED = Outcome.SETTLED.value, C_("the desk", "settled on the spot")
    PROMISED = Outcome.PROMISED.value, C_("the desk", "handed on with a due day")
    EXPLAINED = Outcome.EXPLAINED.value, C_("the desk", "explained and answered")
    REFERRED = Outcome.REFERRED.value, C_("the desk", "referred")
    NOT_HEARD = "not_heard", C_("the desk", "not heard")


class NotHeard(Term):
    """Why nobody heard them."""

    LEFT = "left", N_("they left before their turn")
    TIME = "time", N_("the time was not enough, another day was agreed")
    ELSEWHERE = "elsewhere", N_("another authority is in charge")
    COURT = "court", N_("before a court or in arbitration")
    CONCLUDED = "concluded", N_("concluded after re-review")
    OTHER = "other", N_("another reason, which the note says")


class Act(Term):
    """What was done with an entry."""

    ENTERED = "entered", N_("written down")
    ARRIVED = "arrived", N_("has come")
    CALLED = "called", N_("called to a table")
    CORRECTED = "corrected", N_("entry corrected")
    OUTCOME = "outcome", N_("outcome recorded")
    CHANGED = "changed", N_("outcome corrected")
    TAKEN_OVER = "taken_over", N_("taken over from a desk without a line")
