"""What happens right now?"""

from typing import TYPE_CHECKING, Any

from data.terms import Counted
from scripts.commands import questions
from scripts.commands.questions import (
    InTownship,
    OfCategory,
    OfKind,
    OfStatus,
    OfTier,
    UpToMonth,
    by_village,
    names_of,
    number,
)
from scripts.commands.terminal import (
    DEFAULT_DATABASE,
    AsJson,
    CountedOption,
    Database,
    answering,
    opened,
)

if TYPE_CHECKING:
    from data.hotspots.now import SpotsNow


def now(
    category: OfCategory = None,
    month: UpToMonth = None,
    status: OfStatus = None,
    tier: OfTier = None,
    township: InTownship = None,
    counted: CountedOption = Counted.PETITIONS,
    kind: OfKind = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    from data.hotspots import lines  # slow to load: not for --help
    from data.hotspots import now as answers

    with answering(as_json), opened(database) as store:
        asked = questions.ask(store, month, 1, category, status, tier, township, counted, kind)
        found = answers.now(asked.facts, asked.land, asked.wanted, asked.last, asked.county, asked.known)
        questions.tell(asked, found, _values(found), lines.now, as_json)


def _values(found: "SpotsNow") -> dict[str, Any]:
    county = found.county
    return {
        "parameters": {
            "weeks": found.weeks,
            "fewest_weeks": county.fewest_weeks,
            "longest": county.longest_weeks,
            "radius": county.radius,
            "level": county.level,
            "doubtful": county.doubtful,
        },
        "total": found.total,
        "petitions": found.unit.petitions,
        "repeats_not_linked": found.unit.unlinked,
        "villages_tested": found.tested,
        "on_record_since": found.began_late,
        "on_record_until": found.not_yet,
        "counts": by_village(found, found.counts.sum(axis=1)),
        "too_few_weeks": found.watch is None,
        "places": [
            names_of(found.land, signal.villages)
            | {
                "since": signal.since,
                "cases": signal.cases,
                "expected": number(signal.expected),
                "p": number(signal.p_value),
                "raised": signal.raised,
            }
            for signal in found.shown
        ],
    }
