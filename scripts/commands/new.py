"""What is new?"""

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
    name_of,
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
    from data.hotspots.new import NewSpots


def new(
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
    from data.hotspots import new as answers

    with answering(as_json), opened(database) as store:
        asked = questions.ask(store, month, 1, category, status, tier, township, counted, kind)
        found = answers.new(asked.facts, asked.land, asked.wanted, asked.last, asked.county, asked.known)
        questions.tell(asked, found, _values(found), lines.new, as_json)


def _values(found: "NewSpots") -> dict[str, Any]:
    history = found.history
    return {
        "parameters": {"months": found.months},
        "total": found.total,
        "counts": by_village(found, found.counts.sum(axis=1)),
        "untested": found.untested,
        "too_few_months": found.too_short,
        "new": [str(code) for code in found.land.codes[found.new]],
        "villages": [
            name_of(found.land, at)
            | {
                "what": str(history.category[at]),
                "cases": int(found.counts[at].sum()),
                "last_month": int(found.counts[at, -1]),
                "mean_month": number(found.counts[at].mean()),
                "q": number(history.spots.q[at, -1]),
                "trend_p": number(history.trend_p[at]),
            }
            for at in found.unusual
        ],
    }
