"""The county's rules: every time, weight, speed, limit and clock that an office may set, and since when.

What nobody has set is the default. A rule is set for the days from one on; plans that are saved keep what
they were made under (`data.visits.saved`). The record keeps what was set, when and by whom; nothing is
overwritten.

What stands here is a rule of the county: two counties could differ in it. What stays where it is used is a
constant of a method (a tolerance, a sample size, a level that was calibrated: `data.matters.rules`,
`data.hotspots.effects`, all of `geo`), of a format (codes, files, limits of what is read in) or of drawing
(rows of a list, classes of a legend); ``tests/data/test_rules_in_one_place.py`` names each with its reason.
Defaults of what `geo` takes stand with its types (`geo.visits.DaySettings`, `geo.roads.RoadSpeeds`,
`geo.roads.estimate`), all others here.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from data.clock import now
from data.errors import RuleRefused
from data.reader import Reader, Writer
from data.scope import is_head, is_office
from data.store import Store
from data.tables import RuleSet
from data.terms import Counted, DayRule
from data.text import N_, Phrase
from geo.roads import RoadSpeeds
from geo.roads.estimate import DETOUR, SPEED
from geo.terms import Term
from geo.visits import DaySettings

ASSUMED = N_("assumption of this program")
PRESS_2017 = N_("practice of Pujiang, press 2017")
NOTICE_2016 = N_("notice of another county, 2016")
REGULATIONS = N_("Regulations on petition work (2022)")
PUBLISHED_2020 = N_("figures of Pujiang, published 2020-06-30")
ASVS = N_("OWASP ASVS 5.0, chapters 6 and 7: to be set by risk")
CALIBRATED = N_("setting that false alarms were counted at")


class Unit(Term):
    """In what a rule is written; a clock is kept as minutes after midnight."""

    CLOCK = "clock", N_("o'clock")
    MINUTES = "minutes", N_("minutes")
    DAYS = "days", N_("days")
    HOURS = "hours", N_("hours")
    SECONDS = "seconds", N_("seconds")
    WEEKS = "weeks", N_("weeks")
    MONTHS = "months", N_("months")
    KMH = "kmh", N_("km/h")
    METRES = "metres", N_("metres")
    POINTS = "points", N_("points")
    FACTOR = "factor", N_("times")
    SHARE = "share", N_("share")
    CASES = "cases", N_("cases")
    PEOPLE = "people", N_("people")
    ATTEMPTS = "attempts", N_("attempts")
    VILLAGES = "villages", N_("villages")
    DAY_OF_MONTH = "day_of_month", N_("day of the month")
    LETTERS = "letters", N_("characters")
    CHOICE = "choice", N_("choice")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a rule beside its value.

    Parameters
    ----------
    words, source
        English sentences of the catalog: what it is, and where its default is from.
    unit
        Of the value; of a text the range is that of its length.
    low, high
        Range, both ends allowed.
    """

    words: str
    unit: Unit
    low: float
    high: float
    source: str = ASSUMED


def _setting(default: Any, *of: Any) -> Any:
    return field(default=default, metadata={"setting": Setting(*of)})


@dataclass(frozen=True)
class VisitRules:
    """On which day leaders go down, and what is due before it."""

    day: int = _setting(15, N_("Visits are each month on the"), Unit.DAY_OF_MONTH, 1, 28, PRESS_2017)
    rule: DayRule = field(
        default=DayRule.IMMOVABLE,
        metadata={"setting": Setting(N_("When that day is no working day"), Unit.CHOICE, 0, 0, PRESS_2017)},
    )
    notice_days: int = _setting(3, N_("A visit is published ahead by"), Unit.DAYS, 0, 30, PRESS_2017)
    unseen_months: int = _setting(
        12, N_("A village is unseen when no leader was there for"), Unit.MONTHS, 1, 60
    )
    counted: Counted = field(
        default=Counted.PETITIONS,
        metadata={"setting": Setting(N_("What leaders and teams go out for"), Unit.CHOICE, 0, 0)},
    )


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """What makes a visit worth while. Every weight is the county's to set.

    Parameters
    ----------
    simple, general, hard
        Points of an open case by its tier.
    late_month, late_most
        Added factor per 30 days that a case is open, and the greatest factor in all.
    repeat
        Factor of a repeated petition.
    month, months_most
        Points per month since a leader was last in a village that has open cases, and how many months count.
    """

    simple: float = _setting(1.0, N_("Points of a simple case"), Unit.POINTS, 0, 5)
    general: float = _setting(2.0, N_("Points of a general case"), Unit.POINTS, 0, 10)
    hard: float = _setting(4.0, N_("Points of a hard case"), Unit.POINTS, 0, 20)
    late_month: float = _setting(0.5, N_("More for each 30 days that a case is open"), Unit.FACTOR, 0, 2)
    late_most: float = _setting(3.0, N_("Most that a case counts for being open long"), Unit.FACTOR, 1, 10)
    repeat: float = _setting(1.5, N_("Factor of a repeated petition"), Unit.FACTOR, 1, 5)
    month: float = _setting(0.5, N_("Points for each month without a leader"), Unit.POINTS, 0, 5)
    months_most: float = _setting(12.0, N_("Months without a leader that count at most"), Unit.MONTHS, 0, 60)


