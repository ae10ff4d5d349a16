"""Findings that wait for a decision, as a map outlines them."""

from dashboard import cache
from dashboard.drawing.maps import Alert
from dashboard.drawing.question import Question
from data.scope import Scope


def alerts(scope: Scope, question: Question) -> list[Alert]:
    """Findings that somebody has to decide, of those that this reader is told."""
    waiting = cache.undecided(scope, question.dataset)
    places = [question.geography.codes.get_indexer(villages) for villages in waiting["villages"]]
    known = [[int(place) for place in each if place >= 0] for each in places]
    return [Alert(villages, str(n)) for n, villages in enumerate(filter(None, known), 1)]
