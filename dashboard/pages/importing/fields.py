"""Words of the fields of a petition and of their codes."""

from dashboard.language import _, category, term
from data.petitions.placing import PLACES
from data.petitions.states import PERSONAL
from data.terms import TERMS


def field_names() -> dict[str, str]:
    """Words of the fields."""
    return {
        "number": _("Number"),
        "filed": _("Registered on"),
        "category": _("Category"),
        "channel": _("Channel"),
        "purpose": _("Purpose"),
        "occurrence": _("First or repeated"),
        "tier": _("Tier"),
        "status": _("Status"),
        "satisfaction": _("Satisfaction"),
        "origin": _("Origin"),
        "review": _("Review and re-review"),
        "settled_level": _("Level at which it was settled"),
        "by_proxy": _("By proxy"),
        "people": _("People"),
        "group": _("Group visit, yes or no"),
        "visits": _("Number of visits"),
        "accepted": _("Accepted on"),
        "forwarded": _("Forwarded on"),
        "answered": _("Answered on"),
        "closed": _("Closed on"),
        "unit": _("Unit that handles it"),
        "case_leader": _("Leader who took the case on"),
        "agent": _("Agent"),
        "longitude": _("Longitude"),
        "latitude": _("Latitude"),
        "address": _("Address of the problem"),
        "township": _("Township"),
        "village": _("Village"),
        "name": _("Petitioner's name"),
        "id_number": _("Identity number"),
        "phone": _("Telephone number"),
        "home": _("Home address"),
        "statement": _("Statement"),
        "against": _("Against whom"),
    }


def column_names() -> dict[str, str]:
    """Words of the columns of a petition: those of the fields, and what follows from them."""
    names = field_names()
    return names | {
        "stated_township": names["township"],
        "stated_village": names["village"],
        "village_code": _("Village it counts in"),
        "township_code": _("Township it counts in"),
        "words": _("Words nobody has explained"),
    }


def field_groups() -> dict[str, tuple[str, ...]]:
    """Fields under what they tell, all of them."""
    what = (
        "number",
        "filed",
        "channel",
        "category",
        "purpose",
        "occurrence",
        "people",
        "group",
        "visits",
        "tier",
    )
    where = (*PLACES, "address", "longitude", "latitude")
    course = tuple(name for name in field_names() if name not in (*what, *where, *PERSONAL))
    return {
        _("What it is"): what,
        _("Where the problem is"): where,
        _("How it goes on"): course,
        _("Who petitioned (restricted)"): PERSONAL,
    }


def code_name(field: str, code: str) -> str:
    """Words of a code of a field."""
    if field == "category":
        return category(code)
    if field in TERMS:
        return term(TERMS[field](code))
    return _("Yes") if code == "yes" else _("No")