@dataclass(frozen=True)
class EstimateRules:
    """Driving where no roads are on record: kilometres of road per kilometre of straight line, and speed."""

    detour: float = _setting(DETOUR, N_("Length of the road, of the straight line"), Unit.FACTOR, 1, 5)
    speed: float = _setting(SPEED, N_("Speed where no roads are on record"), Unit.KMH, 1, 120)


@dataclass(frozen=True)
class ServiceRules:
    """Liaison teams and contracts."""

    overdue_days: int = _setting(
        45, N_("A team is overdue when it was not in a village for more than"), Unit.DAYS, 1, 365
    )
    stay: float = _setting(
        0.15, N_("How much lighter a township counts for the leader who has it"), Unit.SHARE, 0, 0.9
    )
    absence_days: int = _setting(366, N_("A leader is absent at a time for at most"), Unit.DAYS, 1, 1096)


@dataclass(frozen=True)
class CaseRules:
    """Clocks of the cases."""

    first_days: int = _setting(
        10, N_("First petitions are to be closed within"), Unit.DAYS, 1, 90, PUBLISHED_2020
    )
    silent_days: int = _setting(
        100, N_("The machine's clock is doubted when nothing was done for"), Unit.DAYS, 7, 3660
    )
    joint_people: int = _setting(5, N_("A petition is joint from"), Unit.PEOPLE, 2, 100, REGULATIONS)


@dataclass(frozen=True)
class HotSpotRules:
    """What is looked at, and when it is told."""

    level: float = _setting(0.05, N_("Chance of a false alarm at most"), Unit.SHARE, 0.001, 0.2, CALIBRATED)
    months: int = _setting(24, N_("What is new is told over the last"), Unit.MONTHS, 10, 60, CALIBRATED)
    budget: float = _setting(
        0.05, N_("Share of days without any pattern with a finding"), Unit.SHARE, 0.001, 0.2, CALIBRATED
    )
    long_months: int = _setting(12, N_("Findings: longer window"), Unit.MONTHS, 2, 60, CALIBRATED)
    short_months: int = _setting(2, N_("Findings: shorter window"), Unit.MONTHS, 1, 12, CALIBRATED)
    fewest_villages: int = _setting(2, N_("Findings: villages at least"), Unit.VILLAGES, 1, 20)
    quiet_days: int = _setting(180, N_("A dismissed finding is not raised again for"), Unit.DAYS, 0, 730)
    weeks: int = _setting(104, N_("Right now: weeks that are looked at"), Unit.WEEKS, 10, 260, CALIBRATED)
    fewest_weeks: int = _setting(26, N_("Right now: weeks on record at least"), Unit.WEEKS, 9, 104)
    longest_weeks: int = _setting(
        8, N_("Right now: weeks that a signal may have gone on"), Unit.WEEKS, 1, 26, CALIBRATED
    )
    radius: float = _setting(
        10_000.0, N_("Right now: farthest village of a place from its middle"), Unit.METRES, 500, 50_000
    )
    doubtful: float = _setting(0.2, N_("Right now: shown pale up to a chance of"), Unit.SHARE, 0.001, 1)

    @property
    def windows(self) -> tuple[int, int]:
        """Months over which a category is looked at: what lasts, and what has just begun."""
        return self.long_months, self.short_months


@dataclass(frozen=True)
class PrivacyRules:
    """What is told to those who may not open the cases (`data.petitions.disclosure`)."""

    suppress_below: int = _setting(
        5, N_("The least count told to those who may not open the cases"), Unit.CASES, 3, 100
    )


@dataclass(frozen=True)
class WordRules:
    """What things are called in this county."""

    centre: str = _setting(
        "综治中心",
        N_("What the place of reception is called"),
        Unit.LETTERS,
        1,
        20,
        N_("official name since 2025"),
    )


