"""The command line: ``python -m scripts COMMAND``. Exit code 0: done; 2: refused, with the reason.

Any Python will do to start it: it finds or makes the project's environment, and goes on there.
"""

from scripts import environment

if __name__ == "__main__":
    environment.enter("scripts")

import typer

from scripts.commands.calendar import calendar
from scripts.commands.contracts import contracts
from scripts.commands.demo import demo
from scripts.commands.figures import figures
from scripts.commands.findings import findings
from scripts.commands.import_boundaries import import_boundaries
from scripts.commands.import_divisions import import_divisions
from scripts.commands.import_petitions import import_petitions
from scripts.commands.import_register import import_register
from scripts.commands.import_roads import import_roads
from scripts.commands.init import init
from scripts.commands.itinerary import itinerary
from scripts.commands.matters import matters
from scripts.commands.notice import notice
from scripts.commands.plan import plan
from scripts.commands.rules import rules
from scripts.commands.successors import successors
from scripts.commands.year import year

app = typer.Typer(
    help="信访地图命令行 / Command line of the petition map",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(init)
app.command("demo")(demo)
app.command("import-boundaries")(import_boundaries)
app.command("import-divisions")(import_divisions)
app.command("import-roads")(import_roads)
app.command("successors")(successors)
app.command("import-petitions")(import_petitions)
app.command("import-register")(import_register)
app.command("matters")(matters)
app.command("contracts")(contracts)
app.command("rules")(rules)
app.command("calendar")(calendar)
app.command("plan")(plan)
app.command("year")(year)
app.command("itinerary")(itinerary)
app.command("notice")(notice)
app.command("figures")(figures)
app.command("findings")(findings)

if __name__ == "__main__":
    app(prog_name="python -m scripts")
