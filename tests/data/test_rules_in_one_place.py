"""No hour, weight, speed, limit or clock of the county stands outside `data.rules`.

What holds a figure under a name of its own, or as the default of a field, is listed here with the reason why
it is no rule of the county. A new one fails until it stands in `data.rules`, or has a reason.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = "data/rules/"
OWN_WORLDS = ("data/demo/", "data/migrations/")
"""The synthetic county is made of figures; a migration is what it was."""


ALLOWED = {
    # a tolerance, a sample, a threshold that was calibrated, or a unit: no office changes it
    "of a method": """
        data/petitions/tags.py: _AT_ONCE
        data/province/folder.py: _TRIES
        data/province/server.py: _LOCK
        data/briefing/agenda.py: MOST
        data/briefing/agenda.py: WEEKS
        data/briefing/snapshot.py: MONTHS
        dashboard/roles.py: LONGEST_MENU
        data/policies/shares.py: LEVEL
        data/policies/shares.py: _CHANCE
        dashboard/pages/visits/township.py: TOLD_WAIT
        data/hotspots/price.py: BUDGETS
        data/hotspots/price.py: ERROR
        data/hotspots/price.py: PRICES
        data/hotspots/price.py: RECORDS
        data/hotspots/price.py: VILLAGES
        data/hotspots/calibration.py: LASTS
        data/hotspots/simulated.py: SLOW
        data/hotspots/calibration.py: TRAITS
        data/hotspots/calibration.py: WEEKLY
        data/hotspots/effects.py: _NEXT
        data/hotspots/effects.py: _PARTS
        data/hotspots/new.py: QUARTER
        data/hotspots/words.py: FEW_A_WEEK
        data/hotspots/simulated.py: LAG
        data/hotspots/simulated.py: LETTERS
        data/hotspots/simulated.py: WEEKS
        data/hotspots/simulated.py: _BEFORE
        data/visits/chances.py: AHEAD
        data/visits/chances.py: BINS
        data/petitions/indicators.py: AGAIN
        data/petitions/indicators.py: _SPAN
        data/accounts/passwords.py: SHORTEST
        data/accounts/passwords.py: LONGEST
        data/accounts/passwords.py: _LEAST_NAME
        data/accounts/passwords.py: _FEWEST_DIFFERENT
        data/accounts/passwords.py: _LEAST_OWN
        data/importing/petitions/changes.py: _SAME_PLACE
        data/importing/petitions/changes.py: _ORDER
        data/importing/petitions/changes.py: GROUP
        data/importing/petitions/dates.py: _SERIALS
        data/importing/petitions/derived.py: _ZERO
        data/importing/registers/units.py: MOST_DEPUTIES
        data/importing/petitions/importer.py: _MANY
        data/divisions/proposals.py: LEAST_SHARE
        data/divisions/proposals.py: SIMILAR
        data/divisions/proposals.py: OF_A_GIVEN_CODE
        data/divisions/proposals.py: SCORES
        data/divisions/proposals.py: _MOST_SIMILAR
        data/divisions/succession.py: CLEAR
        data/hotspots/effects.py: FEWEST_DAYS
        data/hotspots/effects.py: MOST_DAYS
        data/hotspots/effects.py: LEVEL
        data/hotspots/daily.py: LEVEL
        data/hotspots/daily.py: DRAWS
        data/hotspots/surveillance.py: right_now(simulations)
        data/petitions/disclosure.py: YEAR
        data/province/counting.py: YEAR
        data/petitions/margins.py: TEN
        data/petitions/performance.py: STEP
        data/petitions/performance.py: LEAST
        data/importing/files/headers.py: LOOK
        data/importing/files/headers.py: _ENOUGH
        data/importing/files/readers.py: _ALIKE
        data/importing/layers/frames.py: _FAR
        data/importing/layers/osm.py: _KMH_PER_MPH
        data/importing/layers/road_files.py: FASTEST
        data/importing/layers/heights.py: _WITHIN
        data/importing/layers/roads.py: MARGIN
        data/importing/layers/surroundings.py: MARGIN
        data/divisions/relief.py: _EARTH
        data/importing/layers/roads.py: _KM_PER_DEGREE
        data/importing/petitions/checks.py: MANY_WORDS
        data/importing/petitions/frame_fit.py: CLEARLY
        data/importing/petitions/frame_fit.py: LEAST_GAIN
        data/importing/petitions/indices.py: GROWN
        data/importing/petitions/indices.py: GROWN_BY
        data/importing/petitions/indices.py: MANY
        data/importing/petitions/indices.py: SHARE
        data/importing/petitions/points.py: FAR
        data/importing/petitions/points.py: _MOST
        data/importing/petitions/points.py: _KM_PER_DEGREE
        data/importing/registers/divisions.py: BEYOND
        data/matters/decisions.py: CLEAR
        data/persons.py: LEAST_START
        data/persons.py: _LEAST_DIGITS
        data/persons.py: _LEAST_ID
        data/persons.py: _LEAST_NAME
        data/matters/petitioners.py: _MOST_OF_AN_ID
        data/matters/petitioners.py: _MOST_OF_A_PHONE
        data/matters/rules.py: LONGEST_PAUSE
        data/matters/rules.py: LEAST_TEXT
        data/matters/rules.py: LIKE
        data/matters/rules.py: WITH_OTHER_WORDS
        data/matters/rules.py: SURE
        data/matters/rules.py: SAME_PERSON
        data/matters/rules.py: BY_AGENT
        data/matters/rules.py: _LEAST_BASE
        data/matters/rules.py: _LEAST_QUOTED
        data/matters/rules.py: _LEAST_DIGITS
        data/petitions/counts.py: villages_holding(share)
        data/visits/on_record.py: _SOME_POINTS
        data/visits/cases.py: LEAST_USUAL
        data/visits/chances.py: USUAL_DAYS
        data/visits/chances.py: YEARS
        data/visits/silence.py: HALF
        data/visits/silence.py: LEAST_DAYS
        data/visits/silence.py: REPORT_DAYS
        data/visits/silence.py: SURE
        data/visits/silence.py: YEARS
        data/visits/silence.py: _EITHER
        data/visits/worth.py: LEAST_SILENCE
        data/visits/on_record.py: _SOME
        data/visits/codec.py: _PLACES
    """,
    # what files, codes and days look like, and what can be no real value of them
    "of a format": """
        dashboard/open311/answers.py: answer(status)
        dashboard/open311/taking_in.py: SECONDS
        data/importing/registers/policies.py: MOST_FINDINGS
        data/importing/registers/policies.py: MOST_HOUSEHOLDS
        data/importing/registers/policies.py: POLICY_REGISTER
        data/importing/registers/yearbook.py: FIRST_YEAR
        data/importing/registers/yearbook.py: MOST
        data/intake/following.py: DAYS
        data/intake/following.py: MOST
        data/intake/submission.py: LONGEST
        data/intake/taking_in.py: AT_ONCE
        data/desk/entering.py: NewEntry.people
        data/desk/entering.py: _TEXTS
        data/desk/envelope.py: _NONCE
        data/desk/envelope.py: _POINT
        data/desk/file.py: LARGEST
        data/casework/steps.py: LONGEST
        data/casework/steps.py: MOST_DAYS
        data/casework/together.py: MOST
        data/followup/texts.py: LONGEST
        data/desk/file.py: MOST
        data/desk/outcomes.py: LONGEST
        data/desk/outcomes.py: LONGEST_NOTE
        data/desk/queue.py: LONGEST
        data/desk/reception.py: MIDDAY
        data/desk/reception.py: desk_days(months)
        data/clocks.py: Stand.LAPSED
        data/clocks.py: Stand.LATE
        data/clocks.py: Stand.MET
        data/clocks.py: Stand.OVER
        data/clocks.py: Stand.RUNNING
        data/clocks.py: Stand.UNKNOWN
        data/clocks.py: Stand.URGENT
        data/clocks.py: Stand.WARNED
        data/petitions/deadlines.py: _YEARS_AHEAD
        data/accounts/accounts.py: _LONGEST
        data/accounts/codes.py: _GROUPS
        data/accounts/throttle.py: _DIGITS
        data/accounts/devices.py: _LONGEST
        data/accounts/codes.py: _LETTERS_OF_GROUP
        data/accounts/sessions.py: _SHORT
        data/discretion.py: _OTHERS
        data/keys.py: SECRET_BYTES
        data/keys.py: _ID_BYTES
        data/sealing.py: HASH_BYTES
        data/sealing.py: _NONCE
        data/sealing.py: _START
        data/importing/files/records.py: _LOOK
        data/importing/files/records.py: _LINES
        data/importing/petitions/profile_text.py: LARGEST
        data/importing/petitions/profile_text.py: _DOTS
        data/importing/petitions/profile_files.py: _SOME_TIME
        data/postgis.py: SRS_ID
        data/geopackage.py: APPLICATION_ID
        data/geopackage.py: USER_VERSION
        data/geopackage.py: _FLAGS
        data/casework/entry.py: NewCase.people
        data/importing/divisions/county.py: EVER
        data/importing/files/asides.py: _YEAR
        data/importing/files/cells.py: _HALF_WIDTH
        data/importing/files/headers.py: _LONGEST
        data/importing/files/workbook_reader.py: _EXACT
        data/importing/divisions/townships.py: _DIGITS
        data/importing/layers/geopackage_files.py: _GENERATED
        data/importing/layers/geopackage_files.py: _LONGEST
        data/importing/layers/road_files.py: _LONGEST_CLASS
        data/importing/petitions/checks.py: EARLIEST
        data/text/printable.py: _LONGEST_NAME
        data/importing/petitions/checks.py: MOST_PEOPLE
        data/importing/petitions/dates.py: _SERIAL_START
        data/importing/petitions/dates.py: _AFTERNOON
        data/importing/petitions/dates.py: _HOURS
        data/importing/registers/fields.py: LATEST
        data/importing/registers/fields.py: LONGEST
        data/importing/registers/places.py: MOST_RESIDENTS
        data/importing/registers/places.py: _DIGITS
        data/registers/places.py: _DIGITS
        data/registers/forms.py: _ROWS
        data/importing/report.py: SHEET_ROWS
        data/importing/report.py: _WIDTH
    """,
    # memory, time and size that guard or pace the program
    "of the machine": """
        data/accounts/passwords.py: _AT_ONCE
        data/accounts/sessions.py: KEPT
        data/accounts/sessions.py: TOUCHED
        data/accounts/sessions.py: _PATIENCE
        data/journal/looks.py: _PATIENCE
        data/log/workbook.py: MOST
        data/log/workbook.py: _AT_ONCE
        data/accounts/throttle.py: KEPT
        data/accounts/throttle.py: OF_AN_ADDRESS
        data/backup/contents.py: _AT_ONCE
        data/backup/history.py: UNDER_WAY
        data/backup/history.py: history(limit)
        data/backup/manifest.py: _BLOCK
        data/backup/manifest.py: _LARGEST
        data/backup/nightly.py: Night.hour
        data/clock.py: AGAIN
        data/backup/nightly.py: _LEFT_OVER
        data/backup/history.py: last_runs(limit)
        data/backup/standing.py: OLD
        dashboard/settings.py: Settings.backup_days
        dashboard/settings.py: Settings.backup_hour
        dashboard/settings.py: Settings.backup_months
        dashboard/settings.py: Settings.backup_weeks
        dashboard/settings.py: Settings.briefing_hour
        dashboard/nightly.py: FIRST
        dashboard/nightly.py: MINUTES
        dashboard/pages/backups/page.py: MEGABYTE
        data/backup/retention.py: Keep.days
        data/backup/retention.py: Keep.months
        data/backup/retention.py: Keep.weeks
        data/copies.py: ROOM
        data/timekeeping.py: SLACK
        data/sums.py: _AT_ONCE
        data/sums.py: _PATIENCE
        data/copies.py: WAIT
        data/importing/petitions/recorded.py: AT_ONCE
        data/importing/petitions/words.py: _AT_ONCE
        data/petitions/states.py: AT_ONCE
        data/petitions/columnar/keeping.py: BEHIND
        data/petitions/columnar/layout.py: BITS
        data/petitions/columnar/file.py: _LAYOUT
        data/petitions/columnar/file.py: _LEFT_OVER
        data/petitions/columnar/taking.py: _AT_ONCE
        data/petitions/facts.py: _DAY
        data/importing/petitions/unknown.py: _MOST
        data/importing/petitions/unread.py: _ROWS
        data/importing/files/readers.py: CHUNK
        data/importing/files/readers.py: MOST_ROWS
        data/importing/files/readers.py: MOST_COLUMNS
        data/importing/sandbox/client.py: _HELD
        data/importing/sandbox/limits.py: WRITTEN
        data/importing/sandbox/limits.py: UploadLimits.memory_mb
        data/importing/sandbox/limits.py: UploadLimits.seconds
        data/importing/sandbox/limits.py: UploadLimits.files
        data/importing/sandbox/limits.py: UploadLimits.at_once
        data/importing/sandbox/operations.py: _PORTION
        data/importing/sandbox/protocol.py: LARGEST
        data/importing/sandbox/protocol.py: _ROWS
        data/importing/sandbox/protocol.py: _PORTION
        data/importing/sandbox/windows.py: _PROCESS_TIME
        data/importing/sandbox/windows.py: _ACTIVE_PROCESS
        data/importing/sandbox/windows.py: _PROCESS_MEMORY
        data/importing/sandbox/windows.py: _KILL_ON_CLOSE
        data/importing/sandbox/windows.py: _EXTENDED
        data/importing/sandbox/windows.py: _PROCESSES
        data/importing/sandbox/windows.py: _BASE_MB
        data/importing/sandbox/windows.py: _PER_SECOND
        data/importing/sandbox/windows.py: Extended._fields_
        data/importing/layers/vector_files.py: LARGEST_AREA
        data/importing/layers/vector_files.py: LARGEST_LAYER
        data/importing/files/records.py: LONGEST_CELL
        data/importing/files/records.py: LARGEST_PACKED
        data/importing/files/records.py: _BLOCK
        data/importing/files/records.py: _SKIPPED
        data/importing/files/workbook_reader.py: MEMORY
        data/importing/files/workbooks.py: LARGEST
        data/importing/files/workbooks.py: _UNSUSPICIOUS
        data/importing/files/workbooks.py: TIGHTEST
        data/importing/files/workbooks.py: LONGEST_ROW
        data/importing/petitions/frame_fit.py: MOST_POINTS
        data/importing/rejected.py: _LEVEL
        data/matters/links.py: _ASKED
        data/matters/rules.py: _ROWS
        data/matters/rules.py: _MANY
        data/petitions/gate.py: _AT_ONCE
        data/petitions/relocation.py: CHUNK
        data/search.py: _LEAST_INSIDE
        data/search.py: _AT_ONCE
        data/resealing.py: _AT_ONCE
        data/search.py: _NO
        data/copying.py: _AT_ONCE
        data/postgresql.py: BUSY_SECONDS
        data/postgresql.py: WRITERS
        data/postgresql.py: APART
        data/postgresql.py: ANSWER_SECONDS
        data/postgresql.py: POOLED
        data/postgresql.py: MORE
        data/postgresql.py: _AT_ONCE
        data/store_refusals.py: _NO_ROOM
        dashboard/access/forms.py: LONGEST_FORM
        dashboard/phone/acts.py: DIGITS
        data/followup/meetings.py: _DIGITS
        dashboard/access/forms.py: MOST_FIELDS
        dashboard/access/provider.py: LEEWAY
        dashboard/access/provider.py: PATIENCE
        dashboard/access/provider.py: UNDER_WAY
        dashboard/access/websocket.py: OVER
        dashboard/access/websocket.py: _MOST
        dashboard/visitors.py: REMEMBERED
        dashboard/visitors.py: _MOST
        dashboard/garbage.py: YOUNG
        dashboard/garbage.py: SECONDS
        dashboard/cache/heavy.py: FAILED
        dashboard/cache/heavy.py: PATIENCE
        dashboard/cache/making.py: SEEN
        dashboard/cache/making.py: WORKERS
        dashboard/cache/making.py: _NICE
        dashboard/pages/awaited.py: EVERY
        dashboard/pages/awaited.py: _MOST
        data/visits/attendance.py: LONGER
        data/visits/attendance.py: SECONDS
    """,
    # how long what was made for one reader can be fetched
    "of security": """
        dashboard/open311/application.py: LONGEST_BODY
        dashboard/open311/application.py: MOST_FIELDS
        dashboard/open311/application.py: YEARS
        dashboard/open311/application.py: _REMEMBERED
        dashboard/open311/limits.py: ASKED
        dashboard/open311/limits.py: STRANGERS
        dashboard/open311/limits.py: _MINUTE
        data/intake/receiving.py: PATIENCE
        data/offers.py: MINUTES
        data/offers.py: LARGEST
        data/offers.py: _NONCE
    """,
    # how much is shown at once, and in which classes
    "of drawing": """
        dashboard/pages/briefing/papers.py: MONTHS
        data/reports/slides.py: _HIGH
        data/reports/slides.py: _MOST_BARS
        data/reports/slides.py: _LONG_TITLE
        data/reports/slides.py: _WIDE
        dashboard/pages/intake/page.py: DAYS
        dashboard/pages/intake/page.py: LONGEST
        dashboard/pages/intake/page.py: YEAR
        dashboard/pages/years/page.py: YEAR
        dashboard/cache/ahead.py: MONTHS
        data/divisions/relief.py: MARGIN_KM
        data/divisions/relief.py: LONGEST
        data/divisions/relief.py: LARGEST
        data/divisions/relief.py: _GRADES
        data/divisions/relief.py: _USUAL
        data/divisions/relief.py: _STRONGEST
        data/divisions/relief.py: _COARSE
        data/divisions/relief.py: _LIGHT
        data/divisions/surroundings.py: MOST
        dashboard/pages/hubs/map.py: FARTHER
        data/hubs/reach.py: more(count)
        dashboard/pages/hubs/sent.py: MOST
        dashboard/phone/village.py: MOST
        dashboard/phone/village.py: _COUNTED
        dashboard/phone/village.py: _ROUND
        data/reports/county.py: _PIN
        data/reports/county.py: _STRONG
        data/reports/pack.py: CASES
        data/reports/pack.py: ERRANDS
        data/reports/pack.py: PROMISES
        data/reports/pack.py: VISITS
        data/reports/pack.py: _SHOWN
        data/reports/county.py: _THIN
        data/cartography/outlines.py: COARSE
        data/cartography/outlines.py: _DEGREE
        data/cartography/outlines.py: _NEAR
        data/cartography/outlines.py: _FACES
        dashboard/drawing/standalone.py: STRONG
        dashboard/drawing/standalone.py: THIN
        data/desk/earlier.py: MOST
        dashboard/pages/cases/page.py: SHOWN
        dashboard/pages/cases/today.py: AHEAD
        dashboard/pages/followup/meetings.py: _AHEAD
        dashboard/pages/instructions/page.py: SHOWN
        dashboard/pages/log/page.py: SHOWN
        data/petitions/cases.py: listed(limit)
        data/log/entries.py: entries(limit)
        data/log/workbook.py: _WIDTH
        data/importing/petitions/absence.py: _LISTED
        data/importing/petitions/renumbering.py: _RUNS
        data/importing/petitions/undoing.py: imports(limit)
        data/importing/petitions/units.py: _LISTED
        data/importing/petitions/unknown.py: _LISTED
        data/importing/petitions/unread.py: SAMPLE
        data/importing/report.py: LISTED_CHANGES
        dashboard/pages/importing/unknown.py: LISTED
        data/divisions/reads.py: DRAWN_IN_FULL
        data/hotspots/answer.py: LISTED
        data/hotspots/heat.py: CLASSES
        data/hotspots/heat.py: LEAST
        data/hotspots/hot.py: SURE
        data/hotspots/new.py: LATELY
        data/hotspots/now.py: SHOWN
        data/importing/divisions/lists.py: _SHOWN
        data/importing/files/asides.py: _FIRST
        data/importing/layers/roads.py: _PARTS_TOLD
        data/importing/petitions/checks.py: _SHORT
        data/importing/petitions/importer.py: _LISTED
        data/importing/registers/divisions.py: _SHOWN
        data/importing/report.py: FIRST_ROWS
        data/matters/decisions.py: summary(limit)
        data/petitions/cases.py: open_cases(limit)
        data/petitions/cases.py: cases_of(limit)
        data/repair/decisions.py: history(limit)
        data/search.py: SHOWN
        data/text/__init__.py: figure(most)
        data/text/__init__.py: percent(digits)
        data/repair/queue.py: _SHORT
        data/repair/queue.py: queue(limit)
        data/repair/statements.py: _LEAST_NAME
        data/reports/county.py: TALLEST
        data/reports/county.py: _LETTERS
        data/reports/county.py: _PALE
        data/reports/typesetting.py: _DOTS
        data/reports/desk_paper.py: LINES
        data/reports/desk_paper.py: _COLUMNS
        data/reports/itinerary.py: MOST_CASES
        data/reports/itinerary.py: MOST_LEFT_OUT
        dashboard/phone/drawn.py: TALLEST
        dashboard/phone/drawn.py: _AROUND
        dashboard/phone/drawn.py: _METRES
        data/reports/sketch.py: WIDTH
        data/reports/sketch.py: TALLEST
        data/reports/sketch.py: _MARGIN
        data/reports/sketch.py: _STOP
        data/registers/forms.py: _WIDTH
        data/reports/lists.py: _LONGEST
        data/reports/lists.py: _WIDTH
        data/visits/calendar.py: visit_days(months)
        data/visits/calendar.py: days_known_ahead(months)
        data/visits/calendar.py: ahead(months)
        data/visits/plans.py: rounded(digits)
        data/visits/words.py: MOST_CHANGES
        data/visits/years.py: plan_township_year(months)
        data/cartography/circles.py: LARGEST
        data/cartography/circles.py: SMALLEST
        data/cartography/circles.py: TOP
        data/cartography/circles.py: CIRCLE_MAP
        dashboard/drawing/brush.py: MOST
        dashboard/drawing/tables.py: LONG
        dashboard/drawing/charts.py: _EDGE
        dashboard/drawing/charts.py: _HIGH
        dashboard/drawing/charts.py: _WIDE
        dashboard/pages/map/ranking.py: FIRST
        dashboard/pages/map/ranking.py: MOST
        dashboard/pages/place/care.py: VISITS
        dashboard/pages/place/figures.py: MOST
        dashboard/pages/place/place.py: SHOWN
        data/petitions/closing.py: BOUNDS
        dashboard/drawing/maps.py: draw(height)
        data/cartography/outlines.py: TOLERANCE
        dashboard/pages/accounts/page.py: NAMES
        dashboard/pages/briefing/standing.py: UNSEEN
        dashboard/pages/briefing/wall.py: LOOK
        dashboard/pages/briefing/wall.py: TURN
        dashboard/pages/hotspots/finding.py: LISTED
        dashboard/pages/importing/page.py: _LONGEST
        dashboard/pages/registers/table.py: HEIGHT
        dashboard/pages/repair/page.py: CANDIDATES
        dashboard/pages/repair/page.py: PAGE
        dashboard/pages/setup/mergers.py: HEIGHT
        dashboard/pages/uploads.py: LISTED
        dashboard/pages/visits/controls.py: _WEIGHT_STEPS
        dashboard/pages/visits/day_map.py: BOUNDS
        dashboard/pages/indicators/page.py: LONGEST
        dashboard/pages/indicators/page.py: _LEAST
        dashboard/pages/visits/reliability.py: MONTHS
        dashboard/pages/visits/rota.py: WEEKS
        dashboard/pages/visits/year_map.py: BOUNDS
    """,
}
"""Reason -> file and name."""


def holds_figure(node):
    """Whether an expression is a figure, or a collection or sum of some; 0 and truth are none."""
    match node:
        case ast.Constant():
            return (
                isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value != 0
            )
        case ast.UnaryOp():
            return holds_figure(node.operand)
        case ast.BinOp():
            return holds_figure(node.left) or holds_figure(node.right)
        case ast.Tuple() | ast.List() | ast.Set():
            return any(map(holds_figure, node.elts))
        case ast.Dict():
            return any(map(holds_figure, node.values))
        case ast.Call():
            name = ast.unparse(node.func)
            if name in ("re.compile", "mapped_column", "struct.Struct", "N_"):
                return False
            return any(map(holds_figure, [*node.args, *(word.value for word in node.keywords)]))
    return False


def assigned(statements):
    for node in statements:
        match node:
            case ast.Assign(targets=targets, value=value) if holds_figure(value):
                for target in targets:
                    yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value and holds_figure(value):
                yield name


def figures(path):
    """Names under which a file keeps figures: of the module, fields of classes, parameters of functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from assigned(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in assigned(node.body))
        if isinstance(node, ast.FunctionDef):
            own = node.args
            last = [*own.posonlyargs, *own.args][len(own.posonlyargs) + len(own.args) - len(own.defaults) :]
            pairs = [
                *zip(last, own.defaults, strict=True),
                *zip(own.kwonlyargs, own.kw_defaults, strict=True),
            ]
            yield from (
                f"{node.name}({given.arg})" for given, value in pairs if value and holds_figure(value)
            )


def found():
    for floor in ("data", "dashboard"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith((HOME, *OWN_WORLDS)):
                yield from (f"{place}: {name}" for name in figures(path))


def test_every_figure_is_a_rule_of_the_county_or_has_its_reason():
    allowed = [line.strip() for listed in ALLOWED.values() for line in listed.strip().splitlines()]
    assert sorted(found()) == sorted(allowed)


NEW = """
OVERDUE_DAYS = 45
HOURS: tuple[float, ...] = (8.5 * 60, 17)
NAME, ON, COUNT = "fifteen", True, 0

@dataclass
class Day:
    opens: float = 8 * 60
    places: int = field(default=15)
    kept: int = 0

def late(on, days=3, *, months=12, seed=0): ...
"""


def test_a_rule_written_anywhere_else_is_found(tmp_path):
    path = tmp_path / "new.py"
    path.write_text(NEW)
    assert sorted(figures(path)) == [
        "Day.opens",
        "Day.places",
        "HOURS",
        "OVERDUE_DAYS",
        "late(days)",
        "late(months)",
    ]
