"""Pages of the screen that tell how alerts, visits and teams stand: numbers of the county, and no petition.

Where an alert is and where a plan leads would tell who petitioned (`data.briefing.standing`).
"""

from collections.abc import Sequence

import numpy as np

from dashboard import cache
from dashboard.drawing import maps
from dashboard.drawing.notes import as_of
from dashboard.language import _, date, iso, number, term
from dashboard.pages.briefing.slide import Slide
from data.briefing.standing import Teams, Visits
from data.briefing.words import visits_sentence
from data.cartography.colours import TOKENS
from data.scope import Scope
from data.service.coverage import Group
from data.tables import Dataset

UNSEEN = (1.0, 3.0, 6.0)
"""Villages of a township from which each class but the first begins."""


def alerts(scope: Scope, dataset: Dataset, payload: maps.Payload) -> Slide:
    """How many alerts wait, and what became of those before."""
    found = cache.standing(scope, dataset).alerts
    if found.earliest is None:
        sentence = _("No alert waits for a decision")
    else:
        sentence = _(
            "{n} alerts wait for a decision, the earliest since {day}",
            n=number(found.waiting),
            day=iso(found.earliest),
        )
    return Slide(
        sentence,
        [
            (number(found.waiting), _("alerts to be decided")),
            (number(found.confirmed), _("confirmed in a year")),
            (number(found.dismissed), _("dismissed in a year")),
            (number(found.measures), _("measures in force")),
        ],
        payload,
    )


def visits(scope: Scope, dataset: Dataset) -> Slide:
    """The next day of visits, villages that no leader has seen, promises."""
    found = cache.standing(scope, dataset).visits
    figures = [
        (f"{len(found.published)}/{len(found.unseen)}", _("townships whose visit is published")),
        (
            f"{found.unseen.sum()}/{found.villages}",
            _("villages that no leader has seen for {n} months", n=found.months),
        ),
        (number(found.overdue), _("promises overdue")),
        (number(found.kept), _("promises kept in a year, in full tens")),
    ]
    if found.day is not None:
        figures.insert(0, (date(found.day), _("the next visits")))
    return Slide(visits_sentence(_, found), figures, _unseen(dataset, found))


def coverage(scope: Scope, dataset: Dataset) -> Slide:
    """Villages by whether their team was there."""
    found = cache.standing(scope, dataset).teams
    counts = found.counts
    sentence = _(
        "Of {all} villages {uncovered} have no liaison team, and {overdue} have not seen theirs for"
        " {days} days",
        all=number(len(found.groups)),
        uncovered=number(counts[Group.UNCOVERED]),
        overdue=number(counts[Group.OVERDUE]),
        days=found.days,
    )
    figures = [
        (number(counts[Group.UNCOVERED]), _("villages without a team")),
        (number(counts[Group.OVERDUE]), _("villages whose team is overdue")),
        (number(counts[Group.NOT_TOLD]), _("villages whose team was there")),
    ]
    return Slide(sentence, figures, _groups(dataset, found))


def _unseen(dataset: Dataset, found: Visits) -> maps.Payload:
    """Townships by how many of their villages no leader has seen."""
    tokens = TOKENS["dark"]
    parents = cache.geography(dataset).villages["parent_code"]
    counts = parents.map(found.unseen).to_numpy(dtype=float)
    classes = np.where(np.isnan(counts), len(UNSEEN) + 1, np.searchsorted(UNSEEN, counts, side="right"))
    colours = (tokens.none, tokens.sequential[2], tokens.sequential[3], tokens.sequential[5])
    labels = [_("none"), "1 – 2", "3 – 5", _("{low} and more", low="6")]
    title = _("Villages that no leader has seen for {n} months", n=found.months)
    lines = [
        maps.LegendClass(colour, label) for colour, label in zip(colours[::-1], labels[::-1], strict=True)
    ]
    return _painted(dataset, colours, classes, maps.Legend(title, _("villages a township"), lines, []))


def _groups(dataset: Dataset, found: Teams) -> maps.Payload:
    """Villages in the colours of their group."""
    tokens = TOKENS["dark"]
    order = list(found.counts)
    shades = (tokens.bad, tokens.warm, tokens.none)
    groups = cache.geography(dataset).villages["code"].map(found.groups)
    classes = np.array([order.index(group) if group in order else len(order) for group in groups])
    labels = [term(Group.UNCOVERED), term(Group.OVERDUE), _("the team was there")]
    lines = [maps.LegendClass(colour, label) for colour, label in zip(shades, labels, strict=True)]
    return _painted(dataset, shades, classes, maps.Legend(_("Liaison teams"), "", lines, []))


def _painted(
    dataset: Dataset, colours: Sequence[str], classes: np.ndarray, legend: maps.Legend
) -> maps.Payload:
    tokens, names = TOKENS["dark"], cache.geography(dataset).villages["name"]
    return maps.Payload(
        tokens=tokens,
        palette=[*colours, tokens.ground],
        classes=[int(place) for place in classes],
        words=[[name] for name in names],
        legend=maps.Legend(legend.title, legend.unit, legend.classes, [as_of(dataset)]),
    )
