"""The county's rules: what nobody set is the default, what the office set holds from its day on."""

import datetime as dt
from dataclasses import fields

import pytest
from sqlalchemy import insert, select

from data.errors import RuleRefused
from data.hotspots import daily
from data.petitions.figures import figures
from data.rules import (
    DEFAULTS,
    GROUPS,
    SETTINGS,
    Rules,
    in_force,
    parse,
    raised,
    rule_changes,
    rules,
    set_rules,
    written,
)
from data.service import contract_proposals, coverage
from data.service.coverage import Group
from data.tables import AuditEntry, RuleSet, TeamContact
from data.text import Words
from data.visits import bookings, days, saved
from data.visits.on_record import on_record
from data.visits.plans import load_day
from data.visits.years import last_visits
from geo.visits import plan
from tests.county import TODAY, petition
from tests.roles import LEADER, NOTHING, OFFICE, SCREEN, TEAM, TOWNSHIP, reader, writer

CODE = "990001001"
DECEMBER, JANUARY = dt.date(2026, 12, 15), dt.date(2027, 1, 15)
NEW_YEAR = dt.date(2027, 1, 1)
NOON = dt.datetime(2026, 11, 24, 12)


def decide(store, changes, since=TODAY, scope=OFFICE):
    return set_rules(writer(scope, store), changes, valid_from=since)


@pytest.fixture
def county(store):
    with store.write("test", "add", "petitions") as session:
        session.add_all([petition("A1", "990001001001"), petition("A2", "990001001002", tier="hard")])
    return store


def test_what_is_not_set_is_the_default(store):
    assert rules(store, TODAY) == DEFAULTS
    assert DEFAULTS.day.field_opens == 13 * 60 and DEFAULTS.service.overdue_days == 45


def test_every_rule_says_what_it_is_where_it_is_from_and_what_it_may_be():
    by_class = set(DEFAULTS.speeds.by_class)
    for group in fields(Rules):
        names = {own.name for own in fields(type(getattr(DEFAULTS, group.name)))}
        if group.name == "speeds":
            names = names - {"by_class", "excluded", "no_stopping"} | by_class
        assert {f"{group.name}.{name}" for name in names} == {
            name for name in SETTINGS if name.startswith(f"{group.name}.")
        }
    assert {name.partition(".")[0] for name in SETTINGS} == set(GROUPS)
    for name, setting in SETTINGS.items():
        assert parse(name, written(name, DEFAULTS.value(name))) == DEFAULTS.value(name)
        assert setting.words and setting.source and setting.low <= setting.high


def test_every_default_can_be_set(store):
    assert decide(store, {name: DEFAULTS.value(name) for name in SETTINGS}) == DEFAULTS


def test_the_field_day_begins_later_from_january_on_and_not_in_december(county):
    decide(county, {"day.field_opens": parse("day.field_opens", "13:30")}, NEW_YEAR)
    december, january = (load_day(reader(OFFICE, county), CODE, on) for on in (DECEMBER, JANUARY))
    assert december.problem.settings.field_opens == 13 * 60
    assert january.problem.settings.field_opens == 13 * 60 + 30
    assert all(stop.arrives > 13.5 * 60 for stop in plan(january.problem).stops)


def test_a_plan_that_is_saved_stays_as_it_was_made(county):
    day = load_day(reader(OFFICE, county), CODE, DECEMBER)
    saved.save(writer(OFFICE, county), day, plan(day.problem))
    decide(county, {"day.field_opens": 14 * 60, "score.hard": 20, "score.general": 10})
    record = on_record(reader(OFFICE, county, today=TODAY), CODE, DECEMBER)
    assert record.day.problem.settings.field_opens == 13 * 60
    assert record.day.weights.hard == 4
    assert record.change is None and record.plan.proven
    fresh = load_day(reader(OFFICE, county), CODE, DECEMBER)
    assert fresh.problem.settings.field_opens == 14 * 60
    assert fresh.problem.score.sum() > day.problem.score.sum()


@pytest.mark.parametrize("scope", [TOWNSHIP, LEADER, TEAM, SCREEN, *NOTHING])
def test_only_the_office_sets_rules_and_reads_who_did(store, scope):
    with pytest.raises(RuleRefused, match="Only the head of the petition office"):
        decide(store, {"service.overdue_days": 60}, scope=scope)
    decide(store, {"service.overdue_days": 60})
    assert rule_changes(reader(scope, store)) == []
    assert rules(store, TODAY).service.overdue_days == 60


@pytest.mark.parametrize("below", [0, 1, 2])
def test_a_least_count_that_was_set_when_it_might_protect_nobody_is_read_as_three(store, below):
    with store.write("test", "set as it was allowed", "x") as session:
        kept = {"values_set": {"privacy.suppress_below": below}, "set_at": NOON, "set_by": "head"}
        session.add(RuleSet(valid_from=TODAY, **kept))
    assert rules(store, TODAY).privacy.suppress_below == 3
    (change,) = raised(rule_changes(reader(OFFICE, store)), TODAY)
    assert (change.kept, change.new) == (below, 3)
    decide(store, {"privacy.suppress_below": 4})
    assert not raised(rule_changes(reader(OFFICE, store)), TODAY)


