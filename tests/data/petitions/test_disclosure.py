"""Nobody is singled out of counts: an attack on all that is told, with every filter and an exact solver.

The attacker knows which petitions there can be (every cross of place, month, category, tier, status,
occurrence and channel), asks all public functions as a leader or as the screen, keeps each number as an
equation, and looks whether a group is one to four petitions in every record that answers alike.
"""

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from sqlalchemy import update

from data.accounts import accounts
from data.hotspots.findings import findings
from data.petitions import margins
from data.petitions.cases import cases_of, open_cases
from data.petitions.counts import tally, totals
from data.petitions.disclosure import publish, release
from data.petitions.facts import Filter, facts
from data.petitions.figures import figures
from data.scope import Role, Scope
from data.service import coverage
from data.tables import Dataset
from data.terms import Counted, PetitionKind, Tier
from tests.county import COUNTY, VILLAGES, petition
from tests.roles import LEADER, SCREEN, reader

pytestmark = pytest.mark.sqlite
"""What is told is computed from rows, whatever database they lie in."""
K = 5
AS_OF = dt.date(2026, 2, 17)
OWN = "990001001"
TOWNSHIPS = ["990001001", "990001002"]
PLACES = [*VILLAGES, *TOWNSHIPS, ""]
MONTHS = [dt.date(2025, 11, 1), dt.date(2025, 12, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 1)]
CATEGORIES = ["land", "labour", "ecology"]
TIERS = [each.value for each in Tier]
STATES = ["open", "closed"]
OCCURRENCES = ["first", "repeat"]
CHANNELS = ["visit", "joint", "letter", "online", "request"]
DIMENSIONS = [PLACES, MONTHS, CATEGORIES, TIERS, STATES, OCCURRENCES, CHANNELS]
NAMES = ["place", "month", "category", "tier", "status", "occurrence", "channel"]
CELLS = pd.DataFrame(list(itertools.product(*DIMENSIONS)), columns=NAMES)
BY = [*NAMES, "township", "counted"]
"""By what groups are told apart."""


def described(cells):
    """With the township, and whether they are petitions or requests."""
    counted = np.where(cells["channel"] == "request", "requests", "petitions")
    return cells.assign(township=cells["place"].str[:9], counted=counted)


CELLS = described(CELLS)
IS = {(name, value): (CELLS[name] == value).to_numpy() for name in CELLS for value in CELLS[name].unique()}
"""Which cells have a value."""
EVERY = np.ones(len(CELLS), dtype=bool)
OUTSIDE = ~IS["township", OWN]


def random_cells(seed, size=260):
    """Petitions of a county in which most are alike; three are repeated, and two of one village."""
    rng = np.random.default_rng(seed)
    cells = {}
    for name, values in zip(NAMES, DIMENSIONS, strict=True):
        drawn = rng.choice(len(values), size, p=_skewed(rng, len(values)))
        cells[name] = [values[at] for at in drawn]
    frame = pd.DataFrame(cells)
    petitions = frame.index[frame["channel"] != "request"]
    frame.loc[petitions[3:], "occurrence"] = "first"
    frame.loc[petitions[:3], ["occurrence", "month"]] = "repeat", MONTHS[2]
    moved = petitions[(frame["place"] == "990001002002")[petitions]]
    frame.loc[moved[2:], "place"] = "990001002001"
    return frame


def _skewed(rng, size):
    weights = rng.dirichlet(np.full(size, 0.9)) + 0.01
    return weights / weights.sum()


def fill(store, cells, accusations=0):
    """A record of such petitions, and some reports and accusations besides."""
    with store.write("test", "add", COUNTY) as session:
        session.execute(update(Dataset).values(as_of=AS_OF))
        for number, row in enumerate(cells.itertuples()):
            session.add(_petition(f"P{number}", row))
        for number in range(accusations):
            village = list(VILLAGES)[number % len(VILLAGES)]
            filed = dt.datetime(2026, 1, 1 + number % 28)
            session.add(petition(f"X{number}", village, purpose="accusation", filed=filed, people=7))
    return store


def _petition(number, row):
    filed = dt.datetime.combine(row.month + dt.timedelta(days=10), dt.time(9))
    return petition(
        number,
        row.place if len(row.place) == 12 else None,
        **({"township": row.place, "placement": "township"} if len(row.place) == 9 else {}),
        filed=filed,
        closed=None if row.status == "open" else filed + dt.timedelta(days=4),
        category=row.category,
        tier=row.tier,
        status=row.status,
        occurrence=row.occurrence,
        channel="visit" if row.channel == "joint" else row.channel,
        people=6 if row.channel == "joint" else 1,
    )