@dataclass(frozen=True)
class AccountRules:
    """How long who signed in stays so, and how attempts to guess a password are slowed down."""

    idle_minutes: int = _setting(30, N_("Signed out when nothing was done for"), Unit.MINUTES, 1, 720, ASVS)
    absolute_hours: int = _setting(12, N_("Signed out at the latest after"), Unit.HOURS, 1, 168, ASVS)
    screen_days: int = _setting(365, N_("A screen's key is to be entered again after"), Unit.DAYS, 1, 1096)
    code_hours: int = _setting(48, N_("A one-time code is valid for"), Unit.HOURS, 1, 336, ASVS)
    attempts: int = _setting(5, N_("Wrong passwords before one has to wait"), Unit.ATTEMPTS, 1, 100, ASVS)
    longest_wait: int = _setting(60, N_("Longest wait after wrong passwords"), Unit.SECONDS, 1, 900, ASVS)


@dataclass(frozen=True)
class Rules:
    """All rules of a day. A rule's name is that of its group and its own, such as ``day.field_opens``."""

    visits: VisitRules = VisitRules()
    day: DaySettings = field(default_factory=DaySettings)
    score: ScoreSettings = ScoreSettings()
    speeds: RoadSpeeds = field(default_factory=RoadSpeeds)
    estimate: EstimateRules = EstimateRules()
    service: ServiceRules = ServiceRules()
    cases: CaseRules = CaseRules()
    hotspots: HotSpotRules = HotSpotRules()
    privacy: PrivacyRules = PrivacyRules()
    words: WordRules = WordRules()
    accounts: AccountRules = AccountRules()

    def value(self, name: str) -> Any:
        """Value of a rule in `SETTINGS`."""
        group, _, own = name.partition(".")
        if group == "speeds" and own in self.speeds.by_class:
            return self.speeds.by_class[own]
        return getattr(getattr(self, group), own)


DEFAULTS = Rules()

GROUPS = {
    "visits": N_("Day of the visits"),
    "day": N_("Hours of the day"),
    "score": N_("What a visit is worth"),
    "speeds": N_("Speeds on roads"),
    "estimate": N_("Driving without roads on record"),
    "service": N_("Teams and contracts"),
    "cases": N_("Clocks of cases"),
    "hotspots": N_("Hot spots and findings"),
    "privacy": N_("Small counts"),
    "words": N_("Words"),
    "accounts": N_("Signing in"),
}
"""Group -> what it is called (English, of the catalog)."""

_OF_GEO = {
    "day.reception_opens": Setting(N_("The reception opens"), Unit.CLOCK, 0, 1439),
    "day.reception_closes": Setting(N_("The reception closes"), Unit.CLOCK, 0, 1439),
    "day.field_opens": Setting(N_("First departure to the villages"), Unit.CLOCK, 0, 1439),
    "day.field_closes": Setting(N_("The last stop is over"), Unit.CLOCK, 0, 1439),
    "day.stop_minutes": Setting(N_("Time at a stop, fixed part"), Unit.MINUTES, 0, 240),
    "day.case_minutes": Setting(N_("Time at a stop for each case"), Unit.MINUTES, 0, 120),
    "day.stop_longest": Setting(N_("Time at a stop at most"), Unit.MINUTES, 1, 480),
    "day.reception_places": Setting(
        N_("Cases heard at the reception at most; a deputy hears the others"), Unit.CASES, 1, 100, NOTICE_2016
    ),
} | {
    f"speeds.{name}": Setting(words, Unit.KMH, 1, 130)
    for name, words in {
        "motorway": N_("Motorway"),
        "trunk": N_("National road"),
        "primary": N_("Provincial road"),
        "secondary": N_("County road"),
        "tertiary": N_("Township road"),
        "unclassified": N_("Village road"),
        "residential": N_("Street in a settlement"),
        "motorway_link": N_("Slip road of a motorway"),
        "trunk_link": N_("Slip road of a national road"),
        "primary_link": N_("Slip road of a provincial road"),
        "secondary_link": N_("Slip road of a county road"),
        "tertiary_link": N_("Slip road of a township road"),
        "road": N_("Road of unknown class"),
        "service": N_("Service road"),
        "track": N_("Farm track"),
        "living_street": N_("Street shared with walkers"),
        "other": N_("Road of any other class"),
        "approach": N_("From the nearest road to the place, in a straight line"),
    }.items()
}

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        name: setting
        for group in fields(Rules)
        for name, setting in (
            *((known, what) for known, what in _OF_GEO.items() if known.startswith(f"{group.name}.")),
            *(
                (f"{group.name}.{own.name}", own.metadata["setting"])
                for own in fields(type(getattr(DEFAULTS, group.name)))
                if "setting" in own.metadata
            ),
        )
    }
)
"""Every rule by its name, group by group."""
_BEGAN_LOWER = ("privacy.suppress_below",)
"""Rules whose range began lower once: what a record holds below it is read as where it begins now."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that was set.

    Parameters
    ----------
    old, new
        What held on the day from which it is valid, as far as was known then, and what holds from it on.
    kept
        What was set, as the record keeps it; None: the default. Another than `new` where the rule's range
        began lower then.
    """

    name: str
    old: Any
    new: Any
    kept: Any
    valid_from: dt.date
    set_at: dt.datetime
    set_by: str


