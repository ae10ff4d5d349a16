"""Every rule: what it is, its unit, range, default and source.

Defaults of what `geo` takes stand with its types (`geo.visits.DaySettings`, `geo.roads.RoadSpeeds`,
`geo.roads.estimate`), all others here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data.terms import Counted, DayRule, Tier, WallPage
from data.text import N_
from geo.roads import RoadSpeeds
from geo.roads.estimate import DETOUR, SPEED
from geo.terms import Term
from geo.visits import DaySettings

ASSUMED = N_("assumption of this program")
PRESS_2017 = N_("practice of Pujiang, press 2017")
PRESS_2026 = N_("practice of other counties, press 2023-2026")
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
    PAIRS = "pairs", N_("pairs")
    DAY_OF_MONTH = "day_of_month", N_("day of the month")
    LETTERS = "letters", N_("characters")
    CHOICE = "choice", N_("choice")
    PAGES = "pages", N_("pages in their order")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a rule beside its value.

    Parameters
    ----------
    words, source
        English sentences of the catalog: what it is, and where its default is from.
    unit
        Of the value; of a text the range is that of its length, of pages that of their number.
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
    leader_days: int = _setting(5, N_("Leaders are told of a visit ahead by"), Unit.DAYS, 0, 30, PRESS_2026)
    unseen_months: int = _setting(
        12, N_("A village is unseen when no leader was there for"), Unit.MONTHS, 1, 60
    )
    counted: Counted = field(
        default=Counted.PETITIONS,
        metadata={"setting": Setting(N_("What leaders and teams go out for"), Unit.CHOICE, 0, 0)},
    )
    attendance_loss: float = _setting(
        0.05, N_("So that a unit can be there, a visit may lose of its score"), Unit.SHARE, 0, 0.5
    )
    least_closed: int = _setting(
        200, N_("The chance to be still open rests on closed cases, at least"), Unit.CASES, 20, 10_000
    )
    least_repeats: int = _setting(
        50, N_("Readiness to report rests on cases reported again, at least"), Unit.CASES, 20, 10_000
    )
    effect_months: int = _setting(3, N_("What a visit did is looked at for"), Unit.MONTHS, 1, 12)
    effect_margin: float = _setting(
        2.0, N_("Villages just visited and just left out lie apart by at most"), Unit.POINTS, 0.1, 20
    )
    effect_pairs: int = _setting(
        30, N_("What visits did is told from pairs of villages, at least"), Unit.PAIRS, 10, 1_000
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
        Points per month since a leader was last in a village that has open cases, and how many months count;
        times the chance that one is open on the day.
    silence
        Points of a village where no leader was for so many months and from which as little is heard as can be
        (`data.visits.worth`), none up to half of them; all of a day together count at most as one hard case.
        0: none anywhere.
    """

    simple: float = _setting(1.0, N_("Points of a simple case"), Unit.POINTS, 0, 5)
    general: float = _setting(2.0, N_("Points of a general case"), Unit.POINTS, 0, 10)
    hard: float = _setting(4.0, N_("Points of a hard case"), Unit.POINTS, 0, 20)
    late_month: float = _setting(0.5, N_("More for each 30 days that a case is open"), Unit.FACTOR, 0, 2)
    late_most: float = _setting(3.0, N_("Most that a case counts for being open long"), Unit.FACTOR, 1, 10)
    repeat: float = _setting(1.5, N_("Factor of a repeated petition"), Unit.FACTOR, 1, 5)
    month: float = _setting(0.5, N_("Points for each month without a leader"), Unit.POINTS, 0, 5)
    months_most: float = _setting(12.0, N_("Months without a leader that count at most"), Unit.MONTHS, 0, 60)
    silence: float = _setting(
        1.0, N_("Points of a village long not visited that reports little"), Unit.POINTS, 0, 5
    )

    @property
    def by_tier(self) -> dict[str, float]:
        """Points of an open case by the code of its tier."""
        return {
            Tier.SIMPLE.value: self.simple,
            Tier.GENERAL.value: self.general,
            Tier.HARD.value: self.hard,
        }

    def lateness(self, days: ArrayLike) -> NDArray[np.float64]:
        """Factor of cases that are open for so many days."""
        return np.minimum(1 + self.late_month * np.asarray(days, dtype=np.float64) / 30, self.late_most)


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
    undo_minutes: int = _setting(10, N_("What a team recorded is taken back within"), Unit.MINUTES, 1, 720)
    hub_minutes: int = _setting(
        30, N_("A village is far from a place of reception from a drive of more than"), Unit.MINUTES, 5, 240
    )
    village_cases: int = _setting(
        3, N_("In the load of a team a village counts as much as open cases"), Unit.CASES, 0, 50
    )
    absence_days: int = _setting(366, N_("A leader is absent at a time for at most"), Unit.DAYS, 1, 1096)