def test_forty_six_days_without_contact_are_overdue_until_the_office_says_sixty(store):
    with store.write("test", "contact", "46 days ago") as session:
        session.query(TeamContact).update({TeamContact.on: TODAY - dt.timedelta(days=46)})
    assert coverage.groups(coverage.table(reader(OFFICE, store), TODAY))[Group.OVERDUE] == 3
    decide(store, {"service.overdue_days": 60})
    assert coverage.groups(coverage.table(reader(OFFICE, store), TODAY))[Group.OVERDUE] == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("service.overdue_days", 0, "0 is outside of what is allowed, from 1 to 365"),
        ("service.overdue_days", 46.5, "is no value of this rule"),
        ("service.overdue_days", True, "is no value of this rule"),
        ("service.overdue_days", "60", "is no value of this rule"),
        ("score.hard", float("nan"), "is no value of this rule"),
        ("score.hard", -1, "from 0 to 20"),
        ("day.field_opens", 24 * 60, "24:00 is outside of what is allowed, from 00:00 to 23:59"),
        ("day.field_opens", 11 * 60, "times are in no order"),
        ("day.stop_minutes", 70, "contradict each other"),
        ("hotspots.short_months", 12, None),
        ("hotspots.long_months", 1, "outside of what is allowed"),
        ("hotspots.fewest_weeks", 104, None),
        ("hotspots.level", 0.2, None),
        ("visits.rule", "sometimes", "is no value of this rule"),
        ("privacy.suppress_below", 2, "2 is outside of what is allowed, from 3 to 100"),
        ("words.centre", "   ", "outside of what is allowed"),
        ("words.centre", "a\nb", "is no value of this rule"),
        ("day.lunch", 1, "There is no rule day.lunch"),
        ("speeds.by_class", 1, "There is no rule"),
    ],
)
def test_a_wrong_value_is_refused_and_told_and_nothing_is_kept(store, name, value, said):
    if said is None:
        assert decide(store, {name: value}).value(name) == value
        return
    version = store.dataset().version
    with pytest.raises(RuleRefused, match=said):
        decide(store, {name: value})
    assert rules(store, TODAY) == DEFAULTS and store.dataset().version == version


def test_a_refusal_names_the_rule_in_the_readers_language(store):
    with pytest.raises(RuleRefused) as refused:
        decide(store, {"service.overdue_days": 999})
    chinese = Words("zh_CN").say(refused.value)
    assert "服务团联系逾期的认定天数" in chinese and "天" in chinese and "days" not in chinese


def test_what_was_decided_for_later_holds_beside_what_is_decided_now(store):
    decide(store, {"day.field_opens": 13 * 60 + 30}, NEW_YEAR)
    decide(store, {"service.overdue_days": 60})
    assert rules(store, TODAY).day.field_opens == 13 * 60
    assert rules(store, NEW_YEAR).day.field_opens == 13 * 60 + 30
    assert rules(store, NEW_YEAR).service.overdue_days == 60


def test_a_rule_that_would_contradict_one_decided_for_later_is_refused(store):
    decide(store, {"day.field_opens": 11 * 60 + 30}, NEW_YEAR)
    with pytest.raises(RuleRefused, match="times are in no order"):
        decide(store, {"day.reception_closes": 12 * 60})
    assert rules(store, TODAY) == DEFAULTS


def test_a_rule_can_go_back_to_the_default(store):
    decide(store, {"service.overdue_days": 60})
    decide(store, {"service.overdue_days": parse("service.overdue_days", "default")}, NEW_YEAR)
    assert rules(store, DECEMBER).service.overdue_days == 60
    assert rules(store, NEW_YEAR) == DEFAULTS


def test_who_set_what_is_on_record_with_the_old_value_and_the_new(store):
    decide(store, {"service.overdue_days": 60})
    decide(store, {"service.overdue_days": 30}, NEW_YEAR)
    changes = rule_changes(reader(OFFICE, store))
    assert [(one.old, one.new, one.valid_from) for one in changes] == [(45, 60, TODAY), (60, 30, NEW_YEAR)]
    assert in_force(changes, DECEMBER)["service.overdue_days"].new == 60
    with store.read() as connection:
        told = connection.scalars(select(AuditEntry.detail).where(AuditEntry.action == "rules")).all()
    assert told[1] == {"changes": {"service.overdue_days": [60, 30]}}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"day.lunch": 30}, "a rule day.lunch that this program does not know"),
        ({"score.hard": 99}, "99 is outside"),
    ],
)
def test_what_a_record_holds_beside_the_known_rules_is_refused_not_ignored(store, values, said):
    with store.write("test", "by hand", "rules") as session:
        row = {"valid_from": TODAY, "values_set": values, "set_at": dt.datetime(2026, 1, 1), "set_by": "hand"}
        session.execute(insert(RuleSet), row)
    with pytest.raises(RuleRefused, match=said):
        rules(store, TODAY)