def in_cells(cells):
    """How many petitions are in each of `CELLS`."""
    counted = cells.value_counts(NAMES)
    return np.array([counted.get(row, 0) for row in CELLS[NAMES].itertuples(index=False, name=None)])


class Attack:
    """What is known of the cells: each between two numbers, and sums of them."""

    def __init__(self, cells=None):
        """`cells`: the own cases, known one by one, are among them."""
        self.own = cells is not None
        self.rows, self.low, self.high, self.seen = [], [], [], set()
        self.least, self.most = np.zeros(len(CELLS)), np.full(len(CELLS), np.inf)
        if cells is not None:
            self.least[~OUTSIDE] = self.most[~OUTSIDE] = in_cells(cells)[~OUTSIDE]

    def know(self, cells, low, high, weights=1):
        key = cells.tobytes(), low, high
        if key not in self.seen and not (self.own and not (cells & OUTSIDE).any()):
            self.seen.add(key)
            self.rows.append(sparse.csr_array((cells * weights)[None, :].astype(float)))
            self.low.append(low)
            self.high.append(high)

    def check(self, cells):
        """What is told is true."""
        sums = sparse.vstack(self.rows) @ in_cells(cells)
        assert (np.array(self.low) <= sums).all() and (sums <= np.array(self.high)).all()

    def singles_out(self, group):
        """Whether every record that answers alike has one to four petitions in a group."""
        told = LinearConstraint(sparse.vstack(self.rows), self.low, self.high)
        for low, high in ((K, np.inf), (0, 0)):
            size = LinearConstraint(group[None, :].astype(float), low, high)
            bounds = Bounds(self.least, self.most)
            if milp(np.zeros(len(group)), constraints=[told, size], integrality=1, bounds=bounds).status == 0:
                return False
        return True


def kept(wanted):
    """Cells that a filter keeps; every petition is filed on the eleventh of its month."""
    request = IS["channel", "request"]
    keep = {Counted.BOTH: EVERY, Counted.REQUESTS: request, Counted.PETITIONS: ~request}[wanted.counted]
    for name in ("category", "status", "tier", "township"):
        if getattr(wanted, name) is not None:
            keep = keep & IS[name, getattr(wanted, name)]
    if wanted.kind is not None:
        joint = wanted.kind is PetitionKind.JOINT
        keep = keep & IS["channel" if joint else "occurrence", wanted.kind.value]
    for month in MONTHS:
        day = month + dt.timedelta(days=10)
        if day < (wanted.first or day) or day > (wanted.last or day):
            keep = keep & ~IS["month", month]
    return keep


def periods():
    """Every period of whole months, some that are cut within one, and all there is."""
    ends = [each + relativedelta(day=31) for each in MONTHS[:-1]] + [AS_OF]
    whole = [(first, last) for first in MONTHS for last in ends if first < last]
    cut = [(dt.date(2026, 1, 11), dt.date(2026, 1, 11)), (dt.date(2025, 11, 5), AS_OF)]
    return [(None, None), *whole, *cut, (MONTHS[0], dt.date(2026, 1, 20))]


def filters():
    """Every period with every condition alone, and with some two together."""
    single = [{}]
    single += [{"category": each} for each in CATEGORIES] + [{"tier": each} for each in TIERS]
    single += [{"status": each} for each in STATES] + [{"township": each} for each in TOWNSHIPS]
    single += [{"kind": each} for each in PetitionKind]
    pairs = [a | b for a, b in itertools.combinations(single[1:], 2) if not set(a) & set(b)]
    for (first, last), counted, more in itertools.product(periods(), Counted, [*single, *pairs[::17]]):
        yield Filter(first, last, counted=counted, **more)


