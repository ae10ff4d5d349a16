"""The command line: ``python -m scripts COMMAND``. Exit code 0: done; 2: refused, with the reason.

Any Python will do to start it: it finds or makes the project's environment, and goes on there.
"""

from scripts import environment

if __name__ == "__main__":
    environment.enter("scripts")

import typer

from data import discretion
from data.text import N_, in_both
from scripts.commands.accounts import accounts
from scripts.commands.attendance import attendance
from scripts.commands.backup import backup
from scripts.commands.briefing import briefing
from scripts.commands.calendar import calendar
from scripts.commands.calibrate import calibrate
from scripts.commands.check import check
from scripts.commands.contracts import contracts
from scripts.commands.copy_record import copy_record
from scripts.commands.demo import demo
from scripts.commands.desk import desk, desk_export, desk_import
from scripts.commands.effect import effect
from scripts.commands.figures import figures
from scripts.commands.findings import findings
from scripts.commands.heat import heat
from scripts.commands.hot import hot
from scripts.commands.import_boundaries import import_boundaries
from scripts.commands.import_divisions import import_divisions
from scripts.commands.import_petitions import import_petitions
from scripts.commands.import_register import import_register
from scripts.commands.import_roads import import_roads
from scripts.commands.import_surroundings import import_surroundings
from scripts.commands.import_terrain import import_terrain
from scripts.commands.imports import imports
from scripts.commands.indicators import indicators
from scripts.commands.init import init
from scripts.commands.itinerary import itinerary
from scripts.commands.keys import keys
from scripts.commands.locate_again import locate_again
from scripts.commands.matters import matters
from scripts.commands.new import new
from scripts.commands.notice import notice
from scripts.commands.now import now
from scripts.commands.pack import pack
from scripts.commands.plan import plan
from scripts.commands.prepare_server import prepare_server
from scripts.commands.profiles import profiles
from scripts.commands.restore import restore
from scripts.commands.rota import rota
from scripts.commands.rules import rules
from scripts.commands.sources import sources
from scripts.commands.successors import successors
from scripts.commands.tags import tags
from scripts.commands.year import year

app = typer.Typer(
    help=in_both("Command line of the petition map"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command, about in (
    (init, N_("Make a database for a county.")),
    (prepare_server, N_("Make the roles and the database of a record on a PostgreSQL server.")),
    (copy_record, N_("Copy a county's record into an empty one, from a file to a server or back.")),
    (demo, N_("Make the demo county (synthetic data).")),
    (import_boundaries, N_("Import boundaries of villages, townships or the county.")),
    (import_divisions, N_("Import the list of townships and villages.")),
    (import_roads, N_("Import roads, in place of those on record.")),
    (import_terrain, N_("Import heights (a DEM) as the relief of the map.")),
    (import_surroundings, N_("Import waters or neighbouring counties for the map.")),
    (successors, N_("What ended divisions became: list, confirm, withdraw.")),
    (import_petitions, N_("Import petitions.")),
    (imports, N_("Imports of petitions: list, undo; numbers that were corrected.")),
    (profiles, N_("How files of petitions are read: list, import, export, remove.")),
    (keys, N_("Keys of the personal data: show, check, rotate, export, import.")),
    (locate_again, N_("Place all petitions again by today's outlines and names.")),
    (import_register, N_("Import a register.")),
    (matters, N_("Repeated and joint petitions: list, link, undo.")),
    (contracts, N_("Contracts of leaders with townships: list, propose, accept.")),
    (rota, N_("Who receives people where in the days ahead, by the rota.")),
    (rules, N_("The county's rules: hours, weights, speeds, limits.")),
    (calendar, N_("Who goes where in the months ahead.")),
    (plan, N_("Plan the visits of the 15th; what is saved is shown as it is.")),
    (attendance, N_("Say which units come along on the 15th, and what cannot be met.")),
    (year, N_("Villages unseen, and the plan of the year.")),
    (effect, N_("Say what became of villages just visited beside those just left out.")),
    (itinerary, N_("Print the itineraries of the 15th, one page a leader.")),
    (pack, N_("Print villages for their teams, a page each.")),
    (notice, N_("Write the public notice of the reception.")),
    (desk, N_("The desk of the 15th: who came, who hears them, what came of it.")),
    (desk_export, N_("Hand out a desk for a reception without a line to the county.")),
    (desk_import, N_("Take the entries of such a desk over, each once.")),
    (accounts, N_("Accounts: list, add, move, disable; one-time codes; who is signed in.")),
    (sources, N_("Programs that may send requests of online intake: list, add, revoke; take in.")),
    (figures, N_("The county's figures.")),
    (indicators, N_("How cases are handled: shares with their parts.")),
    (briefing, N_("Slides, report and numbers of a month for a meeting: aggregates only.")),
    (tags, N_("Look for the themes of petitions again, after the list of words has changed.")),
    (hot, N_("Where more petitions than the residents explain.")),
    (heat, N_("How much is where: petitions per square kilometre.")),
    (new, N_("Villages that are unusual now and were not all along.")),
    (now, N_("Places whose last weeks brought more than usual.")),
    (backup, N_("Back up the record while it is in use.")),
    (restore, N_("Put a backup in the place of the record; what was there is kept.")),
    (check, N_("Check the record, or a backup: structure, rows, fingerprints.")),
    (calibrate, N_("How often the questions of hot spots err, and what they find, in simulated records.")),
    (findings, N_("Findings: what is high in several villages at once, and what the measures did.")),
):
    app.command(help=in_both(about))(command)

if __name__ == "__main__":
    with discretion.ending():
        app(prog_name="python -m scripts")
