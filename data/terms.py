"""The terms of petition work that coded columns hold, each with its name for the catalogs.

Purposes follow 信访工作条例 (2022), articles 29-31; tiers are Pujiang's 简单马上办, 一般快速办, 疑难监督办.
Categories stand in ``reference/categories.toml``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from geo.terms import C_, N_, Term

REFERENCE = Path(__file__).with_name("reference")
FORMER = ":"
"""Stands between a former scheme and its category, where that has no single successor."""


class Level(Term):
    COUNTY = "county", N_("County")
    TOWNSHIP = "township", N_("Township")
    VILLAGE = "village", N_("Village")


class SurroundingKind(Term):
    """What the map shows of the land beside villages and roads (`data.divisions.surroundings`)."""

    WATER = "water", N_("Water")
    NEIGHBOURS = "neighbours", N_("Neighbouring counties")


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


class WallPage(Term):
    """A page of the screen of a meeting."""

    COUNTY = "county", N_("The county this month")
    TOPICS = "topics", N_("What it is about")
    ALERTS = "alerts", C_("the briefing", "Alerts")
    VISITS = "visits", N_("Visits of the leaders")
    COVERAGE = "coverage", N_("Liaison teams")
    FIGURES = "figures", C_("the briefing", "What came of it")


class CountUnit(Term):
    """In what petitions are counted."""

    CASES = "cases", N_("{n} cases")
    """件."""
    GROUPS = "groups", N_("{n} visits in person")
    """批: each visit in person, by however many."""
    PERSONS = "persons", N_("{n} persons")
    """人次: everybody who signed or came."""


class TotalUnit(Term):
    """In what the total of a year is counted."""

    CASES = "cases", N_("cases")
    """件."""
    GROUPS = "groups", C_("of a total", "visits in person")
    """批."""
    PERSONS = "persons", N_("persons")
    """人次."""
    MIXED = "mixed", C_("of a total", "cases and persons, not told apart")
    """件（人）次: letters by case and visits by person, as older books have it."""


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


class ReviewStage(Term):
    """How far a case went after its answer (信访工作条例, art. 35 and 36)."""

    REVIEW = "review", N_("Review")
    """复查"""
    RE_REVIEW = "re_review", N_("Re-review")
    """复核, which follows a review."""


class Theme(Term):
    """Everyday themes across the categories; their words stand in ``reference/tags.toml``."""

    WAGES = "wages", C_("a theme", "Unpaid wages")
    LABOUR = "labour", C_("a theme", "Labour disputes")
    CONTRACTS = "contracts", C_("a theme", "Contracts and debts")
    CONSUMERS = "consumers", C_("a theme", "Consumers")
    PREPAID = "prepaid", C_("a theme", "Prepaid cards")
    PROPERTY = "property", C_("a theme", "Property management")
    HOUSING = "housing", C_("a theme", "Unfinished housing")
    LAND = "land", C_("a theme", "Land taken and houses pulled down")
    BUILDING = "building", C_("a theme", "Permits to build")
    EPIDEMIC = "epidemic", C_("a theme", "The epidemic")
    NEIGHBOURS = "neighbours", C_("a theme", "Neighbours")
    NOISE = "noise", C_("a theme", "Noise and fumes")
    SEWAGE = "sewage", C_("a theme", "Waste water")
    ILLEGAL_BUILDING = "illegal_building", C_("a theme", "Illegal building")
    COURTS = "courts", C_("a theme", "Courts and judgments")
    VILLAGE_MONEY = "village_money", C_("a theme", "Money of the village")
    ELDERLY = "elderly", C_("a theme", "Care of the old")
    SCHOOLS = "schools", C_("a theme", "Schools")
    MEDICAL = "medical", C_("a theme", "Medical disputes")
    RESERVOIR = "reservoir", C_("a theme", "Resettled for a reservoir")


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


class StepKind(Term):
    """What a step of a case is; what came of a reception is a `data.visits.days.Outcome`."""

    ACCEPTED = "accepted", N_("Taken on by its unit")
    FORWARDED = "forwarded", N_("Passed on to its unit")
    CLOSED = "closed", N_("Case closed")
    HOME_VISIT = "home_visit", N_("Visited at home")
    MEDIATION = "mediation", N_("Mediated")
    AID = "aid", N_("Helped in need")
    """帮扶救助, one of the four 到位 (Regulations, art. 27)."""
    COMMUNITY = "community", N_("Community took part")
    SOCIAL_WORKER = "social_worker", N_("Social worker took part")
    ASSOCIATION = "association", N_("Association took part")
    JUDGE = "judge", N_("Judge's studio took part")
    LAWYER = "lawyer", N_("Lawyers' mediation room took part")
    EXTENSION = "extension", N_("Time extended")
    HEARING = "hearing", N_("Hearing held")
    REVIEW_ASKED = "review_asked", N_("Review asked for")
    REVIEW_ANSWERED = "review_answered", N_("Review answered")
    REREVIEW_ASKED = "rereview_asked", N_("Re-review asked for")
    REREVIEW_ANSWERED = "rereview_answered", N_("Re-review answered")
    OTHER = "other", N_("Another step")


class ProposalKind(Term):
    """The three proposals of a petition office (三项建议)."""

    WORK = "work", N_("To improve work")
    POLICY = "policy", N_("To complete a policy")
    ACCOUNT = "account", N_("To hold to account")


class Owes(Term):
    """What is to be done next about an open case, as far as its steps are on record."""

    FORWARD = "forward", N_("To be passed on")
    ACCEPT = "accept", N_("To be taken on")
    ANSWER = "answer", N_("To be answered in writing")
    CLOSE = "close", N_("Answered, to be closed")
    OTHER = "other", N_("No steps of it are kept")


class Progress(Term):
    """How something stands that is owed by a day."""

    OVERDUE = "overdue", N_("overdue")
    SOON = "soon", N_("soon due")
    WAITING = "waiting", N_("in time, not done yet")
    DONE = "done", N_("done")


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


class IntakeState(Term):
    """How far a request of online intake is that another program sent."""

    WAITING = "waiting", N_("waits to be taken into the record")
    TAKEN = "taken", N_("in the record")
    REFUSED = "refused", N_("refused by the record")
    TAKEN_BACK = "taken_back", N_("no longer in the record: its import was taken back")


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


class ErrandKind(Term):
    """What a team runs an errand for (代办事项)."""

    PAPERS = "papers", N_("Papers and certificates")
    INSURANCE = "insurance", N_("Insurance and pension")
    RELIEF = "relief", N_("Relief and hardship")
    LAND = "land", N_("Land and building")
    PETITION = "petition", N_("Hand in a petition")
    OTHER = "other", N_("Another errand")


class ErrandPlace(Term):
    """Where an errand is run to."""

    VILLAGE = "village", N_("Done in the village")
    TOWNSHIP = "township", N_("To the township")
    COUNTY = "county", N_("To the county")


class Presence(Term):
    """When the people of a window are there."""

    PERMANENT = "permanent", N_("Permanent")
    """常驻: on every working day."""
    BY_ROTA = "by_rota", N_("By rota")
    """轮驻: on some days."""
    ON_CALL = "on_call", N_("On call")
    """随驻: when they are called."""


class Grade(Term):
    """Of what a leader is one: those whose receptions DB33/T 1358-2024 regulates, and those of units."""

    COUNTY = "county", N_("leader of the county")
    UNIT = "unit", N_("leader of a unit")
    TOWNSHIP = "township", N_("leader of a township")


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
    "review": ReviewStage,
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
