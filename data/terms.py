"""The terms of petition work that coded columns hold, each with its name for the catalogs.

Purposes follow 信访工作条例 (2022), articles 29-31; tiers are Pujiang's 简单马上办, 一般快速办, 疑难监督办.
Categories stand in ``reference/categories.toml``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from geo.terms import N_, Term

REFERENCE = Path(__file__).with_name("reference")
FORMER = ":"
"""Stands between a former scheme and its category, where that has no single successor."""


class Level(Term):
    COUNTY = "county", N_("County")
    TOWNSHIP = "township", N_("Township")
    VILLAGE = "village", N_("Village")


class Channel(Term):
    VISIT = "visit", N_("Visit in person")
    LETTER = "letter", N_("Letter")
    ONLINE = "online", N_("Online")
    PHONE = "phone", N_("Telephone")
    REQUEST = "request", N_("Online request")
    """Request from online intake (民情暖哨), which another department counts: no petition."""
    OTHER = "other", N_("Other channel")


class Counted(Term):
    """What is counted (`data.petitions.counted`)."""

    PETITIONS = "petitions", N_("petitions")
    """信访件: letters, visits, the net, the telephone."""
    REQUESTS = "requests", N_("online requests")
    """线上诉求, from online intake (民情暖哨)."""
    BOTH = "both", N_("petitions and online requests")


class CountUnit(Term):
    """In what petitions are counted."""

    CASES = "cases", N_("{n} cases")
    """件."""
    GROUPS = "groups", N_("{n} visits in person")
    """批: each visit in person, by however many."""
    PERSONS = "persons", N_("{n} persons")
    """人次: everybody who signed or came."""


class Purpose(Term):
    CLAIM = "claim", N_("Claim")
    APPEAL = "appeal", N_("Appeal")
    SUGGESTION = "suggestion", N_("Suggestion")
    ACCUSATION = "accusation", N_("Report or accusation")
    OTHER = "other", N_("Other purpose")


class Occurrence(Term):
    FIRST = "first", N_("First petition")
    REPEAT = "repeat", N_("Repeated petition")


class PetitionKind(Term):
    """Which petitions: by whether the matter came before, and by how many came."""

    FIRST = "first", N_("first petitions")
    REPEAT = "repeat", N_("repeated petitions")
    JOINT = "joint", N_("joint visits")
    """集体访: a visit in person by as many as the county's rules say (`data.rules.CaseRules`), or more."""


class Tier(Term):
    SIMPLE = "simple", N_("Simple")
    GENERAL = "general", N_("General")
    HARD = "hard", N_("Hard")


class Status(Term):
    OPEN = "open", N_("Open")
    CLOSED = "closed", N_("Closed")
    CONCLUDED = "concluded", N_("Concluded after re-review")
    """Closed for good after re-review (复核); not heard again on the same facts."""
    LITIGATED = "litigated", N_("Before a court")
    """Before a court; not heard."""
    OTHER = "other", N_("Other status")
    """A word of the file that no code is known for: neither open nor closed."""


class Satisfaction(Term):
    SATISFIED = "satisfied", N_("Satisfied")
    DISSATISFIED = "dissatisfied", N_("Dissatisfied")


class Origin(Term):
    """Where a petition came from (交办来源)."""

    NATIONAL = "national", N_("Assigned by the national office")
    PROVINCIAL = "provincial", N_("Assigned by the province")
    MUNICIPAL = "municipal", N_("Assigned by the city")
    OWN = "own", N_("Received here")
    BYPASSING = "bypassing", N_("Brought to a higher level first")
    """越级: past the level that has to handle it."""
    OTHER = "other", N_("Other origin")


class SettledLevel(Term):
    """Level at which a case was settled (化解层级)."""

    VILLAGE = "village", N_("Settled in the village")
    TOWNSHIP = "township", N_("Settled in the township")
    COUNTY = "county", N_("Settled in the county")
    HIGHER = "higher", N_("Settled above the county")
    OTHER = "other", N_("Settled elsewhere")


class StateKind(Term):
    """How a later state of a petition came about."""

    FILE = "file", N_("Changed by a file")
    OLDER = "older", N_("Told by an older file, not taken over")
    EDIT = "edit", N_("Corrected by hand")
    WITHDRAWAL = "withdrawal", N_("Taken out of the record")
    RETURN = "return", N_("Brought back")
    RENUMBERING = "renumbering", N_("Number corrected")
    WORD = "word", N_("Word explained")
    UNDONE = "undone", N_("Undone with its file")


class Placement(Term):
    POINT = "point", N_("To the point")
    VILLAGE = "village", N_("To the village")
    TOWNSHIP = "township", N_("To the township only")
    NOWHERE = "nowhere", N_("Not placed")


class Basis(Term):
    """By what a petition is placed."""

    AGREED = "agreed", N_("Point and name agree")
    """A point and a name that agree."""
    POINT = "point", N_("By its point alone")
    NAME = "name", N_("By its name alone")
    CONFLICT = "conflict", N_("Point and name disagree")
    """Point and name, or two names, are of different villages: in a person's hands."""
    HAND = "hand", N_("By hand")
    NONE = "none", N_("By nothing")


class TeamDuty(Term):
    """What a member of a liaison team (联心服务团) does for its villages."""

    CONTACT = "contact", N_("Keeps in touch with residents")
    """联系员"""
    PROXY = "proxy", N_("Acts for residents")
    """代办员"""
    MEDIATOR = "mediator", N_("Mediates")
    """调解员"""
    HELPER = "helper", N_("Serves residents")
    """服务员"""


class State(Term):
    """How far a visit is."""

    DRAFT = "draft", N_("draft")
    PUBLISHED = "published", N_("published")
    HELD = "held", N_("held")
    RECORDED = "recorded", N_("recorded")
    ARCHIVED = "archived", N_("archived")


class Mode(Term):
    """How a leader goes down (DB33/T 1358-2024, 信访工作下访接访规范)."""

    ANNOUNCED = "announced", N_("Announced reception")
    """公告接访: place and time are published, whoever comes is heard."""
    BY_APPOINTMENT = "by_appointment", N_("Reception by appointment")
    """重点约访: chosen petitioners are asked to come."""
    WITH_CASES = "with_cases", N_("Visit with cases in hand")
    """带案下访: the leader takes cases along to the villages they are from."""
    ON_DUTY = "on_duty", N_("Reception on duty")
    """值守接访: the leader sits at the reception for the day."""
    RETURN_VISIT = "return_visit", N_("Return visit")
    """主动回访: the leader asks those whose cases were closed."""


class DayRule(Term):
    """What happens when the day of the visits is no working day."""

    IMMOVABLE = "immovable", N_("The visits are on it all the same")
    """Nothing: the visits are on that day, weekends and holidays included (雷打不动)."""
    NEXT_WORKING_DAY = "next_working_day", N_("The visits are on the next working day")
    """They are on the next working day; working weekends (调休) count as such."""


TERMS: dict[str, type[Term]] = {
    "channel": Channel,
    "purpose": Purpose,
    "occurrence": Occurrence,
    "tier": Tier,
    "status": Status,
    "satisfaction": Satisfaction,
    "origin": Origin,
    "settled_level": SettledLevel,
}


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