def ask_everything(who, attack):
    """Every number that somebody is told, as knowledge of the cells; how many numbers that were."""
    county, villages, numbers = tally(who), pd.Index(VILLAGES), 0
    joint, is_open = IS["channel", "joint"], IS["status", "open"]
    visit = joint | IS["channel", "visit"]

    def keep(value, cells):
        nonlocal numbers
        if value is not None and not np.ma.is_masked(value) and not pd.isna(value):
            attack.know(cells, int(value), int(value))
            numbers += 1

    for wanted in filters():
        cells = kept(wanted)
        keep(county.total(wanted), cells)
        counts = county.by_village(wanted, villages)
        assert not counts.withheld, "reports and accusations are counted"
        keep(counts.open_total, cells & is_open)
        keep(counts.groups_total, cells & visit)
        for at, village in enumerate(villages):
            here = cells & IS["place", village]
            keep(counts.cases[at], here)
            keep(counts.open[at], here & is_open)
            keep(counts.groups[at], here & visit)
        if counts.persons_total is not None:
            lost = 9 * len(MONTHS) * 2  # cut down to tens by month, of petitions and of requests
            attack.know(cells, -np.inf, counts.persons_total + lost, np.where(joint, 5, 1))
        for category, n in county.by_category(wanted).items():
            keep(n, cells & IS["category", category])
        for township, n in county.by_township(wanted).items():
            keep(n, cells & IS["township", township])
        for month, n in county.by_month(wanted).itertuples(index=False):
            keep(n, cells & IS["month", month.date()])
    for wanted in (Filter(first, last) for first, last in periods() if first):
        sums = totals(who, wanted.first, wanted.last)
        keep(sums.cases, kept(wanted))
        keep(sums.open, kept(wanted) & is_open)
    own = facts(who)
    assert set(own["township_code"]) <= {OWN} and (who.scope is LEADER or own.empty)
    first = IS["occurrence", "first"] & (visit | IS["channel", "letter"]) & ~IS["month", MONTHS[-1]]
    for day in (AS_OF, dt.date(2026, 1, 31), dt.date(2025, 12, 15)):
        record = figures(who, day)
        keep(record.petitions, ~IS["channel", "request"])
        if record.first_petitions.count is not None:
            attack.know(first, record.first_petitions.count, record.first_petitions.count + 9)
            attack.know(first & ~is_open, record.first_petitions.closed, record.first_petitions.closed + 9)
        for name in ("groups", "first", "repeat", "joint", "located", "matters", "open", "by_proxy"):
            assert getattr(record, name) is None
    table = coverage.table(who, AS_OF, Counted.PETITIONS)
    for code, n in zip(table["code"], table["open"], strict=True):
        keep(n, kept(Filter()) & IS["place", code] & is_open)
    for village in VILLAGES:
        if who.scope is not LEADER or not village.startswith(OWN):
            assert cases_of(who, [village]).empty and open_cases(who, village).empty
    assert findings(who).empty
    return numbers


def groups(cells, most):
    """Groups of one to four of these petitions, by some conditions or by all: the plainest, and others."""
    cells, listed = described(cells), {}
    for row in cells.itertuples(index=False):
        values = dict(zip(cells.columns, row, strict=True))
        for names in itertools.chain(*(itertools.combinations(BY, size) for size in (1, 2, 3)), [NAMES]):
            listed[tuple((name, values[name]) for name in names)] = None
    has = {(name, value): (cells[name] == value).to_numpy() for name in BY for value in cells[name].unique()}
    few = [each for each in listed if np.logical_and.reduce([has[condition] for condition in each]).sum() < K]
    plain = [each for each in few if not {name for name, _ in each} - {"month", "counted"} or len(each) < 2]
    plain += [each for each in few if len(each) == 3 and {"month", "counted"} < {name for name, _ in each}]
    chosen = np.random.default_rng(1).permutation(len(few))[:most]
    return [*plain, *(few[at] for at in chosen)]


def knowledge(scope, store, cells):
    """Of somebody who asks everything; a leader also sees the screen in the meeting, and the own cases."""
    attack = Attack(cells if scope is LEADER else None)
    for each in {scope, SCREEN}:
        assert ask_everything(reader(each, store, today=AS_OF), attack) > 100, (
            "there is something to subtract"
        )
    attack.check(cells)
    return attack


def singled_out(scope, store, cells, most=12):
    """Planted groups that somebody can tell."""
    attack = knowledge(scope, store, cells)
    outside = OUTSIDE if scope is LEADER else EVERY
    planted = cells[cells["place"].str[:9] != OWN] if scope is LEADER else cells
    for conditions in groups(planted, most):
        if attack.singles_out(outside & np.logical_and.reduce([IS[condition] for condition in conditions])):
            yield conditions


@pytest.mark.parametrize(("scope", "seed"), [(SCREEN, 1), (LEADER, 3)])
def test_no_group_of_one_to_four_petitions_is_singled_out_by_any_filter(store, scope, seed):
    cells = random_cells(seed)
    fill(store, cells, accusations=6)
    assert not list(singled_out(scope, store, cells))