# --- each kind of rule is asked where it matters ----------------------------------------------------------


def test_speeds_and_the_estimate_are_the_countys(county):
    before = load_day(reader(OFFICE, county), CODE, DECEMBER)
    decide(county, {"estimate.speed": 60, "estimate.detour": 1.4}, NEW_YEAR)
    after = load_day(reader(OFFICE, county), CODE, JANUARY)
    assert before.estimate and after.problem.travel == pytest.approx(before.problem.travel / 2)
    decide(county, {"speeds.primary": 25, "speeds.approach": 5})
    county_rules = rules(county, TODAY)
    assert county_rules.speeds.kmh(
        ["primary", "tertiary"], [float("nan")] * 2, [float("nan")] * 2
    ).tolist() == [
        25,
        35,
    ]
    assert county_rules.speeds.approach == 5 and county_rules.speeds.excluded == DEFAULTS.speeds.excluded


def test_the_reception_holds_as_many_cases_as_the_office_says(county):
    for number in ("A1", "A2"):
        bookings.book(writer(OFFICE, county), CODE, DECEMBER, number)
    assert bookings.booked(reader(OFFICE, county), CODE, DECEMBER)["at"].notna().all()
    decide(county, {"day.reception_places": 1})
    assert list(bookings.booked(reader(OFFICE, county), CODE, DECEMBER)["at"].notna()) == [True, False]


def test_notice_and_unseen_villages_follow_their_rules(county):
    assert not days.is_late(county, DECEMBER, dt.date(2026, 12, 12))
    decide(county, {"visits.notice_days": 5, "visits.unseen_months": 1})
    assert days.is_late(county, DECEMBER, dt.date(2026, 12, 12))
    assert last_visits(reader(OFFICE, county), TODAY)["unseen"].all()


def test_the_figures_count_within_the_days_and_from_the_people_that_the_office_sets(store):
    with store.write("test", "add", "petitions") as session:
        closed = {"status": "closed", "closed": dt.datetime(2026, 11, 22, 9)}
        session.add(petition("A1", "990001001001", people=4, filed=dt.datetime(2026, 11, 10, 9), **closed))
    found = figures(reader(OFFICE, store), TODAY)
    assert (found.first_petitions.closed_in_ten_days, found.joint) == (0, 0)
    decide(store, {"cases.first_days": 12, "cases.joint_people": 4})
    found = figures(reader(OFFICE, store), TODAY)
    assert (found.first_petitions.closed_in_ten_days, found.first_petitions.days, found.joint) == (1, 12, 1)


def test_the_daily_run_takes_budget_windows_and_least_villages_from_the_rules(county, monkeypatch):
    asked = []
    monkeypatch.setattr(
        daily, "_hot_now", lambda counts, _g, _r, level, own: asked.append((*counts, level, own)) or [[]]
    )
    daily.run(writer(OFFICE, county, today=TODAY))
    decide(county, {"hotspots.budget": 0.1, "hotspots.months": 36, "hotspots.fewest_villages": 3})
    daily.run(writer(OFFICE, county, today=TODAY))
    (counts, level, _own), (more, double, own) = asked
    assert (counts.shape[1], more.shape[1]) == (24, 36)
    assert double == 2 * level and own.fewest_villages == 3


def test_staying_counts_for_as_much_as_the_office_says(store, monkeypatch):
    asked = []
    monkeypatch.setattr(contract_proposals, "_cost", lambda *what: asked.append(what[3]) or 1.0)
    decide(store, {"service.stay": 0.5})
    contract_proposals.propose(reader(OFFICE, store), DECEMBER)
    assert set(asked) == {0, 0.5}


def test_the_place_of_reception_is_called_what_the_county_calls_it(store):
    from sqlalchemy import delete

    from data.errors import PlanRefused
    from data.tables import Hub

    with store.write("test", "forget", "hubs") as session:
        session.execute(delete(Hub))
    decide(store, {"words.centre": "信访超市"})
    with pytest.raises(PlanRefused) as refused:
        load_day(reader(OFFICE, store), CODE, DECEMBER)
    assert "信访超市" in Words("zh_CN").say(refused.value)


@pytest.mark.parametrize("pages", ["county somewhere", "county county", "", "county,topics"])
def test_the_screen_shows_pages_that_exist_each_once(store, pages):
    with pytest.raises(RuleRefused):
        decide(store, {"screen.pages": pages})
    assert rules(store, TODAY) == DEFAULTS


def test_the_screen_has_the_offices_pages_in_its_order_and_who_chose_is_on_record(store):
    decide(store, {"screen.pages": " figures  county ", "screen.seconds": 45})
    assert rules(store, TODAY).screen.pages == "figures county"
    (change, _) = rule_changes(reader(OFFICE, store))
    assert change.new == "figures county" and change.set_by
