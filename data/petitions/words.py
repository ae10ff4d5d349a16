"""What is counted, and how it changed, in words."""

import datetime as dt

from data.divisions.land import Land
from data.petitions.facts import Filter
from data.petitions.trends import Trend
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


def up_to(say: Words, last: dt.date) -> str:
    """That the month of the last day shown is not over yet; empty where it is."""
    if (last + dt.timedelta(days=1)).day == 1:
        return ""
    return say(N_("this month up to {day}"), day=say.date(last))


def change(say: Words, each: Trend) -> str:
    """Against what, which way, and by how much: 环比下降3.3%."""
    against = say.term(each.against)
    if each.now == each.then:
        return say(N_("{against} unchanged"), against=against)
    if each.share is None:
        return say(N_("{against} up from none"), against=against)
    words = {"against": against, "share": say.percent(abs(each.now - each.then), each.then)}
    return say(N_("{against} up {share}") if each.now > each.then else N_("{against} down {share}"), **words)


def signed_change(say: Words, each: Trend) -> str:
    """The same behind a sign."""
    sign = "＝" if each.now == each.then else "▲" if each.now > each.then else "▼"
    return f"{sign} {change(say, each)}"


def verdict(say: Words, each: Trend) -> str:
    """Whether a change is more than chance explains; empty where there is none."""
    if each.now == each.then:
        return ""
    return say(N_("more than chance explains") if each.is_sure else N_("may be chance"))
