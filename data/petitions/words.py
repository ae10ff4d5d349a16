"""What is counted, in words."""

from data.divisions.land import Land
from data.petitions.facts import Filter
from data.terms import Status, Tier
from data.text import N_, Words


def counted(say: Words, wanted: Filter) -> str:
    """Petitions, requests or both, and of which kind."""
    what = say.term(wanted.counted)
    return say(N_("{what} ({kind})"), what=what, kind=say.term(wanted.kind)) if wanted.kind else what


def subject(say: Words, land: Land, wanted: Filter) -> str:
    """What a filter keeps besides its period."""
    parts = [
        counted(say, wanted),
        land.township_names.get(wanted.township or "", ""),
        say.category(wanted.category) if wanted.category else say(N_("All categories")),
        say.term(Status(wanted.status)) if wanted.status else "",
        say.term(Tier(wanted.tier)) if wanted.tier else "",
    ]
    return " · ".join(filter(None, parts))
