"""The names by which others call the program, from issues and from their own scripts: they stay.

More may come: a command, an option, or a parameter with a default behind the others.
"""

import inspect

import pytest
import typer.main

import data.scope
import geo.crs
import geo.density
import geo.emerging
import geo.gazetteer
import geo.hotspots
import geo.locate
import geo.orienteering
import geo.rates
import geo.roads
import geo.scan
import geo.visits
from data.importing.report import ImportReport
from scripts.__main__ import app

SIGNATURES = [
    (geo.locate.VillageIndex, "geometries"),
    (geo.locate.VillageIndex.locate, "self x y"),
    (geo.crs.to_wgs84, "x y frame"),
    (geo.crs.from_wgs84, "x y frame"),
    (geo.gazetteer.Gazetteer, "divisions aliases=None"),
    (geo.gazetteer.Gazetteer.match, "self texts"),
    (geo.roads.RoadNetwork, "roads speeds=None"),
    (geo.roads.RoadNetwork.minutes, "self points"),
    (geo.roads.RoadNetwork.path, "self a b"),
    (geo.orienteering.Problem, "travel score service opens closes start end longest=inf must=frozenset()"),
    (geo.orienteering.Solution, "routes arrivals score bound proven"),
    (geo.orienteering.solve, "problem routes=1 seconds=10.0 seed=0"),
    (geo.visits.plan, "problem seconds=5.0 seed=0"),
    (geo.visits.check_plan, "problem plan"),
    (geo.hotspots.getis_ord, "values graph residents=None level=0.05"),
    (geo.hotspots.local_moran, "values graph residents=None level=0.05"),
    (geo.emerging.emerging, "counts graph residents=None"),
    (geo.scan.scan, "cases population coordinates times=None prospective=False"),
    (geo.rates.empirical_bayes, "counts residents"),
    (geo.rates.standardised_ratio, "counts expected level=0.95"),
    (geo.density.kernel_surface, "longitude latitude region bandwidth"),
    (data.scope.Scope, "role=None divisions=frozenset() personal=False county=None units=frozenset()"),
]

COMMANDS = {
    "init": "--county --name --database --json",
    "demo": "--as-of --database --json",
    "import-boundaries": "file --code --name --level --parent --crs --dissolve --valid-from --source"
    " --database --json",
    "import-divisions": "file --county --name --valid-from --dry-run --database --json",
    "import-roads": "file --crs --class --speed --oneway --clip --no-clip --join-crossings --database --json",
    "locate-again": "--dry-run --database --json",
    "successors": "--confirm --withdraw --on --database --json",
    "import-petitions": "file --profile --crs --report --language --dry-run --database --json",
    "import-register": "kind file --crs --rejected --dry-run --database --json",
    "matters": "--link --reject --undo --of --since-run --database --json",
    "contracts": "--date --propose --accept --database --json",
    "calendar": "--from --months --set-rule --database --json",
    "plan": "--date --township --save --anew --database --json",
    "attendance": "--date --seconds --database --json",
    "year": "--from --township --months --database --json",
    "itinerary": "--date --out --township --ics --xlsx --language --database --json",
    "notice": "--date --township --out --language --database --json",
    "figures": "--database --json",
    "findings": "--date --budget --database --json",
}


@pytest.mark.parametrize(
    ("called", "parameters"), SIGNATURES, ids=lambda value: getattr(value, "__name__", "")
)
def test_what_others_call_is_called_as_before(called, parameters):
    now = [
        parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default!r}"
        for parameter in inspect.signature(called).parameters.values()
    ]
    before = parameters.split()
    assert now[: len(before)] == before
    assert all("=" in added for added in now[len(before) :])


def test_every_command_keeps_its_name_and_its_options():
    now = {
        name: {word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)}
        for name, command in typer.main.get_command(app).commands.items()
    }
    gone = {name: set(words.split()) - now.get(name, set()) for name, words in COMMANDS.items()}
    assert {name: words for name, words in gone.items() if words} == {}


def test_an_import_tells_its_counts_under_the_same_keys():
    counts = ImportReport("petitions.csv").counts()
    assert list(counts) == [
        *("rows", "stored", "changed", "unchanged", "rejected", "duplicates", "located"),
    ]
    assert list(counts["located"]) == ["point", "village", "township", "nowhere"]