def rules(store: Store, on: dt.date) -> Rules:
    """The rules that hold on a day: of each what was set last for it or a day before, else the default.

    Raises
    ------
    RuleRefused
        The record holds a rule that this program does not know, or a value that it does not allow.
    """
    statement = (
        select(RuleSet.values_set).where(RuleSet.valid_from <= on).order_by(RuleSet.valid_from, RuleSet.id)
    )
    with store.read() as connection:
        kept = connection.scalars(statement).all()
    return _made(kept) if kept else DEFAULTS


def set_rules(writer: Writer, changes: Mapping[str, Any], *, valid_from: dt.date) -> Rules:
    """Set rules from a day on, for all days but those for which another value is set later.

    Parameters
    ----------
    changes
        Name of a rule in `SETTINGS` -> value; None: the program's default again. Times are minutes after
        midnight.

    Returns
    -------
    Rules
        As they hold on that day.

    Raises
    ------
    RuleRefused
        The scope is not the head's of the petition office; there is no such rule; a value is outside its
        range; or the rules of some day from then on would contradict each other.
    """
    if not is_head(writer.scope):
        raise RuleRefused("Only the head of the petition office sets the rules of the county")
    with writer.write("rules", valid_from.isoformat()) as session:
        rows = list(session.scalars(select(RuleSet).order_by(RuleSet.valid_from, RuleSet.id)))
        before = _made(row.values_set for row in rows if row.valid_from <= valid_from)
        values = {
            name: None if value is None else _checked(name, value, _known(name))
            for name, value in changes.items()
        }
        row = RuleSet(valid_from=valid_from, values_set=values, set_at=now(), set_by=writer.actor)
        later = [one for one in rows if one.valid_from > valid_from]
        rows = [*(one for one in rows if one.valid_from <= valid_from), row, *later]
        for day in (row, *later):
            _made(one.values_set for one in rows if one.valid_from <= day.valid_from)
        after = _made(one.values_set for one in rows if one.valid_from <= valid_from)
        session.info["detail"]["changes"] = {name: [before.value(name), after.value(name)] for name in values}
        session.add(row)
        return after


def rule_changes(reader: Reader) -> list[RuleChange]:
    """Everything that was set, in the order of deciding; nothing for others than the office."""
    if not is_office(reader.scope):
        return []
    with reader.store.read() as connection:
        rows = connection.execute(
            select(
                RuleSet.id,
                RuleSet.valid_from,
                RuleSet.values_set.label("values_set"),
                RuleSet.set_at,
                RuleSet.set_by,
            ).order_by(RuleSet.id)
        ).all()
    changes = []
    for at, row in enumerate(rows):
        known = [one for one in rows[:at] if one.valid_from <= row.valid_from]
        known.sort(key=lambda one: (one.valid_from, one.id))
        before = _made(one.values_set for one in known)
        after = _made([*(one.values_set for one in known), row.values_set])
        changes += [
            RuleChange(
                name, before.value(name), after.value(name), kept, row.valid_from, row.set_at, row.set_by
            )
            for name, kept in row.values_set.items()
        ]
    return changes


def in_force(changes: Iterable[RuleChange], on: dt.date) -> dict[str, RuleChange]:
    """Of `rule_changes`, by rule, the one that holds on a day; a rule that nobody set for it is left out."""
    by_day = sorted(changes, key=lambda change: change.valid_from)
    return {change.name: change for change in by_day if change.valid_from <= on}


def raised(changes: Iterable[RuleChange], on: dt.date) -> list[RuleChange]:
    """Of `rule_changes` those that hold on a day, but with the least that is allowed now."""
    return [
        change
        for name, change in in_force(changes, on).items()
        if name in _BEGAN_LOWER and change.kept is not None and change.kept < change.new
    ]


