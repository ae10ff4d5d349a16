"""What the petitions say about policy (信访倒推): categories that are high in several villages at once.

A daily run asks every category what is hot now (`data.hotspots.questions`), of petitions alone: requests of
online intake follow other habits, and another department answers for them. On a record without any pattern a
run finds anything at all in no more than the share of days that is its budget, of which each category and
window has its part (Bonferroni). Who reads what it found does not load what it computes with
(`data.hotspots.findings`).
"""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.special import xlogy
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.divisions.land import Land, land
from data.divisions.succession import comparable_codes
from data.errors import FindingRefused
from data.hotspots import questions
from data.hotspots.arrivals import complete, leave_out
from data.hotspots.findings import FindingState, check_office, told_as
from data.petitions.facts import Filter, facts, matters_once, select_facts
from data.reader import Writer
from data.rules import HotSpotRules, rules
from data.tables import Finding
from data.terms import Counted

LEVEL = 0.05
"""Chance that a rise of a place is told where its share of the county is steady."""

DRAWS = 1_999
"""Random records by which it is told what chance does to a share."""


def run(writer: Writer, *, budget: float | None = None) -> int:
    """Look at every category as of a day; keep what is found, once, and bring what is known up to date.

    Windows, budget and rest are the county's rules (`data.rules.HotSpotRules`); `budget`: another one.

    Returns
    -------
    int
        Findings that are new.

    Raises
    ------
    FindingRefused
        The scope is not the petition office's, the budget is no share, there are no villages, or none of them
        can be tested (`data.hotspots.questions.untested`).
    """
    check_office(writer.scope)
    county = rules(writer.store, writer.today).hotspots
    budget = county.budget if budget is None else budget
    if not 0 < budget < 1:
        raise FindingRefused(
            "The budget of false alarms is a share between 0 and 1; {budget} is none", budget=budget
        )
    whole = land(writer.store, writer.today)
    if whole.villages.empty:
        raise FindingRefused("There are no villages with boundaries on record: import them first.")
    match questions.untested(whole.neighbours, whole.residents):
        case questions.Untested.NO_RESIDENTS:
            raise FindingRefused(
                "Nothing was tested, for the residents of the villages are missing: import them first",
                command="import-register residents",
            )
        case questions.Untested.NO_NEIGHBOURS:
            raise FindingRefused(
                "Nothing was tested, for no village with known residents has a neighbour with known residents"
                " within {metres} m: see whether the outlines meet",
                metres=round(whole.tolerance),
            )
    counted = facts(writer, counted=Counted.PETITIONS)
    until = leave_out(complete(writer), Filter(last=writer.today))[0].last or writer.today
    found = look(counted, whole, until, county, budget)
    codes = whole.codes
    became = comparable_codes(writer.store, writer.today)
    with writer.write("findings", writer.today.isoformat(), found=len(found)) as session:
        new = sum(
            _keep(
                session,
                became,
                category,
                [str(codes[v]) for v in place.villages],
                place,
                since,
                writer.today,
                county.quiet_days,
            )
            for category, place, since in found
        )
        session.info["detail"]["new"] = new
        return new


def look(
    counted: pd.DataFrame, whole: Land, today: dt.date, county: HotSpotRules, budget: float
) -> list[tuple[str, questions.Place, dt.date]]:
    """Category, place and first day of what is hot in several villages at once.

    Parameters
    ----------
    counted
        Of `data.petitions.facts.facts`.
    """
    categories = [str(code) for code in counted["category"].cat.categories]
    counts = [
        questions.count_months(
            matters_once(select_facts(counted, Filter(category=category))), whole.codes, today, county.months
        )
        for category in categories
    ]
    if not counts:
        return []
    level = budget / len(categories) / len(county.windows)
    hot = _hot_now(counts, whole.neighbours, whole.residents, level, county)
    return [
        (category, place, _since(own, place.villages, today))
        for category, own, places in zip(categories, counts, hot, strict=True)
        for place in places
    ]


def _keep(
    session: Session,
    became: dict[str, str],
    category: str,
    villages: list[str],
    place: questions.Place,
    since: dt.date,
    today: dt.date,
    quiet_days: int,
) -> bool:
    """Whether it is new. Known is what shares a village with a finding of the category that still counts.

    After `quiet_days` one that was not found again counts no longer, also one that was dismissed.
    """
    for known in session.scalars(select(Finding).where(Finding.category == category)):
        dismissed = known.state == FindingState.DISMISSED
        if (
            not set(told_as(known.villages, became)) & set(villages)
            or (today - known.last_found).days > quiet_days
        ):
            continue
        if not dismissed:
            known.last_found = max(known.last_found, today)
        if not dismissed and known.measure_from is None:  # a measure's effect is told of the same villages
            known.villages, known.q = villages, place.q
            known.cases, known.expected = place.cases, place.expected
        return False
    session.add(
        Finding(
            category=category,
            villages=villages,
            since=since,
            first_found=today,
            last_found=today,
            cases=place.cases,
            expected=place.expected,
            q=place.q,
            state=FindingState.NEW.value,
        )
    )
    return True