def test_the_attack_finds_what_a_least_count_alone_gives_away(store, monkeypatch):
    monkeypatch.setattr(margins, "values_told", lambda counts, known, k: counts >= k)
    monkeypatch.setattr(margins, "places_told", lambda counts, k, *more: counts >= k)
    cells = random_cells(3)
    fill(store, cells)
    assert next(singled_out(SCREEN, store, cells), None)


def told(scope, store):
    """All that somebody is told, to be compared."""
    county, villages = tally(reader(scope, store, today=AS_OF)), pd.Index(VILLAGES)
    answers = []
    for wanted in itertools.islice(filters(), 0, None, 5):
        counts = county.by_village(wanted, villages)
        answers += [county.totals(wanted), county.by_township(wanted), county.by_category(wanted).to_dict()]
        answers += [counts.total, counts.groups_total, np.ma.filled(counts.cases, -1).tolist()]
    return answers, figures(reader(scope, store, today=AS_OF), AS_OF).as_record()


@pytest.mark.parametrize("scope", [LEADER, SCREEN])
def test_reports_and_accusations_change_no_number_that_is_told(store, scope):
    cells = random_cells(5)
    fill(store, cells)
    before = told(scope, store)
    fill(store, cells.head(0), accusations=30)
    np.testing.assert_equal(told(scope, store), before)


def test_what_is_counted_of_the_own_cases_is_exact(store):
    cells = random_cells(6)
    fill(store, cells)
    county = tally(reader(LEADER, store, today=AS_OF))
    own = cells[(cells["place"].str[:9] == OWN) & (cells["channel"] != "request")]
    wanted = Filter(MONTHS[0], AS_OF, status="open", tier="hard", township=OWN)
    assert county.total(wanted) == int(((own["status"] == "open") & (own["tier"] == "hard")).sum())
    counts = county.by_village(Filter(), pd.Index(VILLAGES))
    assert counts.cases[0] == int((own["place"] == "990001001001").sum())
    assert counts.open[0] is not np.ma.masked and counts.open[2] is np.ma.masked


def _three_lie_in_neither_township(store):
    """Of the petitions about land; of all others more do. The fewest, about health, are left untold."""
    number = {"labour": 30, "ecology": 30, "health": 6}
    rows = [(place, category, n) for place in (*TOWNSHIPS, "") for category, n in number.items()]
    rows += [(TOWNSHIPS[0], "land", 10), (TOWNSHIPS[1], "land", 10), ("", "land", 3)]
    alike = {"month": MONTHS[1], "tier": "hard", "status": "open", "occurrence": "first", "channel": "letter"}
    cells = [{"place": place, "category": category, **alike} for place, category, n in rows for _ in range(n)]
    fill(store, pd.DataFrame(cells))


def _categories_told(store, scope=SCREEN):
    (block,) = release(reader(scope, store, today=AS_OF)).blocks
    return block.margins["category"].keys()


@pytest.mark.parametrize("disabled", [False, True])
def test_townships_granted_to_an_account_beyond_its_contract_are_allowed_for_in_what_all_are_told(
    store, disabled
):
    _three_lie_in_neither_township(store)
    assert _categories_told(store) == {"land", "labour", "ecology"}
    keeper = accounts.keeper(store, "test")
    accounts.add(keeper, "one", Role.LEADER, divisions=TOWNSHIPS[:1])
    accounts.add(keeper, "officer", Role.TOWNSHIP, divisions=TOWNSHIPS)
    assert "land" in _categories_told(store)
    accounts.add(keeper, "both", Role.LEADER, divisions=TOWNSHIPS)
    if disabled:
        accounts.disable(keeper, "both")
    for scope in (SCREEN, LEADER):
        assert "land" not in _categories_told(store, scope)
    accounts.move(keeper, "both", divisions=TOWNSHIPS[1:])
    assert "land" in _categories_told(store)


def test_who_is_granted_several_townships_without_an_account_on_record_is_told_the_less(store):
    _three_lie_in_neither_township(store)
    both = Scope.of(Role.LEADER, TOWNSHIPS, COUNTY)
    assert "land" in _categories_told(store, LEADER) and "land" not in _categories_told(store, both)


def test_what_is_not_told_is_no_number(store):
    fill(store, random_cells(7, size=60))
    county = tally(reader(SCREEN, store, today=AS_OF))
    two = Filter(category="land", tier="hard")
    assert county.total(two) is None and county.totals(two).open is None
    assert county.by_village(two, pd.Index(VILLAGES)).cases.mask.all()
    assert county.by_month(two)["cases"].isna().all()
    assert county.nearest(Filter(MONTHS[1], AS_OF)).last == dt.date(2026, 1, 31)