def parse(name: str, text: str) -> Any:
    """Value of a rule as it is typed: ``13:30``, a figure, a word; ``default``: None.

    Raises
    ------
    RuleRefused
        There is no such rule, or the text is no value of it.
    """
    setting, default, text = _known(name), DEFAULTS.value(name), text.strip()
    if text == "default":
        return None
    if isinstance(default, str):
        return text
    try:
        if setting.unit is Unit.CLOCK:
            at = dt.datetime.strptime(text, "%H:%M")
            return at.hour * 60.0 + at.minute
        return float(text)
    except ValueError:
        raise _no_value(name, text) from None


def written(name: str, value: Any) -> str:
    """A value as it is typed, the same in every language."""
    if isinstance(value, str):
        return str(value)
    if SETTINGS[name].unit is Unit.CLOCK:
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"
    return f"{value:g}"


def _known(name: str) -> Setting:
    if name not in SETTINGS:
        raise RuleRefused("There is no rule {name}", name=name[:100])
    return SETTINGS[name]


def _no_value(name: str, value: object) -> RuleRefused:
    return RuleRefused(
        "{rule}: {value} is no value of this rule", rule=Phrase(SETTINGS[name].words), value=str(value)[:100]
    )


def _checked(name: str, value: Any, setting: Setting) -> Any:
    """A value as the record keeps it."""
    default = DEFAULTS.value(name)
    if isinstance(default, Term):
        if value not in list(type(default)):
            raise _no_value(name, value)
        return type(default)(value).value
    if isinstance(default, str):
        if not isinstance(value, str) or not value.strip().isprintable():
            raise _no_value(name, value)
        size: float = len(value := value.strip())
    else:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _no_value(name, value)
        if (isinstance(default, int) or setting.unit is Unit.CLOCK) and value != int(value):
            raise _no_value(name, value)
        size = value = int(value) if isinstance(default, int) else float(value)
    if not setting.low <= size <= setting.high:
        raise RuleRefused(
            "{rule}: {value} is outside of what is allowed, from {low} to {high} ({unit})",
            rule=Phrase(setting.words),
            value=written(name, value),
            low=_end(name, setting.low),
            high=_end(name, setting.high),
            unit=Phrase(setting.unit.value),
        )
    return value


def _end(name: str, value: float) -> str:
    return f"{value:g}" if isinstance(DEFAULTS.value(name), str) else written(name, value)


def _made(kept: Iterable[Mapping[str, Any]]) -> Rules:
    """The rules after all that was set, in this order."""
    values = {name: value for each in kept for name, value in each.items()}
    made: dict[str, Any] = {}
    speeds: dict[str, float] = {}
    for name, value in values.items():
        if name not in SETTINGS:
            raise RuleRefused(
                "The record holds a rule {name} that this program does not know: it was written by another"
                " version, or by hand",
                name=name[:100],
            )
        if value is None:
            continue
        setting = SETTINGS[name]
        if name in _BEGAN_LOWER and isinstance(value, int | float) and value < setting.low:
            value = setting.low
        value = _checked(name, value, setting)
        group, _, own = name.partition(".")
        if group == "speeds" and own in DEFAULTS.speeds.by_class:
            speeds[own] = value
        else:
            default = DEFAULTS.value(name)
            made.setdefault(group, {})[own] = type(default)(value) if isinstance(default, Term) else value
    if speeds:
        made.setdefault("speeds", {})["by_class"] = MappingProxyType({**DEFAULTS.speeds.by_class, **speeds})
    found = replace(
        DEFAULTS, **{group: replace(getattr(DEFAULTS, group), **own) for group, own in made.items()}
    )
    _check(found)
    return found


def _check(found: Rules) -> None:
    """Refuse rules that contradict each other."""
    day = found.day
    hours = (day.reception_opens, day.reception_closes, day.field_opens, day.field_closes)
    if not (hours[0] < hours[1] <= hours[2] < hours[3]):
        raise RuleRefused(
            "The day's times are in no order: first the reception opens and closes, then the field day does"
        )
    for names in (
        ("day.stop_minutes", "day.stop_longest"),
        ("hotspots.short_months", "hotspots.long_months", "hotspots.months"),
        ("hotspots.longest_weeks", "hotspots.fewest_weeks", "hotspots.weeks"),
        ("hotspots.level", "hotspots.doubtful"),
    ):
        for less, more in pairwise(names):
            if found.value(less) > found.value(more):
                raise RuleRefused(
                    "{less} ({a}) is more than {more} ({b}): the two contradict each other",
                    less=Phrase(SETTINGS[less].words),
                    a=written(less, found.value(less)),
                    more=Phrase(SETTINGS[more].words),
                    b=written(more, found.value(more)),
                )
