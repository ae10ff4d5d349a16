"""How much is where?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.terms import Counted
from data.text import in_both
from geo.errors import Refused
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
    from data.hotspots.heat import Heat


def heat(
    category: OfCategory = None,
    month: UpToMonth = None,
    months: Months = 12,
    status: OfStatus = None,
    tier: OfTier = None,
    township: InTownship = None,
    counted: CountedOption = Counted.PETITIONS,
    kind: OfKind = None,
    bandwidth: Annotated[
        float | None,
        typer.Option(help=in_both("bandwidth in metres; default: the one that fits")),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    as_json: AsJson = False,
) -> None:
    from data.hotspots import heat as answers  # slow to load: not for --help
    from data.hotspots import lines
    from geo.statistics.density import BANDWIDTHS

    least, most = BANDWIDTHS[0], BANDWIDTHS[-1]
    with answering(as_json), opened(database) as store:
        if bandwidth is not None and not least <= bandwidth <= most:
            raise Refused(
                "The bandwidth lies between {least} and {most} m; {metres} m does not",
                least=f"{least:g}",
                most=f"{most:g}",
                metres=f"{bandwidth:g}",
            )
        asked = questions.ask(store, month, months, category, status, tier, township, counted, kind)
        reads = asked.reader.scope, asked.facts, asked.land, asked.wanted
        found = answers.heat(*reads, answers.typical_heat(*reads, months), bandwidth)
        questions.tell(asked, found, _values(found), lines.heat, as_json)


def _values(found: "Heat") -> dict[str, Any]:
    return {
        "parameters": {"bandwidth": found.bandwidth, "automatic": found.typical.bandwidth},
        "total": found.counts.total,
        "located": found.counts.located,
        "withheld": found.counts.withheld,
        "counts": by_village(found, found.cases),
        "classes": list(found.classes),
        "peaks": [
            name_of(found.land, at)
            | {
                "cases": int(found.cases[at]),
                "per_km2": number(found.peaks[at]),
                "per_1000_residents": number(found.rates[at]),
            }
            for at in found.listed
        ],
    }