def _hot_now(
    counts: list[NDArray[np.int64]],
    graph: Graph,
    residents: NDArray[np.float64],
    level: float,
    county: HotSpotRules,
) -> Iterator[list[questions.Place]]:
    """Of each category's counts the places of several villages that are hot over any of the windows.

    Of one place the longest window counts. All maps are judged side by side, for they share what is drawn.
    """
    sums = np.stack([own[:, -months:].sum(axis=1) for own in counts for months in county.windows], axis=1)
    spots = questions.more_than_expected(sums, graph, residents, level, screened=True)
    hot = questions.is_hot(spots, sums, residents)
    for first in range(0, sums.shape[1], len(county.windows)):
        places, taken = list[questions.Place](), set[int]()
        for window in range(first, first + len(county.windows)):
            for place in questions.hot_places(
                hot[:, window], sums[:, window], residents, spots.q[:, window], graph
            ):
                if len(place.villages) >= county.fewest_villages and not taken & set(place.villages.tolist()):
                    places.append(place)
                    taken |= set(place.villages.tolist())
        yield places


def _since(counts: NDArray[np.int64], villages: NDArray[np.int64], today: dt.date) -> dt.date:
    """First day of the month from which on a place is unusual, of `questions.count_months` of a category.

    That is the month in which it took a greater share of the county's petitions of the category than before
    (`_rise`). Where no such month can be told, it is the first of the months looked at in which anybody
    petitioned over this: it has been so for as long as is looked at, perhaps for longer.
    """
    whole = counts.sum(axis=0)
    begins = int(np.argmax(whole > 0))
    rise = begins + _rise(counts[villages].sum(axis=0)[begins:], whole[begins:])
    start = pd.Timestamp(today) + pd.Timedelta(days=1) - pd.DateOffset(months=whole.size - rise)
    return dt.date(start.year, start.month, start.day)


def _rise(own: NDArray[np.int64], whole: NDArray[np.int64]) -> int:
    """Month in which the share of a place in the county's petitions rose; 0 where no rise can be told.

    Parameters
    ----------
    own, whole
        Petitions of the place, and of the county with it, by month, oldest first, shape (t,).

    Notes
    -----
    The likelihood ratio of one change in a binomial share against none, greatest over all months (Hinkley
    and Hinkley 1970, Biometrika 57, 477-488; Worsley 1983, Biometrika 70, 455-464). How great it becomes by
    chance is drawn: without a change, the petitions of the place are a random part of the county's. If the
    share fell, the months from then on are searched in the same way (binary segmentation: Vostrikova 1981,
    Soviet Mathematics Doklady 24, 55-59), so that what had ceased and came back is dated by its return.

    The share is compared with the place's own past, not with the residents: a place that has more of it all
    along is unusual since it has more than that. A month in which the whole county has more is no rise. At a
    steady share a rise is told of at most one place in twenty; of a place that is a finding only for having
    been high of late, more often (simulated: of 2 to 8 % where the finding is made on one day in eight or
    more, of 31 % where on one in a hundred). The rise is taken for a step: what grows slowly from little is
    dated when it has become clear, in the demo county's housing one to five months late. Of several rises
    the clearest is told.
    """
    rng, begins = np.random.default_rng(0), 0
    while whole.size - begins > 1:
        part, all_of_it = own[begins:], whole[begins:]
        drawn = rng.multivariate_hypergeometric(all_of_it, int(part.sum()), DRAWS)
        gain, by_chance = _gain(part, all_of_it), _gain(drawn, all_of_it).max(axis=-1)
        if np.count_nonzero(by_chance >= gain.max() - 1e-9) + 1 > LEVEL * (DRAWS + 1):
            return 0
        change = int(gain.argmax()) + 1
        first, last = np.split(np.stack([part, all_of_it]), [change], axis=1)
        begins += change
        if last[0].sum() * first[1].sum() > first[0].sum() * last[1].sum():
            return begins
    return 0


def _gain(own: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """Log likelihood ratio of a change after each month but the last; (..., t) to (..., t - 1)."""

    def fit(cases: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.float64]:
        rest, some = of - cases, np.maximum(of, 1)
        likelihood: NDArray[np.float64] = xlogy(cases, cases / some) + xlogy(rest, rest / some)
        return likelihood

    before, reach = own.cumsum(axis=-1), whole.cumsum()
    total, end = before[..., -1:], reach[-1:]
    split = fit(before, reach) + fit(total - before, end - reach) - fit(total, end)
    return split[..., :-1]
