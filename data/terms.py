"""The terms of petition work that coded columns hold, and their names for the catalogs.

Purposes follow 信访工作条例 (2022), articles 29-31; tiers are Pujiang's 简单马上办, 一般快速办, 疑难监督办.
Categories stand in ``reference/categories.toml``.
"""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).with_name("reference")


class Level(StrEnum):
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Channel(StrEnum):
    VISIT = "visit"
    LETTER = "letter"
    ONLINE = "online"
    PHONE = "phone"
    OTHER = "other"


class Purpose(StrEnum):
    CLAIM = "claim"
    APPEAL = "appeal"
    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    OTHER = "other"


class Occurrence(StrEnum):
    FIRST = "first"
    REPEAT = "repeat"


class Tier(StrEnum):
    SIMPLE = "simple"
    GENERAL = "general"
    HARD = "hard"


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"
    """Closed for good after re-review (复核); not heard again on the same facts."""
    LITIGATED = "litigated"
    """Before a court; not heard."""


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


class Placement(StrEnum):
    POINT = "point"
    VILLAGE = "village"
    TOWNSHIP = "township"
    NOWHERE = "nowhere"


class Basis(StrEnum):
    """By what a petition is placed."""

    AGREED = "agreed"
    """A point and a name that agree."""
    POINT = "point"
    NAME = "name"
    CONFLICT = "conflict"
    """Point and name, or two names, are of different villages: in a person's hands."""
    HAND = "hand"
    NONE = "none"


class State(StrEnum):
    """How far a visit is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    HELD = "held"
    RECORDED = "recorded"
    ARCHIVED = "archived"


class Mode(StrEnum):
    """How a leader goes down (DB33/T 1358-2024, 信访工作下访接访规范)."""

    ANNOUNCED = "announced"
    """公告接访: place and time are published, whoever comes is heard."""
    BY_APPOINTMENT = "by_appointment"
    """重点约访: chosen petitioners are asked to come."""
    WITH_CASES = "with_cases"
    """带案下访: the leader takes cases along to the villages they are from."""
    ON_DUTY = "on_duty"
    """值守接访: the leader sits at the reception for the day."""
    RETURN_VISIT = "return_visit"
    """主动回访: the leader asks those whose cases were closed."""


class DayRule(StrEnum):
    """What happens when the day of the visits is no working day."""

    IMMOVABLE = "immovable"
    """Nothing: the visits are on that day, weekends and holidays included (雷打不动)."""
    NEXT_WORKING_DAY = "next_working_day"
    """They are on the next working day; working weekends (调休) count as such."""


TERMS: dict[str, type[StrEnum]] = {
    "channel": Channel,
    "purpose": Purpose,
    "occurrence": Occurrence,
    "tier": Tier,
    "status": Status,
    "satisfaction": Satisfaction,
}

_NAMED: tuple[tuple[StrEnum, str], ...] = (
    (Level.COUNTY, "County"),
    (Level.TOWNSHIP, "Township"),
    (Level.VILLAGE, "Village"),
    (Channel.VISIT, "Visit in person"),
    (Channel.LETTER, "Letter"),
    (Channel.ONLINE, "Online"),
    (Channel.PHONE, "Telephone"),
    (Channel.OTHER, "Other channel"),
    (Purpose.CLAIM, "Claim"),
    (Purpose.APPEAL, "Appeal"),
    (Purpose.SUGGESTION, "Suggestion"),
    (Purpose.ACCUSATION, "Report or accusation"),
    (Purpose.OTHER, "Other purpose"),
    (Occurrence.FIRST, "First petition"),
    (Occurrence.REPEAT, "Repeated petition"),
    (Tier.SIMPLE, "Simple"),
    (Tier.GENERAL, "General"),
    (Tier.HARD, "Hard"),
    (Status.OPEN, "Open"),
    (Status.CLOSED, "Closed"),
    (Status.CONCLUDED, "Concluded after re-review"),
    (Status.LITIGATED, "Before a court"),
    (Satisfaction.SATISFIED, "Satisfied"),
    (Satisfaction.DISSATISFIED, "Dissatisfied"),
    (Placement.POINT, "To the point"),
    (Placement.VILLAGE, "To the village"),
    (Placement.TOWNSHIP, "To the township only"),
    (Placement.NOWHERE, "Not placed"),
    (Basis.AGREED, "Point and name agree"),
    (Basis.POINT, "By its point alone"),
    (Basis.NAME, "By its name alone"),
    (Basis.CONFLICT, "Point and name disagree"),
    (Basis.HAND, "By hand"),
    (Basis.NONE, "By nothing"),
    (Mode.ANNOUNCED, "Announced reception"),
    (Mode.BY_APPOINTMENT, "Reception by appointment"),
    (Mode.WITH_CASES, "Visit with cases in hand"),
    (Mode.ON_DUTY, "Reception on duty"),
    (Mode.RETURN_VISIT, "Return visit"),
    (DayRule.IMMOVABLE, "The visits are on it all the same"),
    (DayRule.NEXT_WORKING_DAY, "The visits are on the next working day"),
)
NAMES = {(type(term), term.value): words for term, words in _NAMED}
"""English name of each term, which is its key in the catalogs; by kind and code, for kinds share codes."""


def name_of(term: StrEnum) -> str:
    """English name of a term."""
    return NAMES[type(term), term.value]


@cache
def categories(scheme: str) -> dict[str, str]:
    """Categories of a scheme: code -> Chinese name. An unknown scheme has none.

    ``old17`` and ``2022`` come with their source in ``reference/categories.toml``.
    """
    listed = _categories_file()["schemes"].get(scheme, {}).get("categories", [])
    return {c["code"]: c["zh"] for c in listed}


@cache
def category_names() -> dict[str, str]:
    """Every known category code -> its English name, the key in the catalogs."""
    listed = _categories_file()["schemes"].values()
    return {c["code"]: c["en"] for scheme in listed for c in scheme["categories"]}


def schemes() -> tuple[str, ...]:
    """Schemes that have categories, the oldest first."""
    return tuple(_categories_file()["schemes"])


def crosswalks() -> tuple[tuple[str, str, dict[str, list[str]]], ...]:
    """Older scheme, newer scheme, and what each category of the older became in the newer."""
    return tuple((c["from"], c["to"], c["becomes"]) for c in _categories_file()["crosswalks"])


@cache
def _categories_file() -> dict[str, Any]:
    with (REFERENCE / "categories.toml").open("rb") as file:
        return tomllib.load(file)