counts_of_values = st.lists(st.integers(0, 12), min_size=1, max_size=8)


@given(st.lists(counts_of_values, min_size=1, max_size=4), st.integers(2, 6))
def test_a_distribution_leaves_each_insider_nothing_small_to_subtract(parts, k):
    width = max(map(len, parts))
    table = np.array(
        [own + [0] * (width - len(own)) for own in parts]
    )  # what each township has of each value
    counts = table.sum(axis=0)
    shown = margins.values_told(counts, table, k)
    for known in (np.zeros_like(counts), *table):
        assert ((counts - known)[shown] >= k).all()
        rest = int((counts - known)[~shown].sum())
        assert shown.all() or not shown.any() or rest >= k


@given(counts_of_values, st.integers(2, 6))
def test_places_leave_who_knows_one_of_them_nothing_small_to_subtract(values, k):
    counts = np.array(values)
    shown = margins.places_told(counts, k)
    rest = counts[~shown]
    assert (counts[shown] >= k).all()
    assert not rest.size or not shown.any() or rest.sum() - rest.max() >= k


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6), st.integers(2, 5))
def test_whoever_knows_the_rule_cannot_tell_a_small_value_from_none(values, k):
    """Among all distributions that are told alike, an untold value is none in one, or large in another."""
    counts = np.array(values)
    nobody = np.zeros((0, len(values)), dtype=np.int64)
    shown = margins.values_told(counts, nobody, k)
    if shown.all() or (~shown).sum() > 4 or counts.sum() < k:
        return
    rest, total = np.flatnonzero(~shown), int(counts[~shown].sum())
    alike = []
    for parts in itertools.product(range(total + 1), repeat=rest.size - 1):
        if sum(parts) <= total:
            other = counts.copy()
            other[rest] = [*parts, total - sum(parts)]
            if (margins.values_told(other, nobody, k) == shown).all():
                alike.append(other[rest])
    least, most = np.min(alike, axis=0), np.max(alike, axis=0)
    assert ((least == 0) | (most >= k)).all()


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(2, 3))
def test_random_counties_are_told_nothing_that_singles_out_a_cross_of_two(seed, townships):
    """All margins of a block against all tables that fit them: of two conditions at a time."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(20, 120))
    frame = pd.DataFrame(
        {
            "filed": pd.Timestamp("2026-03-05"),
            "closed": pd.NaT,
            "channel": rng.choice(["visit", "letter", "online"], size, p=_skewed(rng, 3)),
            "category": rng.choice(["land", "labour", "ecology"], size, p=_skewed(rng, 3)),
            "tier": rng.choice(["simple", "general", "hard"], size, p=_skewed(rng, 3)),
            "status": rng.choice(["open", "closed"], size, p=_skewed(rng, 2)),
            "occurrence": rng.choice(["first", "repeat"], size, p=_skewed(rng, 2)),
            "satisfaction": None,
            "people": 1,
            "joint": False,
            "month": 2026 * 12 + 2,
            "township_code": rng.choice([f"T{n}" for n in range(townships)], size, p=_skewed(rng, townships)),
        }
    )
    frame["village_code"] = frame["township_code"] + rng.choice(list("abc"), size, p=_skewed(rng, 3))
    known = publish(frame, K, dt.date(2026, 3, 31))
    for block in known.blocks:
        for (one, first), (other, second) in itertools.combinations(block.margins.items(), 2):
            if {one, other} == {"township", "village"}:
                continue
            for insider in [None, *sorted(frame["township_code"].unique())]:
                rows = frame[frame["township_code"] != insider]
                for a, b in itertools.product(_margin(rows, one, first), _margin(rows, other, second)):
                    low, high = max(0, a + b - len(rows)), min(a, b)
                    assert not 0 < low <= high < K, (one, other, insider)


def _margin(rows, dimension, values):
    """Sizes of the values that are told, and of what is left, outside of what an insider knows."""
    column = {"township": "township_code", "village": "village_code"}.get(dimension, dimension)
    cells = rows[column].astype(str)
    of_insider = dimension in ("township", "village")
    sizes = [int((cells == value).sum()) for value in values]
    rest = len(rows) - sum(sizes)
    return [size for size in [*sizes, rest] if size or not of_insider]
