"""Where is more than the residents explain?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.terms import Counted
from data.text import in_both
from scripts.commands import questions
from scripts.commands.questions import (
    InTownship,
    Months,
    OfCategory,
    OfKind,
    OfStatus,
    OfTier,
    UpToMonth,
    by_village,
    name_of,
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
    from data.hotspots.hot import HotSpots


def hot(
    category: OfCategory = None,
    month: UpToMonth = None,
    months: Months = 12,
    status: OfStatus = None,
    tier: OfTier = None,
    township: InTownship = None,
    counted: CountedOption = Counted.PETITIONS,
    kind: OfKind = None,
    near: Annotated[
        float,
        typer.Option(
            min=0, max=50_000, help=in_both("neighbours: so many metres apart at most; 0: those that touch")
        ),
    ] = 0.0,
    beside: Annotated[
        bool, typer.Option("--beside", help=in_both("each village compared with its neighbours"))
    ] = False,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    from data.hotspots import hot as answers  # slow to load: not for --help
    from data.hotspots import lines

    with answering(as_json), opened(database) as store:
        asked = questions.ask(store, month, months, category, status, tier, township, counted, kind)
        found = answers.hot(
            asked.facts, asked.land, asked.wanted, asked.county, asked.known, near=near, beside=beside
        )
        questions.tell(asked, found, _values(found, asked.county.level), lines.hot, as_json)


def _values(found: "HotSpots", level: float) -> dict[str, Any]:
    from data.hotspots.hot import SURE

    spots, land = found.spots, found.land
    return {
        "parameters": {"near": found.near, "beside": found.beside, "level": level, "sure": SURE},
        "total": found.total,
        "counts": by_village(found, found.cases),
        "untested": found.untested,
        "villages_not_tested": found.not_tested,
        "places": [
            names_of(land, place.villages)
            | {"cases": place.cases, "expected": number(place.expected), "q": number(place.q)}
            for place in found.places
        ],
        "villages": [
            name_of(land, at)
            | {
                "kind": str(spots.kind[at]),
                "hot": bool(found.hot[at]),
                "cases": int(found.cases[at]),
                "around": number(spots.observed[at]),
                "expected_around": number(spots.expected[at]),
                "p": number(spots.p[at]),
                "q": number(spots.q[at]),
            }
            for at in found.unlike_chance
        ],
    }