@dataclass(frozen=True)
class CaseRules:
    """Clocks of the cases."""

    first_days: int = _setting(
        10, N_("First petitions are to be closed within"), Unit.DAYS, 1, 90, PUBLISHED_2020
    )
    forward_days: int = _setting(15, N_("A petition is forwarded within"), Unit.DAYS, 1, 60, REGULATIONS)
    notice_days: int = _setting(
        15,
        N_("The petitioner is told in writing whether it is accepted within"),
        Unit.DAYS,
        1,
        60,
        REGULATIONS,
    )
    objection_days: int = _setting(
        5, N_("A unit objects to what is not its own within working days"), Unit.DAYS, 1, 30, REGULATIONS
    )
    handling_days: int = _setting(
        60, N_("A claim or appeal is handled within"), Unit.DAYS, 1, 180, REGULATIONS
    )
    extension_days: int = _setting(
        30, N_("The time to handle it is extended by at most"), Unit.DAYS, 0, 90, REGULATIONS
    )
    review_days: int = _setting(
        30, N_("Review and re-review are asked for, and answered, within"), Unit.DAYS, 1, 90, REGULATIONS
    )
    simple_days: int = _setting(0, N_("A simple case is settled after its day within"), Unit.DAYS, 0, 30)
    general_days: int = _setting(15, N_("A general case is settled within"), Unit.DAYS, 1, 90)
    warning_share: float = _setting(0.75, N_("A clock warns from a share of its time of"), Unit.SHARE, 0.1, 1)
    urgent_share: float = _setting(0.9, N_("A clock presses from a share of its time of"), Unit.SHARE, 0.1, 1)
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


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """How many requests of online intake another program may send."""

    a_minute: int = _setting(
        60, N_("Requests that one source may send in a minute"), Unit.CASES, 1, 6_000, ASSUMED
    )
    a_day: int = _setting(
        2_000, N_("Requests that one source may send in a day"), Unit.CASES, 1, 100_000, ASSUMED
    )
    kept_days: int = _setting(
        30,
        N_("What a request held is kept for, once it was taken in, refused or taken back"),
        Unit.DAYS,
        0,
        366,
        ASSUMED,
    )


@dataclass(frozen=True, slots=True)
class ScreenRules:
    """What the screen of a meeting shows by itself."""

    pages: str = _setting(
        " ".join(WallPage), N_("Pages of the screen of a meeting"), Unit.PAGES, 1, len(WallPage)
    )
    seconds: int = _setting(20, N_("A page stays on the screen for"), Unit.SECONDS, 5, 600)


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
    intake: IntakeRules = IntakeRules()
    screen: ScreenRules = ScreenRules()

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
    "intake": N_("Requests from other programs"),
    "screen": N_("Screen of a meeting"),
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
BEGAN_LOWER = ("privacy.suppress_below",)
"""Rules whose range began lower once: what a record holds below it is read as where it begins now."""
